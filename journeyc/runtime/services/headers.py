"""Headers that an author gives for every request, some of them secret."""

import re
from collections.abc import Collection, Mapping
from contextvars import ContextVar

from journeyc.runtime.errors import UsageError
from journeyc.runtime.services.secret import Secret

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+\Z")
#: What says how a request is framed.
_FRAMING = frozenset({
    "accept-encoding", "connection", "content-length", "expect", "host", "te", "trailer",
    "transfer-encoding", "upgrade",
})  # fmt: skip

#: What requests that are made here say of the trace that they belong to; nothing unless somebody traces.
TRACE: ContextVar[Mapping[str, str]] = ContextVar("journeyc trace", default={})  # noqa: B039  # nobody writes into it


def checked_headers(headers: Mapping[str, str | Secret], ours: Collection[str]) -> dict[str, str | Secret]:
    """Headers by names in small letters; UsageError for what would be another header, or none, or is said by
    whoever sends them, as `ours` are.
    """
    found: dict[str, str | Secret] = {}
    for name, value in headers.items():
        if not _TOKEN.match(name):
            raise UsageError(f"`{name}` is no name of a header", "give letters, digits and `-`")
        if name.lower() in _FRAMING or name.lower() in ours:
            raise UsageError(f"the header `{name}` is not free", "leave it out; it is set for each request")
        if not _can_be_sent(value.reveal() if isinstance(value, Secret) else value):
            raise UsageError(
                f"the value of the header `{name}` cannot be sent", "give plain text on one line"
            )
        found[name.lower()] = value
    return found


def revealed(headers: Mapping[str, str | Secret]) -> dict[str, str]:
    """Headers as they are sent."""
    return {name: value.reveal() if isinstance(value, Secret) else value for name, value in headers.items()}


def _can_be_sent(text: str) -> bool:
    return text.isascii() and text.isprintable()
