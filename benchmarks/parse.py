"""How fast text becomes a tree, and a checked one: beside stock Lark on the same grammar, in turn.

python benchmarks/parse.py [--journeys 200] [--rounds 5]
"""

import argparse
import time
from collections.abc import Callable
from pathlib import Path

from table import in_turn, print_table

from journeyc.compiler import check
from journeyc.compiler.parse import parse
from journeyc.grammar.build import reference_parser
from journeyc.loading import read_text
from journeyc.source import Source

EXAMPLES = Path(__file__).parent.parent / "examples" / "journeys"


def many(count: int) -> str:
    """The bill dispute so many times over, with names of its own each time."""
    shared = (EXAMPLES / "shared" / "telco.journey").read_text(encoding="utf-8")
    text = (EXAMPLES / "bill_dispute.journey").read_text(encoding="utf-8")
    declarations, journey = text.split('import "shared/telco.journey"')[1].split("journey bill_dispute")
    body, notifications = journey.split("\n}\n", 1)
    copies = [f"journey bill_dispute_{index}{body}\n}}\n" for index in range(count)]
    return "\n".join([shared, declarations, notifications, *copies])


def timed(work: Callable[[], object], lines: int) -> Callable[[], float]:
    def run() -> float:
        start = time.process_time()
        work()
        return lines / (time.process_time() - start)

    return run


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--journeys", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    text = many(options.journeys)
    source, lines = Source("many.journey", text), text.count("\n")
    assert not check(source, read_text).diagnostics
    lark = reference_parser(strict=False)
    work = {
        "stock Lark, tree": lambda: lark.parse(text),
        "journeyc, tree": lambda: parse(source),
        "journeyc, tree, names, types and lint": lambda: check(source, read_text),
    }
    found = in_turn({name: timed(task, lines) for name, task in work.items()}, options.rounds)
    print_table(f"{lines:,} lines of journeys", "lines/s", found, "stock Lark, tree")


if __name__ == "__main__":
    main()
