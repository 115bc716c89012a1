"""How fast text becomes a tree, and a checked one: beside stock Lark on the same grammar, in turn.

    python benchmarks/parse.py [--journeys 200] [--rounds 5]

Each figure is of a process of its own, after a round that does not count: parsers that share the methods of
the tree's builder would slow each other down. With its inline transformer Lark makes the nodes that journeyc
makes, but for the offsets of all but words: it does not tell them to such transformers.
"""

import argparse
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from table import in_turn, print_table

EXAMPLES = Path(__file__).parent.parent / "examples" / "journeys"


def many(count: int) -> str:
    """The bill dispute so many times over, with names of its own each time."""
    shared = (EXAMPLES / "shared" / "telco.journey").read_text(encoding="utf-8")
    text = (EXAMPLES / "bill_dispute.journey").read_text(encoding="utf-8")
    declarations, journey = text.split('import "shared/telco.journey"')[1].split("journey bill_dispute")
    body, notifications = journey.split("\n}\n", 1)
    copies = [f"journey bill_dispute_{index}{body}\n}}\n" for index in range(count)]
    return "\n".join([shared, declarations, notifications, *copies])


class Column:
    """A column of tokens for the builder, by Lark's tokens instead of numbers."""

    def __init__(self, read: Callable[[Any], object]) -> None:
        self.read = read

    def __getitem__(self, token: Any) -> object:
        return self.read(token)


class LarkTokens:
    """What the builder asks of tokens, of Lark's."""

    kinds = Column(lambda token: token.type)
    starts = Column(lambda token: token.start_pos)
    ends = Column(lambda token: token.end_pos)
    words = Column(str)

    def word(self, token: Any) -> str:
        return str(token)


def lark_with_nodes() -> Any:
    """Stock Lark with an inline transformer that makes the same nodes."""
    from lark import Lark, Transformer, v_args

    from journeyc.compiler.tree_builder import TreeBuilder
    from journeyc.grammar.build import VALUED, grammar_text

    # Lark leaves out terminals whose name begins with `_`, so those that do not count get one.
    grammar = re.sub(
        r"\b[A-Z][A-Z_]+\b", lambda found: found[0] if found[0] in VALUED else f"_{found[0]}", grammar_text()
    )

    def without_offsets(action: Callable[..., Any]) -> Callable[..., Any]:
        return lambda _self, *children: action(0, 0, *children)

    builder: Any = TreeBuilder(LarkTokens())  # type: ignore[arg-type]
    methods = {name: without_offsets(action) for name, action in builder.actions().items()}
    transformer = v_args(inline=True)(type("Nodes", (Transformer,), methods))
    return Lark(grammar, parser="lalr", start="file", maybe_placeholders=True, transformer=transformer())


def lark_tree(text: str) -> Callable[[], object]:
    from journeyc.grammar.build import reference_parser

    lark = reference_parser(strict=False)
    return lambda: lark.parse(text)


def lark_nodes(text: str) -> Callable[[], object]:
    lark = lark_with_nodes()
    return lambda: lark.parse(text)


def tree(text: str) -> Callable[[], object]:
    from journeyc.compiler.parse import parse
    from journeyc.source import Source

    return lambda: parse(Source("many.journey", text))


def checked(text: str) -> Callable[[], object]:
    from journeyc.compiler import check
    from journeyc.reading import read_text
    from journeyc.source import Source

    assert not check(Source("many.journey", text), read_text).diagnostics
    return lambda: check(Source("many.journey", text), read_text)


WORK = {
    "stock Lark, inline transformer": lark_nodes,
    "stock Lark, its own tree": lark_tree,
    "journeyc, tree": tree,
    "journeyc, tree, names, types and lint": checked,
}


def measure(name: str, journeys: int) -> float:
    """Lines a second, the best of three times; this process does nothing else."""
    text = many(journeys)
    work = WORK[name](text)
    work()
    times = []
    for _ in range(3):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return text.count("\n") / min(times)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--journeys", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", choices=WORK, help="measure this alone and print the figure")
    options = parser.parse_args()
    if options.only:
        print(measure(options.only, options.journeys))
        return

    def apart(name: str) -> Callable[[], float]:
        command = [sys.executable, __file__, "--journeys", str(options.journeys), "--only", name]
        return lambda: float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)

    found = in_turn({name: apart(name) for name in WORK}, options.rounds)
    lines = many(options.journeys).count("\n")
    print_table(f"{lines:,} lines of journeys", "lines/s", found, "stock Lark, inline transformer")


if __name__ == "__main__":
    main()
