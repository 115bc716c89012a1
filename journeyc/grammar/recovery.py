"""Where reading goes on after a fault, so that one fault hides nothing that follows.

Small repairs come first; else reading goes on at the next clause that fits, and what was open and unfinished
is dropped.
"""

from typing import TYPE_CHECKING

from journeyc.grammar.fault import Fault, beside
from journeyc.grammar.foreign import foreign
from journeyc.grammar.keywords import NOT_YET, RESERVED, STARTERS
from journeyc.grammar.repairs import LINE_LIMIT, MOST_BRACES, Found, Repairs
from journeyc.grammar.tables import Tables
from journeyc.grammar.tokens import Tokens
from journeyc.nearest import nearest

if TYPE_CHECKING:
    from journeyc.grammar.parser import Stack

#: A text with more faults is something else; finding them all would take long and help nobody.
MOST_FAULTS = 1000
#: Looking at each of thousands that are open would take as long as their square.
_DEEPEST = 100


def recover(
    table: Tables, tokens: Tokens, stack: "Stack", index: int, faults: list[Fault], lost: set[str]
) -> int:
    """Note the fault at a token and return the token to go on from; tokens and stack are mended as needed."""
    recovery = _Recovery(table, tokens, stack, index)
    recovery.count = len(faults)
    fault, onward, dropped = recovery.best()
    close = bool(faults) and faults[-1].end > tokens.starts[max(0, index - 1)]
    if not close and fault.kind != "keyword":
        faults.append(beside(fault, faults))
    faults += recovery.more
    lost.update(tokens.word(i) for i in dropped if tokens.kinds[i] in {"NAME", "UPPER"} or tokens.seconds[i])
    return onward


class _Recovery(Repairs):
    def best(self) -> Found:
        """The first way that works, from the smallest to the largest."""
        if self.count >= MOST_FAULTS:
            return self._finish(self.fault("too-many"))
        if self.kind == "UNCLOSED":
            return self._close_text()
        if self._is_later():
            return self._panic(self.fault("not-yet"), modifier=not self.leading)
        meant = foreign(self)
        if meant:
            fault, onward = meant
            return self._panic(fault) if onward is None else (fault, onward, ())
        # The shares of a split begin with numbers.
        begins = self.word in STARTERS or self.kind in {"INT", "DECIMAL"}
        if self.kind == "$END" or (self.leading and begins):
            found = self._close_braces()
            if found:
                return found
        return (
            self.bare_effect()
            or self.reread()
            or self.drop_twin()
            or self.misspelt_brace()
            or self.respell()
            or self.lacks_tail()
            or self.lacks_value()
            or self.lacks_assigned()
            or self.insert_value()
            or self.lone_keyword()
            or self.repair_token()
            or self.insert_keyword()
            or self._panic(self.fault("extra" if self.kind == "RBRACE" else "unexpected"))
        )

    def _is_later(self) -> bool:
        """Whether the token begins a construct that is not supported, and is no slip for another word."""
        if self.word not in NOT_YET:
            return False
        if self.word in RESERVED:
            return self.index > 0 and self.tokens.kinds[self.index - 1] in {"ARROW", "VIA"}
        near = nearest(self.word, self.keywords(), 0.85)
        return not (near and self.fits(self.stack.states, [near.upper()], self.index + 1))

    def _close_text(self) -> Found:
        """A text that is not closed counts as an empty one, for what it holds is not certain."""
        fault = self.fault("unclosed-text")
        if "STRING" not in fault.fitting:
            return self._panic(fault)
        self.tokens.empty(self.index, "STRING")
        return fault, self.index, ()

    def _close_braces(self) -> Found | None:
        for count in range(1, MOST_BRACES + 1):
            if self.fits(self.stack.states, ["RBRACE"] * count, self.index, most=2):
                previous = max(0, self.index - 1)
                opener = self.opener(count)
                if opener is not None and self._stands_inside(opener):
                    return None
                for _ in range(count):
                    self.tokens.insert(self.index, "RBRACE")
                start = self.tokens.starts[opener] if opener is not None else None
                return self.fault("unclosed", opener=start, at=previous), self.index, ()
        return None

    def _stands_inside(self, opener: int) -> bool:
        """Whether a block of the token's own is written inside another one, to whose `}` all is well."""
        tokens, index = self.tokens, self.index
        if self.kind == "$END" or tokens.indent(index) <= tokens.indent(opener):
            return False
        begin = next((i for i in range(index, self._line_end(index)) if tokens.kinds[i] == "LBRACE"), None)
        own = self.closing(begin) if begin is not None else index
        outer = self.closing(opener)
        return own is not None and outer is not None and tokens.indent(outer) == tokens.indent(opener)

    def _line_end(self, index: int) -> int:
        tokens = self.tokens
        ends = (i for i in range(index + 1, len(tokens.kinds)) if tokens.first_of_line(i))
        return next(ends, len(tokens.kinds) - 1)

    def _behind_dropped(self, size: int, onward: int) -> int:
        """The token to go on from so that no `}` of what is dropped remains: its `{` is dropped, too."""
        tokens, firsts = self.tokens, self.stack.firsts
        first = firsts[size] if size < len(firsts) else self.index
        openers: list[int] = []
        for at in range(first, onward):
            if tokens.kinds[at] == "LBRACE":
                openers.append(at)
            elif tokens.kinds[at] == "RBRACE" and openers:
                openers.pop()
        closing = self.closing(openers[0]) if openers else None
        if closing is None or (
            tokens.indent(closing) != tokens.indent(openers[0]) and not tokens.one_line(openers[0], closing)
        ):
            return onward
        fits = self.fits(self.stack.states[:size], [], closing + 1)
        return closing + 1 if fits else onward

    def _panic(self, fault: Fault, *, modifier: bool = False) -> Found:
        tokens, states, index = self.tokens, self.stack.states, self.index
        if modifier:
            for onward in range(index + 1, min(index + LINE_LIMIT, len(tokens.kinds))):
                if tokens.first_of_line(onward):
                    break
                for size in (len(states), len(states) - 1, len(states) - 2):
                    if (
                        size > 0
                        and tokens.kinds[onward] in {"LBRACE", "RBRACE"}
                        and self.fits(states[:size], [], onward)
                    ):
                        return fault, onward, self._drop(size, onward)
        depth = 0
        for onward in range(index, len(tokens.kinds)):
            kind = tokens.kinds[onward]
            if kind == "$END":
                break
            if onward > index and depth <= 0:
                starter = tokens.word(onward) in STARTERS and tokens.first_of_line(onward)
                size = self._size_for(onward) if starter or kind == "RBRACE" else 0
                if size:
                    onward = self._behind_dropped(size, onward)  # noqa: PLW2901  # reading ends here
                    return fault, onward, self._drop(size, onward)
                if starter and kind == "NAME" and tokens.word(onward) in NOT_YET:
                    self.more.append(
                        Fault("not-yet", tokens.starts[onward], tokens.ends[onward], tokens.word(onward))
                    )
            depth += (kind == "LBRACE") - (kind == "RBRACE")
        return self._finish(fault)

    def _size_for(self, onward: int) -> int:
        states = self.stack.states
        return next((size for size in self._sizes() if self.fits(states[:size], [], onward)), 0)

    def _sizes(self) -> list[int]:
        """How much of the stack may be kept, most first; of a very deep one the ends are enough."""
        size = len(self.stack.states)
        if size <= 2 * _DEEPEST:
            return [*range(size, 0, -1)]
        return [*range(size, size - _DEEPEST, -1), *range(_DEEPEST, 0, -1)]

    def _finish(self, fault: Fault) -> Found:
        """Nothing more can be read: close what is open at the end of the text."""
        end = len(self.tokens.kinds) - 1
        states = self.stack.states
        for size in self._sizes():
            for count in range(5):
                if self.fits(states[:size], ["RBRACE"] * count, end):
                    dropped = self._drop(size, end)
                    for _ in range(count):
                        self.tokens.insert(end, "RBRACE")
                    return fault, end, dropped
        return fault, end, self._drop(1, end)

    def _drop(self, size: int, onward: int) -> range:
        firsts, values, states = self.stack
        first = firsts[size] if size < len(firsts) else self.index
        del states[size:], values[size:], firsts[size:]
        return range(first, onward)
