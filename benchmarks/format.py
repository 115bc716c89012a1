"""How fast a text is laid out, beside reading its tokens or its tree, and seeing whether it says the same.

python benchmarks/format.py [--journeys 200] [--rounds 5]
"""

import argparse
import time
from collections.abc import Callable

from parse import many
from table import in_turn, print_table

from journeyc.compiler.format import format_source, is_kept
from journeyc.compiler.parse import parse
from journeyc.grammar.tokens import Tokens
from journeyc.source import Source


def timed(work: Callable[[], object], size: int) -> Callable[[], float]:
    def run() -> float:
        start = time.process_time()
        work()
        return size / 1e6 / (time.process_time() - start)

    return run


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--journeys", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    source = Source("many.journey", many(options.journeys))
    # The same text as somebody writes it who does not care: every line at the margin.
    loose = Source("loose.journey", "\n".join(line.strip() for line in source.text.split("\n")))
    formatted = format_source(loose).text
    assert format_source(Source("again.journey", formatted)).text == formatted
    size = len(source.text)
    work = {
        "tokens": lambda: Tokens(source.text),
        "tree": lambda: parse(source),
        "format, a text in its layout": lambda: format_source(source),
        "format, a text out of it": lambda: format_source(loose),
        "whether nothing is lost": lambda: is_kept(loose.text, formatted),
    }
    found = in_turn({name: timed(task, size) for name, task in work.items()}, options.rounds)
    print_table(f"{size / 1e6:.2f} MB of journeys", "MB/s", found, "tree")


if __name__ == "__main__":
    main()
