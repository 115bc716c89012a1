"""How long a program may let others take, looked at before anything depends on it."""

from journeyc.runtime.errors import UsageError

#: Less than a host keeps what it carries for itself, so that nobody else carries it meanwhile.
LONGEST_SECONDS = 60.0


def require_seconds(name: str, seconds: object) -> None:
    """UsageError for a time, by the name of what it was given as, that nothing may take."""
    if not isinstance(seconds, int | float) or not 0 < seconds <= LONGEST_SECONDS:
        raise UsageError(f"`{name}` is {seconds}", f"give up to {LONGEST_SECONDS:.0f} seconds, above 0")


def too_long(seconds: float) -> str:
    """That something was not over after so many seconds, in words."""
    return f"it took longer than {counted(seconds)}"


def counted(seconds: float) -> str:
    """So many seconds, in words."""
    return f"{seconds:g} second{'' if seconds == 1 else 's'}"
