"""How a command ends: one code for each kind of ending, and one message."""

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from enum import IntEnum
from typing import TextIO


class ExitCode(IntEnum):
    """The same for every command."""

    CLEAN = 0
    FINDINGS = 1
    USAGE = 2
    FAULT = 3
    INTERRUPTED = 130


class Failure(Exception):
    """What stops a command, in words for the person who typed it; `help` says how to mend it."""

    def __init__(
        self,
        problem: str,
        help: str = "",  # noqa: A002  # the word of every message of the project
        code: ExitCode = ExitCode.USAGE,
    ) -> None:
        super().__init__(problem)
        self.problem = problem
        self.help = help
        self.code = code


def complain(problem: str, cure: str = "") -> None:
    """Say on standard error what is wrong and how to mend it."""
    from journeyc.report.cells import plain

    with suppress(BrokenPipeError):
        sys.stdout.flush()
    try:
        # Names of files are told here, which may hold what drives a terminal.
        print(plain(f"journeyc: {problem}"), file=sys.stderr)
        if cure:
            print(plain(f"help: {cure}"), file=sys.stderr)
    except OSError:
        # Where nobody can be told, the exit code says it all the same.
        _drop(sys.stderr)


def guarded(work: Callable[[], int]) -> int:
    """Do the work of a command; whatever happens becomes an exit code, and a message where one is due."""
    try:
        code = work()
        sys.stdout.flush()
    except Failure as failure:
        complain(failure.problem, failure.help)
        return failure.code
    except KeyboardInterrupt:
        with suppress(OSError):
            print(file=sys.stderr)
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        _drop(sys.stdout)
        return ExitCode.CLEAN
    except OSError as error:
        _drop(sys.stdout)
        complain(f"the system refused: {(error.strerror or str(error)).lower()}")
        return ExitCode.USAGE
    except Exception as error:  # noqa: BLE001  # whatever it is, it is ours, and a person reads it
        return _our_fault(error)
    return code


def _drop(stream: TextIO) -> None:
    """Whoever read it has gone, or there is no room: what is left of it may not fail when Python ends."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())


def _our_fault(error: Exception) -> int:
    if os.environ.get("JOURNEYC_TRACEBACK"):
        import traceback

        traceback.print_exception(error)
    said = str(error).strip().partition("\n")[0]
    complain(
        f"this is a fault of journeyc, not yours ({type(error).__name__}{': ' if said else ''}{said})",
        "please report it, with the journey, the command and what `JOURNEYC_TRACEBACK=1` adds to this",
    )
    return ExitCode.FAULT
