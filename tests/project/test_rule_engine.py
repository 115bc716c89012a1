"""No machine leaves the engine for rules untried that could have it."""

import platform
import shutil
import sys
import sysconfig
from pathlib import Path

from journeyc.matching.worker import missing


def test_the_engine_is_there_where_it_can_be_built() -> None:
    """Its tests are left out without it, so a build that fails would be silent."""
    headers = Path(sysconfig.get_paths()["include"], "Python.h").exists()
    compiler = any(shutil.which(name) for name in ("cc", "gcc", "clang"))
    supported = platform.python_implementation() == "CPython" and sys.version_info < (3, 13)
    can_be_built = sys.platform == "linux" and headers and compiler and supported
    assert not (can_be_built and missing())
