"""What only POSIX systems have, for the tests that need it."""

import os
import sys
from pathlib import Path

import pytest

#: They can be had there, but not by everybody.
LINKS = "links without a right of their own"


def posix(what: str) -> pytest.MarkDecorator:
    """Leaves a test out on Windows, and says what it needs that Windows does not have."""
    return pytest.mark.skipif(sys.platform == "win32", reason=f"Windows has no {what}")


def name_of(raw: bytes, folder: Path) -> str:
    """A name of these bytes, which need be no text; leaves a test out where no file in the folder can have
    it, as on macOS and Windows. `skips.toml` says why that is no gap.
    """
    try:
        name = os.fsdecode(raw)
        (folder / name).touch()
        (folder / name).unlink()
    except (OSError, UnicodeError) as refused:
        pytest.skip(f"the file system here takes no such name: {refused}")
    return name
