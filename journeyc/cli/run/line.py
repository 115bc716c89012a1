"""One typed line, in the words and signs of the language."""

from collections.abc import Collection
from typing import NamedTuple

from journeyc.cli.run.written import Refused
from journeyc.grammar.tokens import Tokens


class Given(NamedTuple):
    """A name and the text of its value, as in `dispute.amount = 12 EUR`."""

    name: str
    text: str


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

    def kind_at(self, index: int) -> str:
        """As `kind`, empty behind the end."""
        return self.kind(index) if index < self.count else ""

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
