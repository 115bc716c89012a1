"""What benchmarks take of journeyc is there: nothing else imports them, and they are run by hand."""

import ast
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
FILES = sorted(BENCHMARKS.rglob("*.py"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_what_a_benchmark_imports_is_there(file: Path) -> None:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("journeyc"):
            module = str(node.module)
            taken = [name.name for name in node.names]
            there = import_module(module)
            assert [
                name for name in taken if not hasattr(there, name) and not find_spec(f"{module}.{name}")
            ] == []
