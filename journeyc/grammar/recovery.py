"""Where reading goes on after a fault, so that one fault hides nothing that follows.

Small repairs are tried on the tables alone (insert, replace or leave out one token, close a brace) and
judged by whether the next tokens fit; else reading goes on at the next clause that fits, and what was open
and unfinished is dropped.
"""

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from journeyc.grammar.keywords import KEYWORDS, NOT_YET, STARTERS
from journeyc.grammar.tables import Tables
from journeyc.grammar.tokens import PUNCTUATION, Tokens
from journeyc.nearest import nearest

if TYPE_CHECKING:
    from journeyc.grammar.parser import Stack

SYMBOLS = {kind: symbol for symbol, kind in PUNCTUATION.items()}
_INSERTED = ("ARROW", "LBRACE", "COLON", "EQUALS", "RPAR", "RSQUARE", "COMMA", "OF")
_VALUES = ("NAME", "STRING", "UPPER", "INT")
#: The words a name is made of, however it is written: `billDispute`, `Bill_dispute`.
_PARTS_OF_NAMES = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_LOOKAHEAD = 4
_MOST_BRACES = 4
_LINE_LIMIT = 24


class Fault(NamedTuple):
    """A place where the text leaves the grammar.

    `kind` is one of `not-yet`, `unclosed-text`, `unclosed` (with the token that opened), `expected` (with the
    one thing that is missing), `instead` (with the one thing that was meant), `misspelt` (with the keyword),
    `respelt` (with the name as it should be written), `twice`, `extra`, `unexpected`; `fitting` are the kinds
    of token that could have stood there.
    """

    kind: str
    start: int
    end: int
    found: str
    suggestion: str = ""
    opener: int | None = None
    fitting: tuple[str, ...] = ()


def recover(
    table: Tables, tokens: Tokens, stack: "Stack", index: int, faults: list[Fault], lost: set[str]
) -> int:
    """Note the fault at a token and return the token to go on from; tokens and stack are mended as needed."""
    recovery = _Recovery(table, tokens, stack, index)
    fault, onward, dropped = recovery.best()
    close = bool(faults) and faults[-1].end > tokens.starts[max(0, index - 1)]
    if not close:
        faults.append(fault)
    faults += recovery.more
    lost.update(tokens.word(i) for i in dropped if tokens.kinds[i] in {"NAME", "UPPER"} or tokens.seconds[i])
    return onward


#: A fault, the token to go on from, and the tokens that are given up.
Found = tuple[Fault, int, Iterable[int]]


class _Recovery:
    def __init__(self, table: Tables, tokens: Tokens, stack: "Stack", index: int) -> None:
        self.table, self.tokens, self.stack, self.index = table, tokens, stack, index
        self.kind, self.word = tokens.kinds[index], tokens.word(index)
        self.more: list[Fault] = []
        self.leading = tokens.first_of_line(index) or self.kind == "$END"

    def best(self) -> Found:
        """The first way that works, from the smallest to the largest."""
        if self.kind == "UNCLOSED":
            return self._close_text()
        if self.word in NOT_YET and self.kind not in {"STRING", "BLOCK"}:
            return self._panic(self._fault("not-yet"), modifier=not self.leading)
        if self.kind == "$END" or (self.leading and self.word in STARTERS):
            found = self._close_braces()
            if found:
                return found
        return (
            self._reread()
            or self._drop_twin()
            or self._respell()
            or self._insert_value()
            or self._repair_token()
            or self._insert_keyword()
            or self._panic(self._fault("extra" if self.kind == "RBRACE" else "unexpected"))
        )

    def _fault(
        self, kind: str, suggestion: str = "", opener: int | None = None, at: int | None = None
    ) -> Fault:
        at = self.index if at is None else at
        start, end = self.tokens.starts[at], self.tokens.ends[at]
        return Fault(kind, start, end, self.word, suggestion, opener, tuple(self._fitting()))

    def _fitting(self) -> list[str]:
        row = self.table.states[self.stack.states[-1]]
        return [
            kind
            for kind in row
            if kind.isupper() and _follow(self.table, self.stack.states, [(kind, None)]) == 1
        ]

    def _ahead(self, start: int, most: int, least: int = 1) -> list[tuple[str, str | None]]:
        """The tokens that judge a repair: to the end of the line, for the next may have its own fault."""
        tokens, ahead = self.tokens, []
        for i in range(start, min(start + most, len(tokens.kinds))):
            if i >= start + least and tokens.first_of_line(i):
                break
            ahead.append((tokens.kinds[i], tokens.seconds[i]))
        return ahead

    def _fits(
        self, states: Sequence[int], before: list[str], start: int, most: int = _LOOKAHEAD, least: int = 1
    ) -> bool:
        feed: list[tuple[str, str | None]] = [(kind, None) for kind in before]
        feed += self._ahead(start, most, least)
        return _follow(self.table, states, feed) == len(feed)

    def _close_text(self) -> Found:
        """A text that is not closed counts as an empty one, for what it holds is not certain."""
        fault = self._fault("unclosed-text")
        if "STRING" not in fault.fitting:
            return self._panic(fault)
        self.tokens.kinds[self.index], self.tokens.ends[self.index] = "STRING", self.tokens.starts[self.index]
        return fault, self.index, ()

    def _close_braces(self) -> Found | None:
        for count in range(1, _MOST_BRACES + 1):
            if self._fits(self.stack.states, ["RBRACE"] * count, self.index, most=2):
                previous = max(0, self.index - 1)
                opener = self._opener(count)
                for _ in range(count):
                    _insert(self.tokens, self.index, "RBRACE")
                start = self.tokens.starts[opener] if opener is not None else None
                return self._fault("unclosed", opener=start, at=previous), self.index, ()
        return None

    def _opener(self, count: int) -> int | None:
        open_braces = []
        for i in range(self.index):
            if self.tokens.kinds[i] == "LBRACE":
                open_braces.append(i)
            elif self.tokens.kinds[i] == "RBRACE" and open_braces:
                open_braces.pop()
        return open_braces[-count] if len(open_braces) >= count else None

    def _reread(self) -> Found | None:
        """A keyword that was taken for a name is one after all; what belongs before it is missing."""
        tokens, before = self.tokens, self.index - 1
        if before < 1 or not tokens.seconds[before] or self.stack.firsts[-1:] != [before]:
            return None
        below = self.stack.states[:-1]
        for missing in (["NAME"], *(["RBRACE"] * count for count in range(1, _MOST_BRACES + 1))):
            if not self._fits(below, [*missing, tokens.kinds[before]], self.index):
                continue
            if missing == ["NAME"]:
                at = before - 1 if tokens.first_of_line(before) else before
                fault = self._fault("expected", "NAME", at=at)
            else:
                opener = self._opener(len(missing))
                start = tokens.starts[opener] if opener is not None else None
                fault = self._fault("unclosed", opener=start, at=before - 1)
            del self.stack.states[-1:], self.stack.values[-1:], self.stack.firsts[-1:]
            for kind in missing:
                _insert(tokens, before, kind)
            return fault._replace(found=tokens.word(before + len(missing))), before, ()
        return None

    def _drop_twin(self) -> Found | None:
        """A word that stands twice in a row is one too many, whether it fits or has been taken for a name."""
        tokens, before = self.tokens, self.index - 1
        if before < 0:
            return None
        if self.word == tokens.word(before) and self._fits(self.stack.states, [], self.index + 1):
            return self._fault("twice"), self.index + 1, ()
        twin = before > 0 and tokens.word(before) == tokens.word(before - 1)
        if twin and self.stack.firsts[-1:] == [before] and self._fits(self.stack.states[:-1], [], self.index):
            del self.stack.states[-1:], self.stack.values[-1:], self.stack.firsts[-1:]
            return self._fault("twice", at=before)._replace(found=tokens.word(before)), self.index, ()
        return None

    def _respell(self) -> Found | None:
        """A name with capital letters, or a type's without."""
        fitting = self._fitting()
        named = "NAME" in {self.kind, self.tokens.seconds[self.index]}
        if not self.word.isidentifier() or not self.word.isascii() or named == ("NAME" in fitting):
            return None
        wanted = "NAME" if "NAME" in fitting else "UPPER"
        if wanted not in fitting or not self._fits(self.stack.states, [wanted], self.index + 1, most=1):
            return None
        words = _PARTS_OF_NAMES.findall(self.word)
        spelt = "_".join(words).lower() if wanted == "NAME" else "".join(part.capitalize() for part in words)
        if not spelt[:1].isalpha():
            return None
        self.tokens.kinds[self.index], self.tokens.seconds[self.index] = wanted, None
        return self._fault("respelt", spelt), self.index, ()

    def _insert_value(self) -> Found | None:
        """A name, a text or a number is missing."""
        fitting = self._fitting()
        for kind in _VALUES:
            if kind in fitting and self._fits(self.stack.states, [kind], self.index, _LINE_LIMIT):
                fault = self._fault("expected", kind, at=self._where())
                _insert(self.tokens, self.index, kind)
                return fault, self.index, ()
        return None

    def _insert_keyword(self) -> Found | None:
        """A keyword is missing: any with which the rest of the line fits."""
        if self.kind == "$END" or (self.leading and self.word in STARTERS):
            return None
        fits = [
            kind
            for kind in sorted(self._fitting())
            if kind.lower() in KEYWORDS and self._fits(self.stack.states, [kind], self.index, _LINE_LIMIT, 5)
        ]
        if not fits:
            return None
        fault = self._fault("expected", fits[0]) if len(fits) == 1 else self._fault("unexpected")
        _insert(self.tokens, self.index, fits[0])
        return fault, self.index, ()

    def _where(self) -> int:
        """The token to point at when something is missing: the one before it, if that is on another line."""
        return self.index - 1 if self.leading and self.index else self.index

    def _repair_token(self) -> Found | None:
        tokens, index, states = self.tokens, self.index, self.stack.states
        after = index + 1
        fitting = self._fitting()
        keywords = [kind.lower() for kind in fitting if kind.lower() in KEYWORDS]
        near = nearest(self.word.lower(), keywords, 0.7) if self.word[:1].isalpha() else None
        if near and self._fits(states, [near.upper()], after):
            fault = self._fault("misspelt", near)
            tokens.kinds[index] = near.upper()
            return fault, index, ()
        for kind in _INSERTED:
            if kind in fitting and self._fits(states, [kind], index):
                fault = self._fault("expected", kind)
                _insert(tokens, index, kind)
                return fault, index, ()
        if self.leading or self.kind == "$END":
            return None
        for kind in _INSERTED:
            if kind in fitting and self._fits(states, [kind], after):
                fault = self._fault("instead", kind)
                tokens.kinds[index], tokens.seconds[index] = kind, None
                return fault, index, ()
        for onward in range(after, min(index + _LINE_LIMIT, len(tokens.kinds))):
            if self._fits(states, [], onward):
                return self._fault("extra" if onward == after else "unexpected"), onward, range(index, onward)
            if tokens.first_of_line(onward):
                break
        return None

    def _panic(self, fault: Fault, *, modifier: bool = False) -> Found:
        tokens, states, index = self.tokens, self.stack.states, self.index
        if modifier:
            for onward in range(index + 1, min(index + _LINE_LIMIT, len(tokens.kinds))):
                if tokens.first_of_line(onward):
                    break
                for size in (len(states), len(states) - 1, len(states) - 2):
                    if (
                        size > 0
                        and tokens.kinds[onward] in {"LBRACE", "RBRACE"}
                        and self._fits(states[:size], [], onward)
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
                    return fault, onward, self._drop(size, onward)
                if starter and kind == "NAME" and tokens.word(onward) in NOT_YET:
                    self.more.append(
                        Fault("not-yet", tokens.starts[onward], tokens.ends[onward], tokens.word(onward))
                    )
            depth += (kind == "LBRACE") - (kind == "RBRACE")
        return self._finish(fault)

    def _size_for(self, onward: int) -> int:
        states = self.stack.states
        for size in range(len(states), 0, -1):
            if self._fits(states[:size], [], onward):
                return size
        return 0

    def _finish(self, fault: Fault) -> Found:
        """Nothing more can be read: close what is open at the end of the text."""
        end = len(self.tokens.kinds) - 1
        states = self.stack.states
        for size in range(len(states), 0, -1):
            for count in range(5):
                if self._fits(states[:size], ["RBRACE"] * count, end):
                    dropped = self._drop(size, end)
                    for _ in range(count):
                        _insert(self.tokens, end, "RBRACE")
                    return fault, end, dropped
        return fault, end, self._drop(1, end)

    def _drop(self, size: int, onward: int) -> range:
        states, values, firsts = self.stack
        # There is one state more than there are values: the first state.
        first = firsts[size - 1] if size - 1 < len(firsts) else self.index
        del states[size:], values[size - 1 :], firsts[size - 1 :]
        return range(first, onward)


def extra_brace(table: Tables, tokens: Tokens, states: Sequence[int], first: int, index: int) -> int | None:
    """The `}` too many that makes a token not fit, if one stands behind the first, read in these states.

    It does not stand below what it closes, and without it the text fits.
    """
    if not (
        tokens.first_of_line(index) and (tokens.word(index) in STARTERS or tokens.kinds[index] == "RBRACE")
    ):
        return None
    openers: list[int] = []
    for at in range(first, index):
        if tokens.kinds[at] == "LBRACE":
            openers.append(at)
        elif tokens.kinds[at] == "RBRACE":
            opener = openers.pop() if openers else None
            odd = opener is None or (
                tokens.indent(at) != tokens.indent(opener) and not tokens.one_line(opener, at)
            )
            if odd:
                without = [*range(first, at), *range(at + 1, index + 2)]
                feed = [(tokens.kinds[i], tokens.seconds[i]) for i in without if i < len(tokens.kinds)]
                if _follow(table, states, feed) == len(feed):
                    return at
    return None


def _insert(tokens: Tokens, index: int, kind: str) -> None:
    end = tokens.ends[index - 1] if index else 0
    tokens.kinds.insert(index, kind)
    tokens.seconds.insert(index, None)
    tokens.starts.insert(index, end)
    tokens.ends.insert(index, end)


def _follow(table: Tables, states: Sequence[int], feed: Sequence[tuple[str, str | None]]) -> int:
    """How many of these tokens fit after these states."""
    stack = list(states)
    for count, (kind, second) in enumerate(feed):
        while True:
            row = table.states[stack[-1]]
            action = row.get(kind)
            if action is None and second:
                action = row.get(second)
            if action is None:
                return count
            if action >= 0:
                stack.append(action)
                break
            rule = table.rules[-1 - action]
            if rule.size:
                del stack[-rule.size :]
            stack.append(table.states[stack[-1]][rule.origin])
            if stack[-1] == table.end:
                return count + 1 if kind == "$END" else count
    return len(feed)
