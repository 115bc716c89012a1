"""Small repairs of a text where it leaves the grammar: one token put in, taken out or read otherwise.

Each is tried on the tables alone and judged by whether the tokens that follow fit.
"""

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from journeyc.grammar.fault import Fault
from journeyc.grammar.keywords import EFFECTS, KEYWORDS, RESERVED, STARTERS
from journeyc.grammar.lookahead import Kinds, follow
from journeyc.grammar.tables import Tables
from journeyc.grammar.tokens import Tokens
from journeyc.nearest import nearest

if TYPE_CHECKING:
    from journeyc.grammar.parser import Stack

_INSERTED = ("ARROW", "FAT_ARROW", "LBRACE", "COLON", "EQUALS", "RPAR", "RSQUARE", "COMMA", "OF")
#: Signs that are meant by no other but one.
_ONLY_FOR = {"SAME": "EQUALS"}
_VALUES = ("NAME", "STRING", "UPPER", "INT")
#: The words a name is made of, however it is written: `billDispute`, `Bill_dispute`.
_PARTS_OF_NAMES = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_LOOKAHEAD = 4
#: How many tokens from where the braces of a clause did not fit as a value must fit as what they are.
_FEWEST_INSIDE = 2
MOST_BRACES = 4
LINE_LIMIT = 24
#: A row has one `=>`: there is no other to the end of the line.
_JUDGES = {"FAT_ARROW": LINE_LIMIT}
#: What effects without a place of their own are read behind.
_ENTERING: tuple[Kinds, ...] = (("ENTER", None), ("LBRACE", None))
#: How far, in tokens, the `}` of a `{` is looked for.
_FARTHEST = 20_000

#: A fault, the token to go on from, and the tokens that are given up.
Found = tuple[Fault, int, Iterable[int]]


def ahead(tokens: Tokens, start: int, most: int, least: int = 1) -> list[Kinds]:
    """The tokens that judge a repair: to the end of the line, for the next may have its own fault."""
    found: list[Kinds] = []
    for i in range(start, min(start + most, len(tokens.kinds))):
        if i >= start + least and tokens.first_of_line(i):
            break
        found.append((tokens.kinds[i], tokens.seconds[i]))
    return found


class Repairs:
    """What can be tried at a token that does not fit; what works has mended tokens and stack."""

    def __init__(self, table: Tables, tokens: Tokens, stack: "Stack", index: int) -> None:
        self.table, self.tokens, self.stack, self.index = table, tokens, stack, index
        self.kind, self.word = tokens.kinds[index], tokens.word(index)
        self.more: list[Fault] = []
        self.count = 0
        self.leading = tokens.first_of_line(index) or self.kind == "$END"

    def keywords(self) -> list[str]:
        return [kind.lower() for kind in self.fitting() if kind.lower() in KEYWORDS]

    def fault(
        self, kind: str, suggestion: str = "", opener: int | None = None, at: int | None = None
    ) -> Fault:
        at = self.index if at is None else at
        start, end = self.tokens.starts[at], self.tokens.ends[at]
        return Fault(kind, start, end, self.word, suggestion, opener, tuple(self.fitting()))

    def fitting(self) -> list[str]:
        row = self.table.states[self.stack.states[-1]]
        return [
            kind
            for kind in row
            if kind.isupper() and follow(self.table, self.stack.states, [(kind, None)]) == 1
        ]

    def fitting_any(self, kinds: Iterable[str]) -> bool:
        """Whether one of these could stand here."""
        return not set(kinds).isdisjoint(self.fitting())

    def fits(
        self, states: Sequence[int], before: list[str], start: int, most: int = _LOOKAHEAD, least: int = 1
    ) -> bool:
        feed: list[Kinds] = [(kind, None) for kind in before]
        feed += ahead(self.tokens, start, most, least)
        return follow(self.table, states, feed) == len(feed)

    def opener(self, count: int) -> int | None:
        """The count-th `{` that is open here, the innermost first."""
        kinds, closed = self.tokens.kinds, 0
        for at in range(self.index - 1, -1, -1):
            if kinds[at] == "RBRACE":
                closed += 1
            elif kinds[at] == "LBRACE" and closed:
                closed -= 1
            elif kinds[at] == "LBRACE":
                count -= 1
                if not count:
                    return at
        return None

    def _where(self) -> int:
        """The token to point at when something is missing: the one before it, if that is on another line."""
        return self.index - 1 if self.leading and self.index else self.index

    def _near(self, word: str) -> str | None:
        """The keyword that was meant: letters in the wrong order, or one or two wrong ones."""
        keywords = self.keywords()
        swapped = [keyword for keyword in keywords if sorted(keyword) == sorted(word)]
        return swapped[0] if swapped else nearest(word, keywords, 0.7)

    def reread(self) -> Found | None:
        """A keyword that was taken for a name is one after all; what belongs before it is missing."""
        tokens, before = self.tokens, self.index - 1
        if before < 1 or not tokens.seconds[before] or self.stack.firsts[-1:] != [before]:
            return None
        below = self.stack.states[:-1]
        for missing in (["NAME"], ["STRING"], *(["RBRACE"] * count for count in range(1, MOST_BRACES + 1))):
            if not self.fits(below, [*missing, tokens.kinds[before]], self.index):
                continue
            if missing[0] != "RBRACE":
                at = before - 1 if tokens.first_of_line(before) else before
                fault = self.fault("expected", missing[0], at=at)
            else:
                opener = self.opener(len(missing))
                start = tokens.starts[opener] if opener is not None else None
                fault = self.fault("unclosed", opener=start, at=before - 1)
            del self.stack.states[-1:], self.stack.values[-1:], self.stack.firsts[-1:]
            for kind in missing:
                tokens.insert(before, kind)
            return fault._replace(found=tokens.word(before + len(missing))), before, ()
        return None

    def bare_effect(self) -> Found | None:
        """Something to be done where clauses stand: as if it were done on entering."""
        tokens, index = self.tokens, self.index
        if self.word not in EFFECTS or not self.fitting_any(["ENTER"]):
            return None
        behind = self.leading and index > 0 and tokens.indent(index) <= tokens.indent(index - 1)
        if self.fitting_any(["LBRACE"]) and not behind:
            return None
        for onward in range(index + 1, min(index + LINE_LIMIT, len(tokens.kinds))):
            done: list[Kinds] = [(tokens.kinds[i], tokens.seconds[i]) for i in range(index, onward)]
            feed = [*_ENTERING, *done, ("RBRACE", None), (tokens.kinds[onward], tokens.seconds[onward])]
            if follow(self.table, self.stack.states, feed) == len(feed):
                tokens.insert(onward, "RBRACE")
                tokens.insert(index, "LBRACE")
                fault = self.fault("bare", at=index + 1)
                tokens.insert(index, "ENTER")
                return fault, index, ()
        alone = tokens.first_of_line(index + 1) or tokens.kinds[index + 1] == "RBRACE"
        if self.leading and alone and self.fits(self.stack.states, [], index + 1):
            return self.fault("bare"), index + 1, range(index, index + 1)
        return None

    def drop_twin(self) -> Found | None:
        """A word that stands twice in a row is one too many, whether it fits or has been taken for a name."""
        tokens, before = self.tokens, self.index - 1
        if before < 0:
            return None
        # What was put in has no text, nor has the end: they are no twins.
        if (
            self.word
            and not tokens.commas_apart(self.index)
            and self.word == tokens.word(before)
            and self.kind != "RBRACE"
            and self.fits(self.stack.states, [], self.index + 1)
        ):
            return self.fault("twice"), self.index + 1, ()
        twin = before > 0 and tokens.word(before) == tokens.word(before - 1)
        if twin and self.stack.firsts[-1:] == [before] and self.fits(self.stack.states[:-1], [], self.index):
            del self.stack.states[-1:], self.stack.values[-1:], self.stack.firsts[-1:]
            return self.fault("twice", at=before)._replace(found=tokens.word(before)), self.index, ()
        return None

    def respell(self) -> Found | None:
        """A name with capital letters, or a type's without."""
        fitting = self.fitting()
        if (
            "NAME" in fitting
            and (self.word in RESERVED or not self.word.isascii())
            and self.word[0].isalpha()
        ):
            self.tokens.kinds[self.index] = "NAME"
            return self.fault("unexpected"), self.index, ()
        named = "NAME" in {self.kind, self.tokens.seconds[self.index]}
        if not self.word.isidentifier() or not self.word.isascii() or named == ("NAME" in fitting):
            return None
        wanted = "NAME" if "NAME" in fitting else "UPPER"
        if wanted not in fitting or not self.fits(self.stack.states, [wanted], self.index + 1, most=1):
            return None
        words = _PARTS_OF_NAMES.findall(self.word)
        spelt = "_".join(words).lower() if wanted == "NAME" else "".join(part.capitalize() for part in words)
        if not spelt[:1].isalpha():
            return None
        self.tokens.kinds[self.index], self.tokens.seconds[self.index] = wanted, None
        return self.fault("respelt", spelt), self.index, ()

    def closing(self, opener: int) -> int | None:
        """The `}` of a `{`, if it is not far."""
        depth = 0
        for at in range(opener, min(opener + _FARTHEST, len(self.tokens.kinds))):
            kind = self.tokens.kinds[at]
            depth += (kind == "LBRACE") - (kind == "RBRACE")
            if not depth:
                return at
        return None

    def lacks_tail(self) -> Found | None:
        """A clause or place that says nothing of what happens, where the next one begins."""
        tokens, index, states = self.tokens, self.index, self.stack.states
        fitting = self.fitting()
        # Where a value belongs, a `{` begins a record.
        kinds = [kind for kind in ("ARROW", "LBRACE") if kind in fitting and "STRING" not in fitting]
        if not kinds or not index or not (self.leading or self.kind == "RBRACE"):
            return None
        if self.leading and self.kind != "RBRACE" and tokens.indent(index) > tokens.indent(index - 1):
            return None
        for tail in (["LBRACE", "RBRACE"], ["ARROW", "NAME"]):
            if tail[0] in kinds and self.fits(states, tail, index):
                fault = self.fault("tail", at=index - 1)._replace(fitting=tuple(kinds))
                for kind in reversed(tail):
                    tokens.insert(index, kind)
                return fault, index, ()
        return None

    def misspelt_brace(self) -> Found | None:
        """A letter where the `}` belongs that the text lacks: below or beside what it closes."""
        tokens, index = self.tokens, self.index
        opener = self.opener(1)
        if opener is None or len(self.word) != 1 or self.kind != "NAME":
            return None
        below = self.leading and tokens.indent(index) == tokens.indent(opener)
        lacking = tokens.kinds.count("LBRACE") > tokens.kinds.count("RBRACE")
        placed = lacking and (below or tokens.one_line(opener, index))
        if not placed or not self.fits(self.stack.states, ["RBRACE"], index + 1):
            return None
        fault = self.fault("instead", "RBRACE")
        tokens.kinds[index], tokens.seconds[index] = "RBRACE", None
        return fault, index, ()

    def lacks_value(self) -> Found | None:
        """A value is missing behind a keyword, so that the braces of the clause were taken for one."""
        tokens, stack = self.tokens, self.stack
        opener = self.opener(1)
        if not opener or tokens.word(opener - 1) not in KEYWORDS or opener not in stack.firsts:
            return None
        size = stack.firsts.index(opener)
        # What stands in the braces is what fits behind them.
        most = self.index - opener + _FEWEST_INSIDE
        if not self.fits(stack.states[:size], ["NAME"], opener, most, most):
            return None
        at = opener - 1 if tokens.first_of_line(opener) else opener
        del stack.states[size:], stack.values[size:], stack.firsts[size:]
        fault = self.fault("expected", "NAME", at=at)._replace(found=tokens.word(at))
        tokens.insert(opener, "NAME")
        return fault, opener, ()

    def lacks_assigned(self) -> Found | None:
        """A name that gets no value, at the end of the braces it stands in."""
        tokens, index = self.tokens, self.index
        if self.kind != "RBRACE" or not self.fitting_any(["EQUALS"]):
            return None
        if not self.fits(self.stack.states, ["EQUALS", "NAME"], index):
            return None
        fault = self.fault("unexpected", at=self._where())._replace(fitting=("EQUALS",))
        tokens.insert(index, "NAME")
        tokens.insert(index, "EQUALS")
        return fault, index, ()

    def insert_value(self) -> Found | None:
        """A name, a text or a number is missing."""
        fitting = self.fitting()
        for kind in _VALUES:
            if kind in fitting and self.fits(self.stack.states, [kind], self.index, LINE_LIMIT):
                fault = self.fault("expected", kind, at=self._where())
                self.tokens.insert(self.index, kind)
                return fault, self.index, ()
        return None

    def lone_keyword(self) -> Found | None:
        """A clause that ends with the word it begins with: what belongs behind that is missing."""
        tokens, before = self.tokens, self.index - 1
        ends = self.leading or self.kind == "RBRACE"
        if not ends or before < 0 or tokens.word(before) not in KEYWORDS or not tokens.first_of_line(before):
            return None
        if self.stack.firsts[-1:] != [before] or not self.fits(self.stack.states[:-1], [], self.index):
            return None
        fitting = self.fitting()
        missing = next((kind for kind in _VALUES if kind in fitting), fitting[0])
        fault = self.fault("expected", missing, at=before if self.leading else self.index)
        del self.stack.states[-1:], self.stack.values[-1:], self.stack.firsts[-1:]
        return fault, self.index, ()

    def repair_token(self) -> Found | None:
        tokens, index, states = self.tokens, self.index, self.stack.states
        after = index + 1
        fitting = self.fitting()
        near = self._near(self.word.lower()) if self.word[:1].isalpha() else None
        if near and (near == self.word.lower() or self.fits(states, [near.upper()], after)):
            fault = self.fault("keyword" if near == self.word else "misspelt", near)
            tokens.kinds[index] = near.upper()
            return fault, index, ()
        for kind in _INSERTED:
            if kind in fitting and self.fits(states, [kind], index, _JUDGES.get(kind, _LOOKAHEAD)):
                fault = self.fault("expected", kind, at=self._where())
                tokens.insert(index, kind)
                return fault, index, ()
        if self.leading or self.kind == "$END":
            return None
        for kind in (*_INSERTED, *_ONLY_FOR):
            if self.kind != _ONLY_FOR.get(kind, self.kind) or (kind == "LBRACE" and self.word == ";"):
                continue
            if kind in fitting and self.fits(states, [kind], after, _JUDGES.get(kind, _LOOKAHEAD)):
                fault = self.fault("instead", kind)
                tokens.kinds[index], tokens.seconds[index] = kind, None
                return fault, index, ()
        for onward in range(after, min(index + LINE_LIMIT, len(tokens.kinds))):
            if self.fits(states, [], onward):
                self._remove_closing(onward)
                return self.fault("extra" if onward == after else "unexpected"), onward, range(index, onward)
            if tokens.first_of_line(onward):
                break
        return None

    def _remove_closing(self, onward: int) -> None:
        """Leave out the `}` of a `{` that is left out, where every `{` has one."""
        tokens, opener = self.tokens, self.index
        if self.kind != "LBRACE" or tokens.kinds.count("LBRACE") != tokens.kinds.count("RBRACE"):
            return
        closing = self.closing(opener)
        if closing is not None and closing >= onward and tokens.indent(closing) == tokens.indent(opener):
            tokens.remove(closing)

    def insert_keyword(self) -> Found | None:
        """A keyword is missing: any with which the rest of the line fits."""
        if self.kind == "$END":
            return None
        fits = [
            kind
            for kind in sorted(self.fitting())
            if kind.lower() in KEYWORDS and self.fits(self.stack.states, [kind], self.index, LINE_LIMIT, 5)
        ]
        if not fits:
            return None
        if self.leading and self.word in STARTERS and len(fits) > 1:
            return None
        at = self.index if fits[0].lower() in STARTERS else self._where()
        fault = self.fault("expected", fits[0], at=at) if len(fits) == 1 else self.fault("unexpected")
        self.tokens.insert(self.index, fits[0])
        return fault, self.index, ()
