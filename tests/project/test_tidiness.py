"""The project stays small, finished and free of the machine it was written on."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RULES = ROOT / "journeyc" / "compiler" / "rules"
LINES_LIMIT = 500
TEXT = {
    "",
    ".cfg",
    ".dot",
    ".html",
    ".journey",
    ".json",
    ".lark",
    ".lock",
    ".sqlite",
    ".sqlite-lock",
    ".md",
    ".mmd",
    ".py",
    ".toml",
    ".txt",
    ".yaml",
    ".yml",
}
FIRST_SEEN = {
    ".gitattributes",
    ".gitignore",
    ".pre-commit-hooks.yaml",
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "README.md",
    "action.yml",
    "dev.py",
    "pyproject.toml",
}

# Each needle is written so that it does not find itself.
UNFINISHED = re.compile(r"\b(FIX[M]E|TO[D]O|XX[X])\b")
MACHINE = re.compile(r"/(work|home|root|Users)[/]\w|/op[t]/(pypi|wheels)|/tm[p]/bash_jobs")
REGISTRY = re.compile(r"pypi[.]org|pythonhosted[.]org|npmjs[.](org|com)|deb[.]debian[.]org")


def tracked() -> list[Path]:
    """Text files that belong to the project: committed, or about to be."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    paths = [ROOT / name for name in listed.stdout.split("\0") if name]
    return sorted(path for path in paths if path.suffix in TEXT and path.is_file() and path.name != "LICENSE")


def matches(pattern: re.Pattern[str]) -> list[str]:
    """Where a pattern stands in the project's text, as `file:line: text`."""
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in tracked()
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_file_is_longer_than_a_sitting() -> None:
    sizes = {
        path: len(path.read_bytes().splitlines()) for path in tracked() if path.suffix in {".py", ".lark"}
    }
    too_long = {str(path.relative_to(ROOT)): size for path, size in sizes.items() if size > LINES_LIMIT}
    assert too_long == {}


def test_nothing_lies_about_in_the_first_folder_that_people_see() -> None:
    assert {path.name for path in tracked() if path.parent == ROOT} == FIRST_SEEN


def test_nothing_is_left_unfinished() -> None:
    assert matches(UNFINISHED) == []


def test_no_text_names_a_machine() -> None:
    assert matches(MACHINE) == []


def test_no_text_names_a_package_registry() -> None:
    assert matches(REGISTRY) == []


def test_every_test_file_tests() -> None:
    files = [path for path in tracked() if path.name.startswith("test_") and path.suffix == ".py"]
    idle = [
        path
        for path in files
        if not re.search(r"^\s*(async )?def test_", path.read_text("utf-8"), re.MULTILINE)
    ]
    assert idle == []


def test_every_lint_rule_has_its_page() -> None:
    modules = {path.stem for path in RULES.glob("*.py") if not path.stem.startswith("_")}
    pages = {path.stem for path in RULES.glob("*.md")}
    assert modules, "no lint rule was found"
    # What the parser, the types and the texts say has pages too; tests/compiler/rules holds them to the code.
    assert modules <= pages


@pytest.mark.parametrize(
    "code",
    ["import journeyc", "import journeyc.runtime", "from journeyc.cli import main; main(['--version'])"],
)
def test_starting_loads_no_heavy_library(code: str) -> None:
    heavy = {
        "durable", "graphviz", "itsdangerous", "jinja2", "lark", "pybreaker", "pygraphviz", "typer",
        "urllib3",
    }  # fmt: skip
    if "runtime" not in code:
        heavy.add("pydantic")
    report = f"import sys, atexit; atexit.register(lambda: print('loaded', *sys.modules)); {code}"
    done = subprocess.run([sys.executable, "-c", report], check=True, capture_output=True, text=True)
    loaded = done.stdout.rpartition("loaded")[2].split()
    assert heavy.intersection(loaded) == set()
