"""Whoever starts programs may be killed, too."""

import os
import sys
from threading import Thread


def end_with_the_starter() -> None:
    """Let this program end when what it reads comes to an end, as it does with who has started it."""
    Thread(target=_end, daemon=True).start()


def _end() -> None:
    sys.stdin.read()
    os._exit(1)
