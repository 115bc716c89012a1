"""What only POSIX systems have, for the tests that need it."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

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
