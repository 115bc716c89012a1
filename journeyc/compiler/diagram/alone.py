"""A program run alone: with bounds on its time and memory, and stopped with all that it has begun."""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress

#: Far more than any picture takes; what asks for more would take the machine with it.
MEMORY_BYTES = 4 << 30


def run_alone(command: Sequence[str], given: bytes, limit_seconds: float) -> tuple[int, bytes, bytes]:
    """The exit code of a program, what it wrote, and what it complained of.

    `subprocess.TimeoutExpired` when it takes longer than the limit. When it is stopped, for that or because
    somebody interrupts, so is what it has begun: a script around an engine leaves nothing behind.
    """
    process = subprocess.Popen(  # noqa: S603  # the engine the user chose, or our own child
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    with process:
        try:
            _bound(process.pid, limit_seconds)
            drawn, said = process.communicate(given, limit_seconds)
        except BaseException:
            _kill(process)
            raise
    return process.returncode, drawn, said


def _bound(number: int, limit_seconds: float) -> None:
    """Bounds that hold even when this process is killed meanwhile; only Linux sets them from outside."""
    if sys.platform == "linux":
        import resource

        seconds = int(limit_seconds) + 1
        # It may have ended already.
        with suppress(OSError):
            resource.prlimit(number, resource.RLIMIT_CPU, (seconds, seconds))
            resource.prlimit(number, resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
            resource.prlimit(number, resource.RLIMIT_CORE, (0, 0))


def _kill(process: "subprocess.Popen[bytes]") -> None:
    """The process, and on POSIX all of its group."""
    with suppress(OSError):
        if os.name == "posix":
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
