"""What code of others says of itself, in words that can be kept: channels, services and listeners may raise
anything and answer with anything.
"""

#: So much of what somebody says is kept; whoever looks into it needs no more.
_LONGEST = 2_000


def words(said: object) -> str:
    """Anything as text: what is no text, such as half a character, is written as its number."""
    try:
        text = "" if said is None else str(said)
    except Exception:  # noqa: BLE001  # an error of the author's code may fail to say what it is
        return ""
    return text[:_LONGEST].encode(errors="backslashreplace").decode().replace("\0", "\\x00")


def ends_itself(error: BaseException) -> bool:
    """Whether an error ends the code that raised it and nothing else: not where somebody pressed Ctrl-C."""
    from asyncio import CancelledError

    return isinstance(error, Exception | SystemExit | GeneratorExit | CancelledError)


def unsafe(error: Exception) -> str:
    """What was in the way of TLS."""
    said = getattr(error, "verify_message", "") or getattr(error, "reason", "") or "it failed"
    return f"no safe connection: {words(said).lower().replace('_', ' ')}"


def raised(error: BaseException) -> str:
    """What was raised, and what it says."""
    said = words(error)
    return f"{type(error).__name__}: {said}" if said else type(error).__name__
