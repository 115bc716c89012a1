"""What only POSIX systems have, for the tests that need it."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

#: They can be had there, but not by everybody.
LINKS = "links without a right of their own"
NOBODY = 65534


def posix(what: str) -> pytest.MarkDecorator:
    """Leaves a test out on Windows, and says what it needs that Windows does not have."""
    return pytest.mark.skipif(sys.platform == "win32", reason=f"Windows has no {what}")


@contextmanager
def unprivileged() -> Iterator[None]:
    """Root may write what nobody else may, so as root this is done as nobody."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@contextmanager
def folder_for_anybody() -> Iterator[Path]:
    """A folder that any user may enter, which the usual one of a test is not."""
    folder = Path(tempfile.mkdtemp(prefix="journeyc-"))
    folder.chmod(0o777)
    try:
        yield folder
    finally:
        folder.chmod(0o777)
        shutil.rmtree(folder)
