"""Texts drawn from the grammar, over every construct it has: they can be read, and mean nothing.

The rules are Lark's own, so what the grammar learns is drawn too. Words are drawn from a seed; keywords and
units stand where names may, wherever the text can still be read.
"""

import random
from functools import cache
from types import SimpleNamespace
from typing import NamedTuple

from hypothesis import strategies as st
from lark import Lark

from journeyc.grammar.build import grammar_text
from journeyc.grammar.keywords import KEYWORDS, RESERVED, UNITS, WEEKDAYS
from journeyc.grammar.parser import parse
from journeyc.grammar.tables import tables
from journeyc.grammar.tokens import PUNCTUATION, Tokens

_SIGNS = {kind: sign for sign, kind in PUNCTUATION.items()}
_NAMES = ["a", "amount", "bill_dispute", "customer_has_a_long_name_here", "gold", "onset", "step_1", "web"]
_SOFT = sorted({*KEYWORDS, *WEEKDAYS, "business", "days", "m", "s"} - RESERVED)
_WORDS = {
    "NAME": _NAMES,
    "UPPER": ["Dispute", "ReasonOfACall", "T"],
    "CURRENCY": ["EUR", "USD"],
    "INT": ["0", "1", "2", "30", "01", "1000000"],
    "DECIMAL": ["0.5", "3.50"],
    "UNIT": [form for forms in UNITS.values() for form in forms],
    "WEEKDAY": list(WEEKDAYS),
    "BUSINESS": ["business"],
    "DATETIME": ["2026-11-23T09:00"],
    "DATE": ["2026-11-23"],
    "TIME": ["9:05", "20:00"],
    "STRING": ['""', '"Hello, {{ x }}"', r'"a \"quote\" # no comment"', f'"{"long " * 20}"'],
    "BLOCK": [
        '"""one line"""',
        '"""\n    Two lines,\n      # indented\n    """',
        '"""first\n\n  last"""',
        '"""\n\ttab\n"""',
    ],
}
#: What stands between tokens, and how often; the second form of each differs in space alone.
_GAPS = [
    (" ", "\n    ", 30),
    ("\n", "\t", 10),
    ("\n\n", "\n\n \n\n  ", 4),
    (" # behind\n", "\t# behind\n    ", 2),
    ("\n# alone\n", "\n      # alone\n", 2),
    ("\n## doc\n", "\n\t## doc  \n", 1),
    (" #\n\n\n#2\n\n", "#\n\n   #2\n\n\n", 1),
]


#: How deep expressions stand in each other.
_DEEPEST = 2
_LISTS = ("__arguments", "__duration", "__names", "__parameters", "__path", "__step_via")
_OPERATIONS = frozenset(["or_", "and_", "not_", "comparison", "otherwise_", "sum", "product", "sign"])


class Sample(NamedTuple):
    """A text, and one with the same tokens, comments and blank lines between other space."""

    text: str
    spaced_otherwise: str


class _Grammar(NamedTuple):
    """The expansions of each rule, and the least number of tokens a symbol becomes."""

    rules: dict[str, list[list[str]]]
    least: dict[str, int]

    def length(self, symbols: list[str]) -> int:
        return sum(self.least.get(symbol, 1) for symbol in symbols)


@cache
def _grammar() -> _Grammar:
    rules: dict[str, list[list[str]]] = {}
    # Its rules are needed, not its parser, and this one takes no time to build.
    for rule in Lark(grammar_text(), parser="earley", start="file", maybe_placeholders=True).rules:
        rules.setdefault(rule.origin.name, []).append([symbol.name for symbol in rule.expansion])
    grammar = _Grammar(rules, dict.fromkeys(rules, 10_000))
    changed = True
    while changed:
        changed = False
        for origin, expansions in rules.items():
            least = min(map(grammar.length, expansions))
            changed |= least < grammar.least[origin]
            grammar.least[origin] = min(least, grammar.least[origin])
    return grammar


def _kinds(draw: random.Random, size: int) -> list[str]:
    """The kinds of the tokens of a file, at most about so many."""
    grammar = _grammar()
    kinds: list[str] = []
    pending = [("declaration", 0)] * draw.choice([1, 2, 3, 5])
    while pending:
        symbol, depth = pending.pop()
        expansions = grammar.rules.get(symbol)
        if expansions is None:
            kinds.append(symbol)
            continue
        depth += symbol == "expression"
        if depth > _DEEPEST or len(kinds) + len(pending) > size:
            expansion = min(expansions, key=grammar.length)
        else:
            expansion = draw.choices(expansions, [_weight(symbol, one) for one in expansions])[0]
        pending += [(part, depth) for part in reversed(expansion)]
    return kinds


def _weight(symbol: str, expansion: list[str]) -> float:
    """How often an expansion is drawn: what leads to many constructs often, or they would hardly be drawn."""
    if symbol in _OPERATIONS:
        # Most expressions are short: one operation in ten, on each of the ten levels of precedence.
        return 9 if len(expansion) == 1 else 1
    body = any(part.startswith("__") and not part.startswith(_LISTS) for part in expansion)
    return (4 if body else 1) * (1 + len(_reached(tuple(expansion))) / 8)


@cache
def _reached(symbols: tuple[str, ...]) -> frozenset[str]:
    """The rules that symbols lead to, but for those of expressions."""
    rules, found, pending = _grammar().rules, set(), list(symbols)
    while pending:
        symbol = pending.pop()
        if symbol in rules and symbol != "expression" and symbol not in found:
            found.add(symbol)
            pending += [part for expansion in rules[symbol] for part in expansion]
    return frozenset(found)


def _word(draw: random.Random, kind: str) -> str:
    if kind.lower() in KEYWORDS:
        return kind.lower()
    return _SIGNS.get(kind) or draw.choice(_WORDS[kind])


def can_be_read(text: str) -> bool:
    """Whether a text has no fault of syntax."""
    author = SimpleNamespace(**{rule.name: lambda *_: None for rule in tables().rules})
    return not parse(Tokens(text), author).faults


def sample(seed: int, size: int) -> Sample:
    """A text of about so many tokens, the same for the same seed."""
    draw = random.Random(seed)  # noqa: S311  # texts that repeat, not secrets
    kinds = _kinds(draw, size)
    words = [_word(draw, kind) for kind in kinds]
    soft = [
        draw.choice(_SOFT) if kind == "NAME" and draw.random() < 0.2 else word
        for kind, word in zip(kinds, words, strict=True)
    ]
    words = soft if can_be_read(" ".join(soft)) else words
    weights = [weight for _, _, weight in _GAPS]
    text = otherwise = ""
    for word in [*words, ""]:
        one, other, _ = draw.choices(_GAPS, weights)[0]
        text, otherwise = text + one + word, otherwise + other + word
    return Sample(text, otherwise)


samples = st.builds(sample, st.integers(0, 2**32 - 1), st.integers(1, 120))
