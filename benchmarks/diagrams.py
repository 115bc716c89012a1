"""How long it takes to draw a journey, beside the engine alone on the same DOT text, by its steps.

python benchmarks/diagrams.py [--steps 15 60 200] [--rounds 5]

Both have the engine's process; what is more is ours: from the intermediate representation to the text, and
from what the engine drew to the file, its record included. A second table tells the parts in this process.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from table import in_turn, print_table

from journeyc.compiler import check, compile_package
from journeyc.compiler.diagram import draw, write
from journeyc.compiler.diagram.dot import to_dot
from journeyc.compiler.diagram.engine import run_engine
from journeyc.compiler.diagram.mermaid import to_mermaid
from journeyc.compiler.diagram.record import Origin, read
from journeyc.compiler.diagram.stale import why_stale
from journeyc.compiler.diagram.svg import finish
from journeyc.compiler.diagram.write import fingerprint
from journeyc.ir import Package
from journeyc.reading import read_text
from journeyc.source import Source

HEAD = """\
touchpoint website "Website" { channel web: show, ask  channel chat: show, ask }
touchpoint contact "Contact centre" { channel voice: speak, ask  channel desk: agent }
touchpoint messaging "Messaging" { channel sms: push }
customer { key id: id  first_name: text }
event opened
event left
event decided { accepted: bool }
journey many "A journey of many steps" {
  starts on opened from web -> s1
  context { amount: money?  reason: text? }
  pause { after 30 minutes idle  remind nudge after 1 day  give up after 14 days -> gone }
"""
#: Steps of four kinds in turn, the way on and one back.
STEPS = (
    """step {name} "Tell us what is wrong" via web, chat {{
      say "Hello"  ask reason  on answered -> {next}
    }}""",
    """step {name} "How much is it about?" via voice, web {{
      say "And?"  ask amount  on answered -> {next}  on left -> gone
    }}""",
    """step {name} "Somebody decides" via desk {{
      on decided when event.accepted -> {next}  on decided -> {back}  after 3 days -> {next}
    }}""",
    """choice {name} "Is it small?" {{
      when amount is set and amount < 20 EUR -> {next}  otherwise -> {next}
    }}""",
)
FOOT = """
  end done "Settled" success
  end gone "Given up" failure
}
notification nudge { via sms  text "Come back: {{ resume_link }}" }
"""
ORIGIN = Origin("many.journey", "many")


def journey(steps: int) -> Package:
    """A journey of so many steps and choices."""
    lines = [
        STEPS[number % len(STEPS)].format(
            name=f"s{number + 1}",
            next=f"s{number + 2}" if number + 1 < steps else "done",
            back=f"s{max(1, number - 3)}",
        )
        for number in range(steps)
    ]
    checked = check(Source("many.journey", HEAD + "\n".join(lines) + FOOT), read_text)
    assert checked.correct, [item.message for item in checked.diagnostics]
    return compile_package(checked)


def timed(work: Callable[[], object], times: int = 1) -> Callable[[], float]:
    def run() -> float:
        start = time.perf_counter()
        for _ in range(times):
            work()
        return (time.perf_counter() - start) * 1000 / times

    return run


def compare(steps: int, rounds: int, folder: Path) -> None:
    package, file = journey(steps), folder / f"{steps}.svg"
    picture = draw(package)
    dot = to_dot(picture)
    write(picture, file, None, ORIGIN)
    drawn, kept = run_engine(dot, "svg").content, file.read_bytes()
    found = in_turn(
        {
            "the engine alone": timed(lambda: run_engine(dot, "svg")),
            "journeyc, from the journey to the file": timed(lambda: write(draw(package), file, None, ORIGIN)),
        },
        rounds,
    )
    cards = sum(1 for _ in picture.every_card())
    print_table(f"{steps} steps: {cards} cards, {len(picture.edges)} arrows", "ms", found, "the engine alone")
    parts = {
        "the picture": lambda: draw(package),
        "its DOT text": lambda: to_dot(picture),
        "its Mermaid text": lambda: to_mermaid(picture),
        "what the engine drew, finished": lambda: finish(drawn, picture),
        "the hash of its record": lambda: fingerprint(picture, "svg"),
        "whether it is stale": lambda: why_stale(kept, picture, "svg", ORIGIN),
    }
    found = in_turn({name: timed(work, 5) for name, work in parts.items()}, rounds)
    print_table("in this process", "ms", found, "its DOT text")
    assert read(kept, "svg") is not None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, nargs="+", default=[15, 60, 200])
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for steps in options.steps:
            compare(steps, options.rounds, Path(folder))


if __name__ == "__main__":
    main()
