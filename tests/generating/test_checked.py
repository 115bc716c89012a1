"""What is generated is right to those who read it: mypy, ruff and the compiler of TypeScript."""

import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

from journeyc.generating import Language, generated
from journeyc.ir import Package
from journeyc.loading import load
from journeyc.runtime import Message
from journeyc.source import Source
from tests import node
from tests.compiling import package_of
from tests.generating.drawn import package_of_seed
from tests.generating.shop import shop
from tests.generating.usage import RIGHT, TYPESCRIPT, WRONG
from tests.laws.clauses import Temper
from tests.laws.journeys import seeded
from tests.node import needs_node

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((ROOT / "examples" / "journeys").glob("*.journey"))
SEEDS = range(8)
STRICT = ("--strict", "--exactOptionalPropertyTypes", "--noUncheckedIndexedAccess", "--target", "es2022")


@pytest.fixture(scope="module")
def packages() -> dict[str, Package]:
    """The shop, drawn ones and all examples, by what their modules are called."""
    drawn = {f"drawn_{seed}": package_of_seed(seed) for seed in SEEDS}
    for seed in (1, 2):
        text = seeded(seed, 20, Temper())
        drawn[f"journey_{seed}"] = package_of(Source("drawn.journey", text))
    return {"shop": shop(), **drawn, **{path.stem: load(path) for path in EXAMPLES}}


@pytest.fixture(scope="module")
def folder(packages: dict[str, Package], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("code")
    write(packages, folder)
    return folder


def write(packages: dict[str, Package], folder: Path) -> None:
    languages: dict[Language, str] = {"python": "py", "typescript": "ts"}
    for language, suffix in languages.items():
        for name, package in packages.items():
            (folder / f"{name}.{suffix}").write_text(generated(language, [package]), encoding="utf-8")


def told_by_mypy(folder: Path) -> str:
    """What it says of all modules in a folder, as every Python that journeyc runs on reads them.

    In a process of its own: it lets everything in its own nest more deeply.
    """
    options = ["--strict", "--python-version", "3.11", "--config-file=", "--follow-imports=silent"]
    options += ["--no-error-summary", "--cache-dir", str(folder / "cache")]
    done = subprocess.run(
        [sys.executable, "-m", "mypy", *options, *map(str, folder.glob("*.py"))],
        env=os.environ | {"MYPYPATH": f"{folder}:{ROOT}"},
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.stderr == ""
    return done.stdout


def told_by_ruff(folder: Path, width: int, modules: Iterable[str]) -> str:
    """What it would lay out in another way."""
    command = [sys.executable, "-m", "ruff", "format", "--isolated", "--no-cache", "--diff"]
    done = subprocess.run(
        [*command, "--line-length", str(width), "--target-version", "py311", *modules],
        cwd=folder,
        check=False,
        capture_output=True,
        text=True,
    )
    return done.stdout + done.stderr * (done.returncode > 0)


def told_by_tsc(folder: Path) -> str:
    """What the compiler of TypeScript says of all modules in a folder."""
    modules = sorted(path.name for path in folder.glob("*.ts"))
    done = node.run("typescript/bin/tsc", "--noEmit", *STRICT, *modules, folder=folder)
    return done.stdout + done.stderr


def test_mypy_takes_what_fits_and_refuses_the_rest(folder: Path) -> None:
    """All modules are right, and of those that use one, each wrong line is refused for its own reason."""
    (folder / "right.py").write_text(RIGHT, encoding="utf-8")
    (folder / "wrong.py").write_text(WRONG, encoding="utf-8")
    out = told_by_mypy(folder)
    found = re.findall(r"^(?:.*/)?(\w+)\.py:(\d+): error: .*\[([a-z-]+)\]$", out, re.MULTILINE)
    assert {file for file, _, _ in found} == {"wrong"}, out
    expected = Counter(
        (number, code)
        for number, line in enumerate(WRONG.splitlines(), 1)
        for code in re.findall(r"[\w-]+", line.partition("# not:")[2])
    )
    assert Counter((int(line), code) for _, line, code in found) == expected, out


@pytest.mark.parametrize("width", [88, 110])
def test_ruff_would_change_nothing(folder: Path, width: int) -> None:
    """At its own width, and at that of wider projects, but for what no comma can hold apart there."""
    written = {"right", "wrong"}
    modules = [
        path.name
        for path in folder.glob("*.py")
        if path.stem not in written and (width == 88 or not path.stem.startswith("drawn"))
    ]
    assert told_by_ruff(folder, width, modules) == ""


@needs_node
def test_the_compiler_of_typescript_agrees(folder: Path) -> None:
    """Each line after `@ts-expect-error` is refused, and nothing else."""
    (folder / "usage.ts").write_text(TYPESCRIPT, encoding="utf-8")
    assert told_by_tsc(folder) == ""


@pytest.mark.full
@needs_node
def test_many_more_are_right(tmp_path: Path) -> None:
    """To all three of them."""
    write({f"drawn_{seed}": package_of_seed(seed) for seed in range(1_000, 1_150)}, tmp_path)
    assert told_by_mypy(tmp_path) == ""
    assert told_by_ruff(tmp_path, 88, [path.name for path in tmp_path.glob("*.py")]) == ""
    assert told_by_tsc(tmp_path) == ""


def test_it_is_the_same_every_time(packages: dict[str, Package]) -> None:
    """And says of what it was made, whatever only leads elsewhere."""
    languages: tuple[Language, ...] = ("python", "typescript", "jsonschema")
    for language in languages:
        for package in list(packages.values())[:4]:
            text = generated(language, [package])
            assert generated(language, [package.model_copy(deep=True)]) == text
            assert "\r" not in text
            assert text.endswith("\n")


def test_only_what_meets_the_outside_counts(packages: dict[str, Package]) -> None:
    """Where a journey leads, and in which line, changes nothing that is written."""
    package = packages["shop"]
    journeys = tuple(
        journey.model_copy(update={"place": journey.place.model_copy(update={"line": 1_000}), "owner": "X"})
        for journey in package.journeys
    )
    moved = package.model_copy(update={"journeys": journeys})
    assert generated("python", [moved]) == generated("python", [package])


def test_a_message_has_what_is_posted(packages: dict[str, Package]) -> None:
    """In TypeScript, where it is written by hand."""
    text = generated("typescript", [packages["shop"]])
    inside = text.partition("export interface Message {\n")[2].partition("}")[0]
    assert re.findall(r"^  (\w+): ", inside, re.MULTILINE) == [*Message._fields]
