"""Build `tables_data.py` from the grammar: `python -m journeyc.grammar.build`.

Lark reads the grammar strictly (no conflict, no collision of terminals) and makes the LALR(1) tables. They
are written in an order of our own, because Lark numbers its states differently from run to run. The parser
needs the tables
alone, not Lark.
"""

import hashlib
from pathlib import Path
from typing import Any

from journeyc.grammar.joined import joined
from journeyc.grammar.keywords import terminals

FOLDER = Path(__file__).parent
TABLES = FOLDER / "tables_data.py"

#: The terminals whose text or presence counts; all others are dropped once they have done their part in
#: deciding.
VALUED = frozenset(
    [
        "NAME",
        "UPPER",
        "CURRENCY",
        "INT",
        "DECIMAL",
        "UNIT",
        "WEEKDAY",
        "DATETIME",
        "DATE",
        "TIME",
        "STRING",
        "BLOCK",
        "TRUE",
        "FALSE",
        "QUESTION",
        "URGENT",
        "DEEP",
        "UNDOING",
        "AGAIN",
        "KEY",
        "PRIVATE",
        "ALIAS",
        "SUCCESS",
        "FAILURE",
        "NEUTRAL",
        "AND",
        "OR",
        "NOT",
        "IN",
        "ELSE",
        "LESS",
        "AT_MOST",
        "MORE",
        "AT_LEAST",
        "SAME",
        "DIFFERENT",
        "PLUS",
        "MINUS",
        "STAR",
        "SLASH",
    ]
)


def grammar_text() -> str:
    """The whole grammar: journey, expression and keyword terminals."""
    parts = [(FOLDER / name).read_text(encoding="utf-8") for name in ("journey.lark", "expression.lark")]
    return "\n".join([*parts, terminals()])


def grammar_hash(text: str) -> str:
    """What the tables are stamped with, so that stale ones are noticed."""
    return hashlib.sha256(text.encode()).hexdigest()


def reference_parser(*, strict: bool = True) -> Any:
    """Stock Lark on the same grammar: where the tables come from, and what the parser is compared with."""
    from lark import Lark

    return Lark(
        grammar_text(),
        parser="lalr",
        lexer="contextual",
        start="file",
        strict=strict,
        maybe_placeholders=True,
    )


def build() -> dict[str, Any]:
    """The tables: rules, and one row of actions a state.

    An action is `n >= 0`: shift and go to state n; `n < 0`: reduce by rule -n - 1. Rows hold the next
    states of rules too. Many rows are for the same symbols: these are written once, in `symbols`. Where one
    action does for all of them, it is written once, too.
    """
    table = reference_parser().parser.parser._parse_table  # noqa: SLF001  # Lark has no public way to its tables
    states = {
        state: {str(symbol): row[symbol][1] for symbol in sorted(row)} for state, row in table.states.items()
    }
    rows, passing = joined(states, table.start_states["file"], _passes_on)
    found = [action for row in rows for action in row.values() if not isinstance(action, int)]
    number: dict[Any, int] = {rule: -1 - index for index, rule in enumerate(dict.fromkeys(found))}
    columns = Numbered()
    return {
        "grammar": grammar_hash(grammar_text()),
        "start": 0,
        "end": rows[0]["file"],
        "rules": [_rule(rule) for rule in number],
        "rows": [
            (columns.number(tuple(row)), _shortened([number.get(action, action) for action in row.values()]))
            for row in rows
        ],
        "passing": [(state, name, columns.number(kinds)) for state, name, kinds in passing],
        "symbols": list(columns),
    }


def _shortened(actions: list[Any]) -> Any:
    return actions[0] if len(set(actions)) == 1 else tuple(actions)


class Numbered(dict[tuple[str, ...], int]):
    """Symbols of rows, in the order in which they are first asked for."""

    def number(self, symbols: tuple[str, ...]) -> int:
        """The number of these symbols."""
        return self.setdefault(symbols, len(self))


def _passes_on(rule: Any) -> bool:
    """Whether the value of a rule is the one child, as it is."""
    _, _, size, children, single = _rule(rule)
    return bool(single and size == 1 and children == (0,))


def _rule(rule: Any) -> tuple[Any, ...]:
    """A rule as `(name, origin, size, children, single)`.

    `children` says what becomes of each symbol: `i` keeps the i-th, `-i - 1` spreads the i-th (a helper
    list), None stands for an absent option. `single`: a lone child is passed on as it is.
    """
    children: list[int | None] = []
    absent = list(rule.options.empty_indices) or [False] * (len(rule.expansion) + 1)
    # Lark marks absent options by counting them between the symbols that are there.
    index = 0
    for flag in absent:
        if flag:
            children.append(None)
        elif index < len(rule.expansion):
            symbol = rule.expansion[index]
            if symbol.name.startswith("__"):
                children.append(-index - 1)
            elif not symbol.is_term or symbol.name in VALUED:
                children.append(index)
            index += 1
    name = rule.alias or rule.origin.name
    single = bool(rule.options.expand1) and not rule.alias
    return str(name), str(rule.origin.name), len(rule.expansion), tuple(children), single


def module(tables: dict[str, Any]) -> str:
    """The tables as a module: its compiled form is read in 40 % of the instructions of JSON."""
    lines = ['"""The tables of the grammar, written by `python -m journeyc.grammar.build`."""', ""]
    for name, value in tables.items():
        if isinstance(value, list):
            rows = [", ".join(map(repr, value[at : at + 10])) for at in range(0, len(value), 10)]
            lines += [f"{name} = [", *(f"    {row}," for row in rows), "]"]
        else:
            lines.append(f"{name} = {value!r}")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write the tables."""
    TABLES.write_text(module(build()), encoding="utf-8")


if __name__ == "__main__":
    main()
