"""The words on a picture: conditions, times and effects as a reader wants them."""

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping

from journeyc.compiler.diagram.picture import Mark
from journeyc.expression.tree import Expression, Literal, Private, Read
from journeyc.expression.values import to_duration
from journeyc.ir.model import (
    Call,
    Effect,
    Emit,
    Guard,
    Note,
    Notify,
    Outcome,
    Raise,
    Remind,
    Set,
    StartJourney,
    Timer,
)
from journeyc.ir.walk import parts

#: What changes the direction of the text around it: it could make one name look like another.
_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_NONCHARACTERS = frozenset("\ufffe\uffff")
_QUOTED = re.compile(r'("(?:[^"\\]|\\.)*")')
_SHOWN = re.compile(r"\{\{[-+ ]*([\w.]*)(?:[^}\"']|\"[^\"]*\"|'[^']*'|\}(?!\}))*\}\}")
_BLOCK = re.compile(r"\{%[-+ ]*(\w*).*?%\}|\{#.*?#\}", re.DOTALL)
_SIGNS = ((">=", "≥"), ("<=", "≤"), ("!=", "≠"))
_NUMBER = re.compile(r"(?<![\w.])\d[\w.:,-]*")
#: Not what stands behind a dot, which is a field.
_WORD = re.compile(r"(?<![\w.])[^\W\d]\w*")
#: Units of the clock: how many seconds, and how many of them the next larger has.
_CLOCK = (("hour", 3600, 1_000_000_000), ("minute", 60, 60), ("second", 1, 60))
MASKED = '"•••"'

#: What a mark is called where there is room for a word.
MARK_WORDS: Mapping[Mark | None, str] = {"added": "+ added", "removed": "− removed", "changed": "~ changed"}


def clean(text: str) -> str:
    """An author's text on one line, without characters that are no text or that reorder what is around
    them.
    """
    kept = "".join(
        character
        for character in text.encode("utf-8", "replace").decode("utf-8")
        if character not in _OVERRIDES
        and character not in _NONCHARACTERS
        and (character.isspace() or unicodedata.category(character) != "Cc")
    )
    return " ".join(kept.split())


def as_read(template: str) -> str:
    """A text for customers as they read it: what is filled in stands as its name in brackets, and what stands
    instead of something else behind a `/`. What it depends on is left out.
    """
    text = _SHOWN.sub(lambda shown: f"[{spaced(shown[1].rpartition('.')[2])}]", template)
    return clean(_BLOCK.sub(lambda block: " / " if block[1] in {"else", "elif"} else "", text))


def spaced(name: str) -> str:
    """A name as words: `web_chat` is `web chat`."""
    return clean(name.replace("_", " "))


def condition(guard: Guard, private: Private) -> str:
    """A guard as written, with mathematical signs; constants beside a private field of the customer, or a
    copy of one, are masked.
    """
    return _masked(guard.text, guard.expression, private, _signs)


def _masked(text: str, expression: Expression, private: Private, shown: Callable[[str], str] = str) -> str:
    """An expression as written, outside of quotes as it is to be shown; its constants only where it reads
    nothing private, since beside a private field they tell what stands there.
    """
    nodes = list(parts(expression))
    masks = any(
        isinstance(node, Read) and bool(node.path) and (node.root, node.path[0]) in private for node in nodes
    )
    pieces = _QUOTED.split(clean(text))
    if not masks:
        return "".join(piece if piece.startswith('"') else shown(piece) for piece in pieces)
    names = {node.value for node in nodes if isinstance(node, Literal) and isinstance(node.value, str)}
    return "".join(
        MASKED if piece.startswith('"') else _plain_masked(shown(piece), names) for piece in pieces
    )


def _plain_masked(piece: str, names: Collection[str]) -> str:
    """Words outside of quotes without numbers, and without the members of types that stand there."""
    piece = _NUMBER.sub("•••", piece)
    return _WORD.sub(lambda word: "•••" if word[0] in names else word[0], piece)


def _signs(text: str) -> str:
    for written, sign in _SIGNS:
        text = text.replace(written, sign)
    return text


def moment(timer: Timer) -> str:
    """When a timer fires: `after 48 hours`, `at dispute.deadline`."""
    text = clean(timer.text)
    word = "at" if timer.at is not None else "every" if timer.every is not None else "after"
    said = text if text.startswith(f"{word} ") else f"{word} {text}"
    return f"{said}, at most {timer.times} times" if timer.times is not None else said


def length(time: Expression | None) -> str:
    """A length of time that is written as such, in words: `10 seconds`, `1 day 2 hours`; empty where it is
    computed.
    """
    match time:
        case Literal(type="duration"):
            months, days, seconds = to_duration(str(time.value))
            parts = (
                *zip(divmod(months, 12), ("year", "month"), strict=True),
                (days, "day"),
                *((seconds // size % most, unit) for unit, size, most in _CLOCK),
            )
            return " ".join(
                f"{number} {unit}{'' if number == 1 else 's'}" for number, unit in parts if number
            )
        case _:
            return ""


def tried(call: Call) -> str:
    """How often and how long a call is tried: `again 3 times every 1 minute, given up after 30 seconds`."""
    said = []
    if call.retry:
        every = length(call.retry.every)
        slower = f", each wait {call.retry.backoff} times as long" if call.retry.backoff != "1" else ""
        times = "once" if call.retry.times == 1 else f"{call.retry.times} times"
        said.append(f"tried again {times}{f' every {every}' if every else ''}{slower}")
    if limit := length(call.timeout):
        said.append(f"no answer after {limit}")
    if kept := length(call.keep):
        said.append(f"an answer counts for {kept}")
    return ", ".join(said)


def delays(remind: Remind) -> str:
    """When a nudge goes out, as the end of a sentence: ` after 1 day, 3 days`."""
    texts = ", ".join(
        clean(text).removeprefix("after ").replace(" ", "\N{NO-BREAK SPACE}") for text in remind.texts
    )
    return f" after {texts}" if texts else ""


def outcome(item: Outcome) -> str:
    """The result of a call or the end of a sub-journey: `ok`, `fails refused`, `no answer`."""
    kind = item.kind.replace("_", " ")
    return f"{kind} {clean(item.name)}" if item.name and item.kind != "ok" else kind


def effect(item: Effect, private: Private) -> str:
    """An effect in words: `notify dispute_won`, `set won = true`; masked as conditions are."""
    match item:
        case Notify():
            return f"notify {clean(item.notification)}"
        case Set():
            return f"set {clean('.'.join(item.path))} = {_masked(item.text, item.value, private)}"
        case Raise() | Emit():
            return f"{item.kind} {clean(item.event)}"
        case StartJourney():
            return f"start {clean(item.journey)}"
        case Note():
            return "note"


def listed(words: tuple[str, ...] | list[str], last: str = "or") -> str:
    """Words in a row: `web, chat or voice`."""
    cleaned = [clean(word) for word in words]
    return (
        f" {last} ".join(part for part in (", ".join(cleaned[:-1]), cleaned[-1]) if part) if cleaned else ""
    )
