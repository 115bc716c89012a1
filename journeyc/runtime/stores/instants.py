"""Instants as tables have them: whole microseconds since 1970, to be compared and ordered."""

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def microseconds(moment: datetime) -> int:
    """An instant as a number."""
    return (moment - _EPOCH) // _MICROSECOND


#: Later than any instant is: for what is never due.
NEVER = 2**63 - 1


def moment_of(number: int) -> datetime:
    """The instant of such a number, in UTC."""
    return _EPOCH + number * _MICROSECOND
