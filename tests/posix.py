"""What only POSIX systems have, for the tests that need it."""

import sys

import pytest

#: They can be had there, but not by everybody.
LINKS = "links without a right of their own"


def posix(what: str) -> pytest.MarkDecorator:
    """Leaves a test out on Windows, and says what it needs that Windows does not have."""
    return pytest.mark.skipif(sys.platform == "win32", reason=f"Windows has no {what}")
