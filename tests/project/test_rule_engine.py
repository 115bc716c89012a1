"""No machine leaves the engine for rules untried that could have it."""

import platform
import shutil
import sys
import sysconfig
from pathlib import Path

from journeyc.matching.worker import missing
from tests.conftest import is_listed
from tests.matching.rules import needs_engine


def test_the_engine_is_there_where_it_can_be_built() -> None:
    """Its tests are left out without it, so a build that fails would be silent."""
    headers = Path(sysconfig.get_paths()["include"], "Python.h").exists()
    compiler = any(shutil.which(name) for name in ("cc", "gcc", "clang"))
    supported = platform.python_implementation() == "CPython" and sys.version_info < (3, 13)
    can_be_built = sys.platform == "linux" and headers and compiler and supported
    assert not (can_be_built and missing())


def test_only_where_it_cannot_its_tests_may_be_left_out() -> None:
    """A machine without a compiler passes, too; one that leaves them out for another reason does not."""
    test = "tests/matching/test_worker.py::test_killed_it_is_started_anew"
    assert is_listed(test, str(needs_engine.kwargs["reason"]))
    assert not is_listed(test, "it is slow")
