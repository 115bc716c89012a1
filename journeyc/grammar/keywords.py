"""The keywords of the language, in one table: the lexer, the messages, editors and docs read it."""

#: What a keyword begins or modifies, in words. Keywords are soft: each may be a name wherever the grammar
#: can tell.
KEYWORDS: dict[str, str] = {
    "after": "a time after which something happens",
    "again": "ask even when the answer is known",
    "alias": "a field that identifies the customer too",
    "all": "to all runs",
    "and": "both conditions",
    "ask": "fields the customer is asked for",
    "at": "a moment at which something happens",
    "category": "the category of a notification",
    "channel": "a channel of a touchpoint",
    "choice": "a branching by conditions",
    "context": "what a journey remembers",
    "customer": "who the customer is",
    "else": "a value to use where another is missing",
    "end": "a way a journey ends",
    "enter": "effects on the way in",
    "event": "something that happens",
    "expires": "how long a notification stays worth sending",
    "failure": "an end nobody wanted",
    "for": "texts for some channels",
    "from": "the channels an event comes from",
    "give": "give up after a time",
    "hold": "hold timers while paused",
    "html": "the HTML text of a notification",
    "idle": "without input from the customer",
    "import": "declarations of another file",
    "in": "one of a list",
    "is": "a test for a value that may be missing",
    "journey": "a journey",
    "keep": "how long an early event waits",
    "key": "the field that is the customer's identity",
    "languages": "the languages of a journey",
    "leave": "effects on the way out",
    "list": "a list type",
    "missing": "a test for a value that may be missing",
    "neutral": "an end that is neither success nor failure",
    "not": "the opposite of a condition",
    "notification": "a message the company sends",
    "notify": "send a notification",
    "now": "the time of the input",
    "of": "the members or items of a type",
    "on": "an event and what it does",
    "one": "one of some names, or one run per customer",
    "or": "either condition",
    "otherwise": "the row that is taken when no other is",
    "owner": "who answers for a journey",
    "pause": "what counts as a pause, and what happens meanwhile",
    "per": "one run per customer",
    "private": "a field that is masked for readers",
    "remind": "nudges while the customer is here",
    "run": "one run per customer",
    "runs": "to all runs",
    "say": "what the customer is told",
    "set": "write a field",
    "starts": "how a journey starts",
    "step": "a step of a journey",
    "subject": "the subject of a notification",
    "success": "an end everybody wanted",
    "text": "the text of a notification",
    "timers": "hold timers while paused",
    "timezone": "the zone of a journey's times",
    "to": "to all runs",
    "touchpoint": "where company and customer meet",
    "type": "a type",
    "up": "give up after a time",
    "version": "the version of a journey",
    "via": "channels",
    "when": "a condition",
    "false": "the truth value false",
    "true": "the truth value true",
}

#: Words that cannot be names.
RESERVED = frozenset({"back", "best", "false", "last", "not", "now", "true", "urgent"})

#: Time units by every form an author may write; the first form of each is what the formatter writes.
UNITS: dict[str, tuple[str, ...]] = {
    "second": ("seconds", "second", "s"),
    "minute": ("minutes", "minute", "m"),
    "hour": ("hours", "hour", "h"),
    "day": ("days", "day", "d"),
    "week": ("weeks", "week", "w"),
    "month": ("months", "month"),
}

#: Constructs of the language that this version refuses by name: the word that begins them, and what they
#: are called.
NOT_YET: dict[str, str] = {
    "anytime": "interrupts (`anytime`)",
    "arbitrate": "arbitration (`arbitrate`)",
    "back": "return from an interrupt (`-> back`)",
    "best": "choosing a channel by a decision (`via best`)",
    "bot": "bots (`bot`)",
    "business": "business time",
    "by": "steps worked on by queues and bots (`by`)",
    "calendar": "business calendars (`calendar`)",
    "call": "calls of services (`call`)",
    "decision": "decision tables (`decision`)",
    "each": "one branch per element (`each`)",
    "emit": "events to the outside (`emit`)",
    "every": "repeated timers and schedules (`every`)",
    "first": "a chosen first child (`first`)",
    "forecast": "forecasts (`forecast`)",
    "goal": "goals (`goal`)",
    "keep": "events that wait in the mailbox (`keep`)",
    "last": "return to where the customer was (`-> last of`)",
    "migrate": "migration between versions (`migrate`)",
    "needs": "required abilities (`needs`)",
    "note": "notes to the history (`note`)",
    "offer": "offers (`offer`)",
    "parallel": "parallel branches (`parallel`)",
    "policy": "policies (`policy`)",
    "queue": "queues (`queue`)",
    "raise": "raised events (`raise`)",
    "reenter": "rules of re-entry (`reenter`)",
    "route": "routing (`route`)",
    "rule": "business rules (`rule`)",
    "run": "sub-journeys (`run`)",
    "scenario": "scenarios (`scenario`)",
    "segment": "segments (`segment`)",
    "service": "services (`service`)",
    "split": "experiments (`split`)",
    "stage": "stages (`stage`)",
    "start": "starting another journey (`start`)",
    "to": "events to all runs (`to all runs`)",
    "undo": "compensation (`undo`)",
    "undoing": "compensation (`undoing`)",
}

#: Keywords that begin a declaration or a clause: where reading goes on after a fault.
STARTERS = frozenset(
    [
        "after",
        "ask",
        "at",
        "category",
        "channel",
        "choice",
        "context",
        "customer",
        "end",
        "enter",
        "event",
        "expires",
        "give",
        "hold",
        "html",
        "import",
        "journey",
        "languages",
        "leave",
        "notification",
        "notify",
        "on",
        "one",
        "otherwise",
        "owner",
        "pause",
        "remind",
        "say",
        "set",
        "starts",
        "step",
        "subject",
        "text",
        "timezone",
        "touchpoint",
        "type",
        "version",
        "via",
        "when",
    ]
) | (
    frozenset(NOT_YET) - {"back", "best", "business", "by", "first", "keep", "last", "needs", "to", "undoing"}
)


def terminals() -> str:
    """The keyword terminals as grammar text.

    A keyword is not one where it is followed by a name character, `:` or `.` (a field), or `=` (an
    assignment); the guard is plain negative lookahead, because the collision check of a strict build skips
    nested ones.
    """
    guard = r"(?![a-z0-9_]|\s*[:.]|\s*=[^>=])"
    units = "|".join(sorted((form for forms in UNITS.values() for form in forms), key=len, reverse=True))
    lines = [f"{word.upper()}.2: /{word}{guard}/" for word in sorted(KEYWORDS)]
    lines += [f"UNIT.2: /(?:{units}){guard}/", f"BUSINESS.2: /business{guard}/"]
    return "\n".join(lines) + "\n"
