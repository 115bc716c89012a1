"""What channels are told when they are made, looked at before a message depends on it."""

from journeyc.runtime.errors import UsageError

#: Less than a host keeps a message for itself, so that nobody else sends it meanwhile.
LONGEST_TIMEOUT_SECONDS = 60.0


def require_seconds(timeout_seconds: float) -> None:
    """UsageError for a time that a channel may not take for one message."""
    if not 0 < timeout_seconds <= LONGEST_TIMEOUT_SECONDS:
        raise UsageError(
            f"`timeout_seconds` is {timeout_seconds}", f"give up to {LONGEST_TIMEOUT_SECONDS:.0f} seconds"
        )
