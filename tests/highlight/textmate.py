"""Reads a text as an editor does: line by line, by the rules of a TextMate grammar."""

import re
from functools import cache
from typing import Any, NamedTuple

Pattern = dict[str, Any]


class Open(NamedTuple):
    """A pattern that has begun and has not ended."""

    rule: Pattern
    scopes: tuple[str, ...]


class Colours:
    """The innermost scope of every character, or nothing."""

    def __init__(self, grammar: Pattern) -> None:
        self.grammar = grammar
        self.found: list[str] = []

    def of(self, text: str) -> list[str]:
        """The scopes of a text, one for each character."""
        self.found = [""] * len(text)
        stack = [Open({"patterns": self.grammar["patterns"]}, ())]
        offset = 0
        for line in text.splitlines(keepends=True):
            self._line(line, offset, stack)
            offset += len(line)
        return self.found

    def _line(self, line: str, offset: int, stack: list[Open]) -> None:
        at = 0
        while at <= len(line):
            best: tuple[int, int, re.Match[str], Pattern | None] | None = None
            for number, (pattern, rule) in enumerate(self._candidates(stack[-1].rule)):
                # `$` is before the break of a line, as editors have it.
                match = compiled(pattern).search(line, at)
                if match and (best is None or match.start() < best[0]):
                    best = match.start(), number, match, rule
            inside = stack[-1].scopes
            self._paint(offset, at, best[0] if best else len(line), inside)
            if best is None:
                return
            _, _, match, rule = best
            if rule is None:
                self._paint(offset, match.start(), match.end(), inside)
                self._captures(offset, match, stack[-1].rule, inside)
                stack.pop()
            else:
                scopes = (*inside, rule["name"]) if "name" in rule else inside
                self._paint(offset, match.start(), match.end(), scopes)
                self._captures(offset, match, rule, scopes)
                if "begin" in rule:
                    stack.append(Open(rule, scopes))
                elif match.end() == match.start():
                    raise AssertionError(f"a pattern matches nothing: {rule}")
            at = match.end()
            if at >= len(line) and not (stack[-1].rule.get("end", "").endswith("$")):
                return

    def _candidates(self, rule: Pattern) -> list[tuple[str, Pattern | None]]:
        own: list[tuple[str, Pattern | None]] = [(rule["end"], None)] if "end" in rule else []
        return own + [(one.get("match") or one["begin"], one) for one in self._flat(rule.get("patterns", []))]

    def _flat(self, patterns: list[Pattern]) -> list[Pattern]:
        return [
            inner
            for one in patterns
            for inner in (
                self._flat(self.grammar["repository"][one["include"][1:]]["patterns"])
                if "include" in one
                else [one]
            )
        ]

    def _captures(self, offset: int, match: re.Match[str], rule: Pattern, inside: tuple[str, ...]) -> None:
        for number, capture in rule.get("captures", {}).items():
            if match.start(int(number)) >= 0:
                start, end = match.span(int(number))
                self._paint(offset, start, end, (*inside, capture["name"]))

    def _paint(self, offset: int, start: int, end: int, scopes: tuple[str, ...]) -> None:
        for index in range(offset + start, min(offset + end, len(self.found))):
            self.found[index] = scopes[-1] if scopes else ""


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern.replace("$", "(?=\n|\\Z)"))
