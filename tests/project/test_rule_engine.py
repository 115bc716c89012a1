"""No machine leaves the engine for rules untried that could have it."""

import platform
import shutil
import sys
import sysconfig
from pathlib import Path

import pytest

from journeyc.matching.worker import missing
from tests.conftest import is_listed

TESTS = Path(__file__).parents[1]


def test_the_engine_is_there_where_it_can_be_built() -> None:
    """Its tests are left out without it, so a build that fails would be silent."""
    headers = Path(sysconfig.get_paths()["include"], "Python.h").exists()
    compiler = any(shutil.which(name) for name in ("cc", "gcc", "clang"))
    supported = platform.python_implementation() == "CPython" and sys.version_info < (3, 13)
    can_be_built = sys.platform == "linux" and headers and compiler and supported
    assert not (can_be_built and missing())


@pytest.mark.parametrize(
    "file",
    [file for file in sorted(TESTS.rglob("test_*.py")) if "\n@needs_engine\n" in file.read_text("utf-8")],
    ids=lambda file: file.name,
)
def test_where_it_cannot_be_built_its_tests_may_be_left_out(file: Path) -> None:
    """A machine without a compiler passes, too."""
    assert is_listed(f"{file.relative_to(TESTS.parent).as_posix()}::test")
