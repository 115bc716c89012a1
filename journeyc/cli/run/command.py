"""What can be typed in `journeyc run`, and how a line is read."""

from collections.abc import Callable, Collection
from typing import Literal, NamedTuple

from journeyc.cli.run.line import Given, Line
from journeyc.cli.run.written import Refused, unknown
from journeyc.nearest import meant


class Happen(NamedTuple):
    """`on EVENT(field = value, …) [from CHANNEL]`."""

    event: str
    values: tuple[Given, ...]
    channel: str | None


class Answer(NamedTuple):
    """`answer FIELD = VALUE, … [from CHANNEL]`, or `text` for the first open question."""

    values: tuple[Given, ...]
    text: str
    channel: str | None


class Wait(NamedTuple):
    """`wait DURATION`."""

    duration: str


class Switch(NamedTuple):
    """`channel NAME`: where the customer goes on."""

    channel: str


class Know(NamedTuple):
    """`customer FIELD = VALUE, …`: what the company knows of the customer."""

    values: tuple[Given, ...]


class Pick(NamedTuple):
    """A number: one of the things that are offered."""

    number: int


class Begin(NamedTuple):
    """`start [JOURNEY][(parameter = value, …)]`: a program begins a journey."""

    journey: str
    values: tuple[Given, ...]


class Called(NamedTuple):
    """`call SERVICE ok [VALUE] | fails NAME | no answer`: what came of a call."""

    service: str
    result: Literal["ok", "fails", "no_answer"]
    text: str


class Worked(NamedTuple):
    """`task NAME claim [by WHO] | release | on EVENT(…) | answer FIELD = VALUE, …`: who works does it."""

    name: str
    action: Literal["claim", "release", "answer"]
    by: str = ""
    event: str | None = None
    values: tuple[Given, ...] = ()


class Operate(NamedTuple):
    """`suspend | resume | cancel | migrate [RUN]`, or `retry | dismiss [INCIDENT]`."""

    word: str
    name: str


class Draw(NamedTuple):
    """`map [FILE]`."""

    file: str


class Plain(NamedTuple):
    """A command that is one word."""

    word: str


Command = Happen | Answer | Wait | Switch | Know | Pick | Begin | Called | Worked | Operate | Draw | Plain

PLAIN = ("where", "history", "why", "help", "quit")
OPERATING = ("suspend", "resume", "cancel", "migrate", "retry", "dismiss")

#: What `help` says: how a command is written, and what it does.
COMMANDS = {
    "on EVENT(field = value, …) [from CHANNEL]": "something happens",
    "answer FIELD = value, … [from CHANNEL]": "the customer answers",
    "answer VALUE": "the same, for the first open question",
    "wait 3 days": "time passes, and timers fire on the way",
    "channel NAME": "the customer goes on by another channel",
    "customer FIELD = value, …": "the company knows something of the customer",
    "start [(parameter = value, …)]": "the journey begins without an event",
    "call SERVICE ok VALUE": "a service answers; or `fails NAME`, or `no answer`",
    "task NAME claim [by WHO]": "somebody of a queue takes a task; or `release`",
    "task NAME on EVENT(field = value, …)": "and does it; or `task NAME answer FIELD = value`",
    "suspend, resume, cancel, migrate [RUN]": "what an operator can do with a run",
    "retry [INCIDENT]": "try again what could not be done; or `dismiss`",
    "where": "show where the customer is",
    "map [FILE]": "draw the map with this place marked",
    "history": "what has happened",
    "why": "why the customer is here, what is waited for, and what happens next",
    "quit": "stop here; everything is kept",
    "a number": "do what is offered under it",
}


def read_command(text: str, channels: Collection[str]) -> Command | None:
    """The command of a line, None for a blank one or a comment; Refused says what could be written."""
    line = Line(text, channels)
    if not line.count:
        return None
    word = line.word(0)
    if line.count == 1 and word.isascii() and word.isdigit():
        return Pick(int(word[:9]))
    if word in PLAIN:
        if line.count > 1:
            raise Refused(f"`{word}` stands alone")
        return Plain(word)
    if word in _READERS:
        return _READERS[word](line)
    words = [*_READERS, *PLAIN]
    there = f"there are {', '.join(f'`{known}`' for known in words)}, or a number"
    raise Refused(f"there is no command `{word}`", meant(word, words, there))


def _on(line: Line) -> Command:
    event = line.word(1)
    if not event.isidentifier():
        raise Refused("`on` needs the name of an event", "write `on EVENT(field = value)`")
    if line.count == 2:
        return Happen(event, (), line.channel)
    if line.kind(2) != "LPAR" or line.kind(line.count - 1) != "RPAR":
        rest = line.slice(2, line.count)
        if line.word(2) == "from":
            raise unknown("channel", line.word(3), sorted(line.channels))
        raise Refused(
            f"after `on {event}` stands `{rest}`", f"write `on {event}(field = value) from CHANNEL`"
        )
    return Happen(event, line.values(3, line.count - 1), line.channel)


def _answer(line: Line) -> Command:
    if line.count == 1:
        raise Refused("`answer` needs a value", "write `answer FIELD = value`, or `answer value`")
    if line.outermost(1, line.count, "EQUALS"):
        return Answer(line.values(1, line.count), "", line.channel)
    return Answer((), line.slice(1, line.count), line.channel)


def _wait(line: Line) -> Command:
    if line.count == 1:
        raise Refused("`wait` needs a time", "write `wait 3 days` or `wait 1 hour 30 minutes`")
    return Wait(line.slice(1, line.count))


def _channel(line: Line) -> Command:
    if line.count != 2:
        raise Refused("`channel` needs the name of one channel", "write `channel NAME`")
    return Switch(line.word(1))


def _customer(line: Line) -> Command:
    if line.count == 1:
        raise Refused(
            "`customer` needs a field",
            'write `customer FIELD = value`, such as `customer first_name = "Anna"`',
        )
    return Know(line.values(1, line.count))


def _map(line: Line) -> Command:
    return Draw(line.text[line.tokens.ends[0] :].strip().strip('"'))


def _start(line: Line) -> Command:
    """The name of the journey may be left out: it is the one that is played."""
    named = line.count > 1 and line.kind(1) != "LPAR"
    first = 2 if named else 1
    if line.count == first:
        return Begin(line.word(1) if named else "", ())
    if line.kind(first) != "LPAR" or line.kind(line.count - 1) != "RPAR":
        raise Refused(
            f"after `start` stands `{line.slice(first, line.count)}`", "write `start (parameter = value)`"
        )
    return Begin(line.word(1) if named else "", line.values(first + 1, line.count - 1))


def _call(line: Line) -> Command:
    """The name of a service may have dots."""
    end = 2
    while line.kind_at(end) == "DOT":
        end += 2
    service = "".join(line.slice(1, end).split())
    how = line.word(end)
    if how == "ok":
        return Called(service, "ok", line.slice(end + 1, line.count))
    if how == "fails" and line.count == end + 2:
        return Called(service, "fails", line.word(end + 1))
    if how == "no" and line.word(end + 1) == "answer" and line.count == end + 2:
        return Called(service, "no_answer", "")
    raise Refused(
        "`call` needs a service and its answer",
        "write `call SERVICE ok VALUE`, `call SERVICE fails NAME` or `call SERVICE no answer`",
    )


def _task(line: Line) -> Command:
    name, what = line.word(1), line.word(2)
    match what:
        case "claim" if line.count == 3:
            return Worked(name, "claim")
        case "claim" if line.word(3) == "by" and line.count > 4:
            return Worked(name, "claim", line.slice(4, line.count).strip('"'))
        case "release" if line.count == 3:
            return Worked(name, "release")
        case "on" if line.count == 4:
            return Worked(name, "answer", event=line.word(3))
        case "on" if line.kind_at(4) == "LPAR" and line.kind(line.count - 1) == "RPAR":
            return Worked(name, "answer", event=line.word(3), values=line.values(5, line.count - 1))
        case "answer" if line.count > 3:
            return Worked(name, "answer", values=line.values(3, line.count))
    raise Refused(
        "`task` needs a queue or bot and what is done",
        "write `task NAME claim by WHO`, `task NAME release`, `task NAME on EVENT(field = value)`"
        " or `task NAME answer FIELD = value`",
    )


def _operate(line: Line) -> Command:
    return Operate(line.word(0), line.slice(1, line.count).strip().strip('"'))


_READERS: dict[str, Callable[[Line], Command]] = {
    "on": _on,
    "answer": _answer,
    "wait": _wait,
    "channel": _channel,
    "customer": _customer,
    "start": _start,
    "call": _call,
    "task": _task,
    **dict.fromkeys(OPERATING, _operate),
    "map": _map,
}
