"""What standard output can show."""

import os
from typing import TextIO

from journeyc.report import Paint


def paint_for(stream: TextIO) -> Paint:
    """Colour on a terminal only, unless `NO_COLOR` or `FORCE_COLOR` says otherwise."""
    if os.environ.get("NO_COLOR"):
        return Paint(colour=False)
    if os.environ.get("FORCE_COLOR"):
        return Paint(colour=True)
    return Paint(colour=stream.isatty() and os.environ.get("TERM") != "dumb")
