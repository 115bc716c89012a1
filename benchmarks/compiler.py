"""The compiler beside others, all in one run: a row for each goal, with the ratio that was measured.

    .venv/bin/python -m pip install --require-hashes -r locks/benchmarks.lock
    .venv/bin/python benchmarks/compiler.py [--rounds 5] [--files 1000] [--row WORDS]

The two sides of a row take turns, each in a process of its own; a figure is the median of the ratios round
by round. Seconds are of CPU time where nothing else is said. What is not installed is named and its rows left
out: textX and PyYAML, which the lock file above brings, ruff and valgrind. `--row` prints only rows with
these words. The whole takes some minutes.

textX and PyYAML read stand-ins of one journey, many times with other names: `stand_ins/journey.tx` is a
grammar for the very same text, `stand_ins/journey.yaml` says the same in YAML, which Pydantic validates,
expressions as text.
"""

import argparse
import ast
import resource
import shutil
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal, NamedTuple

from parse import lark_nodes, lark_tree, many
from parse import tree as journeyc_tree
from start import EXAMPLE, TYPER, instructions, seconds

ROOT = Path(__file__).parent.parent
STAND_INS = Path(__file__).parent / "stand_ins"
LINES = 150_000


class Row(NamedTuple):
    """A goal: at least so many times as fast as something else, or at most so many times what it takes; then
    the two tasks, and what may not be installed. Without a goal the ratio is only shown.
    """

    work: str
    beside: str
    bound: Literal["≥", "≤"]
    goal: float | None
    ours: str
    other: str
    needs: str = ""


ROWS = [
    Row("parse to tree", "stock Lark, inline transformer", "≥", 6, "tree", "lark nodes"),
    Row("parse to tree", "textX", "≥", 40, "journeys", "textx", "textx"),
    Row("parse to tree", "PyYAML (C) + Pydantic, the same document", "≥", 3, "journeys", "yaml", "yaml"),
    Row("names, types and rules, no parse", "stock Lark, a parse", "≤", None, "typing", "lark once"),
    Row("the IR and its JSON, no check", "stock Lark, a parse", "≤", None, "lowering", "lark once"),
    Row("many files, cold, all rules", "ast.parse, as many lines", "≤", 4, "files", "ast"),
    Row(
        "many files, cold, all rules",
        "ruff check --no-cache, as many lines",
        "≤",
        15,
        "files",
        "ruff",
        "ruff",
    ),
    Row("a keystroke, parse and check, p95", "stock Lark, a parse", "≤", 0.25, "keystroke", "lark once"),
    Row("many files, known", "python -c pass, instructions", "≤", 5, "known instr", "pass instr", "valgrind"),
    Row("many files, known", "ruff check that knows as many lines", "≤", 0.6, "known", "ruff known", "ruff"),
    Row(
        "many files, known but one",
        "ruff check that knows all but one",
        "≤",
        None,
        "edit",
        "ruff edit",
        "ruff",
    ),
    Row("lint, a process", "python -c pass, instructions", "≤", 2.5, "lint instr", "pass instr", "valgrind"),
    Row("lint, a process", "an empty Typer program, wall", "≤", 0.25, "lint wall", "typer wall"),
    Row(
        "lint, a process, known file",
        "python -c pass, instructions",
        "≤",
        2.5,
        "again instr",
        "pass instr",
        "valgrind",
    ),
    Row("lint, a process, known file", "an empty Typer program, wall", "≤", 0.25, "again wall", "typer wall"),
]


# ── one process, one figure ──────────────────────────────────────────────────────────────────────────


def best(work: Callable[[], object], times: int = 4) -> float:
    """The least CPU seconds of a few times, the first of which does not count."""
    work()
    found = []
    for _ in range(times - 1):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return min(found)


def again(measure: Callable[[], float]) -> float:
    """The second figure: the first time, bytecode is written."""
    measure()
    return measure()


def journeys(count: int) -> str:
    """The journeys alone, without what they share."""
    text = many(count)
    return text[text.index("journey bill_dispute_0") :]


def textx() -> float:
    from textx import metamodel_from_file

    model, text = metamodel_from_file(STAND_INS / "journey.tx"), journeys(20)
    assert len(model.model_from_str(text).journeys) == 20
    return best(lambda: model.model_from_str(text))


def yaml_and_pydantic() -> float:
    import yaml
    from stand_ins.models import DOCUMENT

    one = (STAND_INS / "journey.yaml").read_text(encoding="utf-8")
    text = "\n".join(one.replace("NAME", f"bill_dispute_{number}") for number in range(20))
    return best(lambda: DOCUMENT.validate_python(yaml.load(text, yaml.CSafeLoader)))


def keystroke() -> float:
    """The 95th of a hundred parses and checks after a letter typed anywhere in a long file."""
    from journeyc.compiler import check
    from journeyc.reading import read_text
    from journeyc.source import Source

    path, text = longest()
    found = []
    for number in range(220):
        at = len(text) * number // 220
        typed = text[:at] + "e" + text[at:]
        start = time.process_time()
        check(Source(str(path), typed), read_text)
        found.append(time.process_time() - start)
    return statistics.quantiles(found[20:], n=20)[-1]


def typing() -> float:
    """What a check of the longest example takes more than reading it and what it imports."""
    from journeyc.compiler import check
    from journeyc.compiler.project import open_project
    from journeyc.reading import read_text
    from journeyc.source import Source

    source = Source(str(longest()[0]), longest()[1])
    parsed = best(lambda: open_project(source, read_text), 20)
    return best(lambda: check(source, read_text), 20) - parsed


def lowering() -> float:
    from journeyc.compiler import check, compile_package
    from journeyc.reading import read_text
    from journeyc.source import Source

    checked = check(Source(str(longest()[0]), longest()[1]), read_text)
    return best(lambda: compile_package(checked).model_dump_json(), 20)


def longest() -> tuple[Path, str]:
    texts = [(path, path.read_text(encoding="utf-8")) for path in EXAMPLE.parent.glob("*.journey")]
    return max(texts, key=lambda one: len(one[1]))


def children(command: list[str]) -> float:
    """CPU seconds of a command and of all its threads."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def lint_files(folder: Path) -> float:
    return children([*LINT, "--no-cache", str(folder / "journeys")])


def known_files(folder: Path) -> list[str]:
    """The command that lints all files when their results are known."""
    command = [*LINT, "--cache-dir", str(folder / "kept"), str(folder / "journeys")]
    children(command)
    return command


def known(folder: Path) -> float:
    return children(known_files(folder))


def edit(folder: Path) -> float:
    """All files are known but one, which gets a line more each time."""
    command = known_files(folder)
    path = folder / "journeys" / "file_7.journey"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace('"Bill', f'"{time.time_ns()} Bill').replace('"Moving', f'"{time.time_ns()} Moving')
    )
    return children(command)


def parse_python(folder: Path) -> float:
    return children([sys.executable, __file__, "--parse", str(folder / "python")])


def ruff(folder: Path, *options: str) -> float:
    options = options or ("--no-cache",)
    return children([found("ruff"), "check", *options, "--isolated", "--exit-zero", str(folder / "python")])


def ruff_known(folder: Path) -> float:
    ruff(folder, "--cache-dir", str(folder / "kept by ruff"))
    return ruff(folder, "--cache-dir", str(folder / "kept by ruff"))


def ruff_edit(folder: Path) -> float:
    ruff(folder, "--cache-dir", str(folder / "kept by ruff"))
    path = next((folder / "python").iterdir())
    path.write_text(path.read_text(encoding="utf-8") + f"\n# {time.time_ns()}\n", encoding="utf-8")
    return ruff(folder, "--cache-dir", str(folder / "kept by ruff"))


def typer_program(folder: Path) -> float:
    (folder / "nothing.py").write_text(TYPER, encoding="utf-8")
    return again(seconds([sys.executable, str(folder / "nothing.py")]))


LINT = [sys.executable, "-m", "journeyc", "lint"]
ONE_FILE = [*LINT, "--no-cache", str(EXAMPLE)]


def one_known_file(folder: Path) -> list[str]:
    """A file whose result is kept, in a folder without settings."""
    journeys = folder / "journeys"
    return [*LINT, "--cache-dir", str(folder / "kept"), str(journeys / "file_1.journey")]


TASKS: dict[str, Callable[[Path], float]] = {
    "tree": lambda _: best(journeyc_tree(many(60))),
    "lark nodes": lambda _: best(lark_nodes(many(60))),
    "journeys": lambda _: best(journeyc_tree(journeys(20))),
    "textx": lambda _: textx(),
    "yaml": lambda _: yaml_and_pydantic(),
    "files": lint_files,
    "ast": parse_python,
    "ruff": ruff,
    "keystroke": lambda _: keystroke(),
    "typing": lambda _: typing(),
    "lowering": lambda _: lowering(),
    "lark once": lambda _: best(lark_tree(longest()[1]), 20),
    "known instr": lambda folder: again(instructions(known_files(folder))),
    "known": known,
    "ruff known": ruff_known,
    "edit": edit,
    "ruff edit": ruff_edit,
    "lint instr": lambda _: again(instructions(ONE_FILE)),
    "again instr": lambda folder: again(instructions(one_known_file(folder))),
    "again wall": lambda folder: again(seconds(one_known_file(folder))),
    "pass instr": lambda _: again(instructions([sys.executable, "-c", "pass"])),
    "lint wall": lambda _: again(seconds(ONE_FILE)),
    "typer wall": typer_program,
}
#: What is the same every time is measured once.
STEADY = frozenset({"again instr", "known instr", "lint instr", "pass instr"})


# ── what is read ─────────────────────────────────────────────────────────────────────────────────────


def write_files(folder: Path, count: int) -> None:
    """So many files of journeys of 150 lines on average, and as many lines of the standard library."""
    (folder / "journeys").mkdir()
    (folder / "python").mkdir()
    shutil.copytree(EXAMPLE.parent / "shared", folder / "journeys" / "shared")
    text = EXAMPLE.read_text(encoding="utf-8")
    long = (EXAMPLE.parent / "house_move.journey").read_text(encoding="utf-8")
    lines = 0
    for number in range(count):
        wanted = (number + 1) * LINES // 1000
        written = long if lines + long.count("\n") <= wanted else text
        (folder / "journeys" / f"file_{number}.journey").write_text(written, encoding="utf-8")
        lines += written.count("\n")
    left = lines
    for path in standard_library():
        source = path.read_text(encoding="utf-8")
        (folder / "python" / f"{left}_{path.name}").write_text(source, encoding="utf-8")
        left -= source.count("\n")
        if left <= 0:
            break
    print(f"{count:,} files of journeys, {lines:,} lines, and {lines - left:,} lines of Python")


def standard_library() -> Iterator[Path]:
    for path in sorted(Path(sysconfig.get_path("stdlib")).rglob("*.py")):
        if not {"test", "tests", "site-packages", "lib2to3", "idlelib"} & set(path.parts):
            yield path


def parse_all(folder: Path) -> None:
    for path in folder.iterdir():
        ast.parse(path.read_bytes())


# ── the table ────────────────────────────────────────────────────────────────────────────────────────


@cache
def found(tool: str) -> str:
    """Where a tool is, beside this Python or anywhere; a module counts as well. Empty if it is nowhere."""
    beside = Path(sys.executable).with_name(tool)
    return str(beside) if beside.exists() else shutil.which(tool) or (tool if find_spec(tool) else "")


def ratios(row: Row, rounds: int, folder: Path) -> list[float]:
    def figure(task: str) -> float:
        command = [sys.executable, __file__, "--only", task, "--folder", str(folder)]
        return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)

    if row.ours in STEADY:
        rounds = 1
    pairs = [(figure(row.ours), figure(row.other)) for _ in range(rounds)]
    return [other / ours if row.bound == "≥" else ours / other for ours, other in pairs]


def print_ratio(row: Row, rounds: int, folder: Path) -> None:
    if row.needs and not found(row.needs):
        print(f"{row.work:36} {row.beside:42} left out: {row.needs} is not installed")
        return
    measured = statistics.median(ratios(row, rounds, folder))
    if row.goal is None:
        print_row(row.work, row.beside, "–", f"{measured:.2f} ×")
        return
    reached = measured >= row.goal if row.bound == "≥" else measured <= row.goal
    print_row(row.work, row.beside, f"{row.bound} {row.goal:g} ×", f"{measured:.2f} ×", reached)


def print_row(work: str, beside: str, goal: str, measured: str, reached: Any = None) -> None:
    verdict = "" if reached is None else "reached" if reached else "not reached"
    print(f"{work:36} {beside:42} {goal:>16} {measured:>14}  {verdict}", flush=True)


def print_faults() -> None:
    """Five slips of the fingers in each of many drawn journeys: how many are found, and what else is said."""
    sys.path.insert(0, str(ROOT))
    from tests.compiler.test_mutations import drawn, found_of_several

    near, echoes = found_of_several(5, 4, drawn(200))
    goal, measured = "≥ 95 %, ≤ 0.2", f"{near:.1%}, {echoes:.2f}"
    print_row("five faults in a file", "found; said besides", goal, measured, near >= 0.95 and echoes <= 0.2)


def print_format() -> None:
    """The layout keeps what is said, is its own layout, and how fast."""
    from journeyc.compiler.format import format_source, is_kept
    from journeyc.source import Source

    text = many(100)
    source = Source("many.journey", text)
    formatted = format_source(source).text
    again = format_source(Source("again.journey", formatted)).text
    speed = len(text.encode()) / 1e6 / best(lambda: format_source(source))
    kept = is_kept(text, formatted) and again == formatted
    print_row("format", "tokens kept; idempotent", "always", f"{speed:.1f} MB/s", kept)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--files", type=int, default=1000)
    parser.add_argument("--row", default="", help="only rows with these words")
    parser.add_argument("--only", choices=TASKS, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, default=Path(), help=argparse.SUPPRESS)
    parser.add_argument("--parse", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.parse:
        parse_all(options.parse)
    elif options.only:
        print(TASKS[options.only](options.folder))
    else:
        print_table(options.rounds, options.files, options.row)


def print_table(rounds: int, files: int, words: str) -> None:
    with tempfile.TemporaryDirectory() as name:
        write_files(Path(name), files)
        print_row("work", "beside", "goal", "measured")
        for row in ROWS:
            if words in f"{row.work} {row.beside}":
                print_ratio(row, rounds, Path(name))
    for work, show in {"five faults in a file": print_faults, "format": print_format}.items():
        if words in work:
            show()


if __name__ == "__main__":
    main()
