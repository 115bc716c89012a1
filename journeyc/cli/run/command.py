"""What can be typed in `journeyc run`, and how a line is read."""

from collections.abc import Callable, Collection
from typing import NamedTuple

from journeyc.cli.run.written import Refused
from journeyc.grammar.tokens import Tokens
from journeyc.nearest import nearest


class Given(NamedTuple):
    """A name and the text of its value, as in `dispute.amount = 12 EUR`."""

    name: str
    text: str


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


class Draw(NamedTuple):
    """`map [FILE]`."""

    file: str


class Plain(NamedTuple):
    """A command that is one word."""

    word: str


Command = Happen | Answer | Wait | Switch | Know | Pick | Draw | Plain

PLAIN = ("where", "history", "why", "help", "quit")

#: What `help` says: how a command is written, and what it does.
COMMANDS = {
    "on EVENT(field = value, …) [from CHANNEL]": "something happens",
    "answer FIELD = value, … [from CHANNEL]": "the customer answers",
    "answer VALUE": "the same, for the first open question",
    "wait 3 days": "time passes, and timers fire on the way",
    "channel NAME": "the customer goes on by another channel",
    "customer FIELD = value, …": "the company knows something of the customer",
    "where": "show where the customer is",
    "map [FILE]": "draw the map with this place marked",
    "history": "what has happened",
    "why": "what the last input did, and why",
    "quit": "stop here; everything is kept",
    "a number": "do what is offered under it",
}


class Line:
    """A typed line as tokens of the language, without its comment."""

    def __init__(self, text: str, channels: Collection[str]) -> None:
        tokens = Tokens(text)
        self.tokens = tokens
        self.count = len(tokens.kinds) - 1
        self.channels = channels
        self.text = text[: tokens.ends[self.count - 1]] if self.count else ""
        self.channel: str | None = None
        if self.count > 2 and self.word(self.count - 2) == "from" and self.word(self.count - 1) in channels:
            self.channel = self.word(self.count - 1)
            self.count -= 2

    def word(self, index: int) -> str:
        return self.tokens.word(index) if index < self.count else ""

    def kind(self, index: int) -> str:
        return self.tokens.kinds[index]

    def slice(self, first: int, end: int) -> str:
        """The text from one token to before another."""
        return self.text[self.tokens.starts[first] : self.tokens.ends[end - 1]] if first < end else ""

    def outermost(self, first: int, end: int, kind: str) -> list[int]:
        """The tokens of a kind that stand in no brackets."""
        depth, found = 0, []
        for index in range(first, end):
            here = self.kind(index)
            if here in {"LPAR", "LBRACE", "LSQUARE"}:
                depth += 1
            elif here in {"RPAR", "RBRACE", "RSQUARE"}:
                depth -= 1
            elif here == kind and depth == 0:
                found.append(index)
        return found

    def values(self, first: int, end: int) -> tuple[Given, ...]:
        """`name = value` between commas."""
        if first >= end:
            return ()
        commas = self.outermost(first, end, "COMMA")
        starts = [first, *(comma + 1 for comma in commas)]
        return tuple(self._given(start, stop) for start, stop in zip(starts, [*commas, end], strict=True))

    def _given(self, first: int, end: int) -> Given:
        signs = self.outermost(first, end, "EQUALS")
        name = self.slice(first, signs[0]) if signs else ""
        if not name or not signs or signs[0] + 1 >= end:
            raise Refused(
                f"`{self.slice(first, end)}` is not `name = value`", 'a text stands in quotes: `"…"`'
            )
        return Given("".join(name.split()), self.slice(signs[0] + 1, end))


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
    near = nearest(word, words)
    help_ = (
        f"did you mean `{near}`?"
        if near
        else f"there are {', '.join(f'`{known}`' for known in words)}, or a number"
    )
    raise Refused(f"there is no command `{word}`", help_)


def _on(line: Line) -> Command:
    event = line.word(1)
    if not event.isidentifier():
        raise Refused("`on` needs the name of an event", "write `on EVENT(field = value)`")
    if line.count == 2:
        return Happen(event, (), line.channel)
    if line.kind(2) != "LPAR" or line.kind(line.count - 1) != "RPAR":
        rest = line.slice(2, line.count)
        if line.word(2) == "from":
            raise Refused(f"there is no channel `{line.word(3)}`", f"there are {', '.join(line.channels)}")
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


_READERS: dict[str, Callable[[Line], Command]] = {
    "on": _on,
    "answer": _answer,
    "wait": _wait,
    "channel": _channel,
    "customer": _customer,
    "map": _map,
}
