"""Resume links: signed, with an end, and each names one message, and so its run. They lead somebody back to
where they were, and never say who that is.
"""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from math import isfinite
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from journeyc.expression.values import to_instant
from journeyc.runtime.errors import LinkError, UsageError

if TYPE_CHECKING:
    from itsdangerous import URLSafeSerializer

#: What resume links begin with unless the host says otherwise.
RESUME_LINK = "journeyc://resume/"
#: How long a link leads somewhere if its message does not expire before.
LINK_DAYS = 30.0
_SALT = "journeyc resume link"
_MOST_DAYS = 3650
_SHORTEST_KEY = 16
_LONGEST_TOKEN = 4_000
_TOKEN = re.compile(r"[\w.-]+\Z", re.ASCII)

Key: TypeAlias = str | bytes


class Linked(NamedTuple):
    """What a link says: the message that it was in, and over which channel that went."""

    message: str
    channel: str


class OpenedLink(NamedTuple):
    """Where a link leads: the run, ended or not, its customer, the channel and the message. That somebody has
    it does not prove that they are the customer.
    """

    run: str
    customer: str
    channel: str
    message: str


class Links:
    """Makes and reads resume links that begin with `base`. The first key signs, all of them are taken, so
    that one can take the place of another; without any, `own_key` is asked for one when it is needed.
    """

    def __init__(
        self,
        base: str,
        keys: Key | Sequence[Key] | None,
        days: float,
        own_key: Callable[[], bytes],
    ) -> None:
        if not (isfinite(days) and 0 < days <= _MOST_DAYS):
            raise UsageError(f"`link_days` is {days}", f"give a number of days up to {_MOST_DAYS}")
        self._base = base
        self._keys = None if keys is None else _checked(keys)
        self._life = timedelta(days=days)
        self._own_key = own_key
        self._made: URLSafeSerializer | None = None

    def link(self, message: str, channel: str, at: str, expires: str | None) -> str:
        """The link of a message, the same however often it is asked for."""
        ends = to_instant(expires) if expires else to_instant(at) + self._life
        return f"{self._base}{self._serializer().dumps([message, channel, int(ends.timestamp())])}"

    def read(self, link: str, now: datetime) -> Linked:
        """What a link says, or what follows `base` in it; LinkError where it is not to be believed."""
        from itsdangerous import BadData

        damaged = LinkError("this link is none of ours, or was changed on the way", "ask for a new one")
        found = _TOKEN.search(link.strip().removeprefix(self._base))
        if found is None or len(found[0]) > _LONGEST_TOKEN:
            raise damaged
        try:
            message, channel, ends = self._serializer().loads(found[0])
        except BadData:
            raise damaged from None
        if now.timestamp() > ends:
            when = datetime.fromtimestamp(ends, UTC)
            raise LinkError(f"this link led somewhere until {when:%d %B %Y %H:%M} UTC", "ask for a new one")
        return Linked(message, channel)

    def _serializer(self) -> "URLSafeSerializer":
        if self._made is None:
            from itsdangerous import URLSafeSerializer

            keys = [self._own_key()] if self._keys is None else self._keys
            # There, the newest key is the last one.
            self._made = URLSafeSerializer(keys[::-1], salt=_SALT, signer_kwargs={"digest_method": sha256})
        return self._made


def _checked(keys: object) -> list[bytes]:
    several = keys if isinstance(keys, Sequence) and not isinstance(keys, str | bytes) else [keys]
    given: list[bytes] = []
    for place, key in enumerate(several, 1):
        if not isinstance(key, str | bytes):
            problem = f"key {place} of resume links is a {type(key).__name__}"
            raise UsageError(problem, "give a text or bytes, or a list of them")
        given.append(key.encode() if isinstance(key, str) else key)
        if len(given[-1]) < _SHORTEST_KEY:
            problem = f"key {place} of resume links is shorter than {_SHORTEST_KEY} characters"
            raise UsageError(problem, "make one with `secrets.token_urlsafe()`")
    if not given:
        raise UsageError("there is no key for resume links", "give one, or None for that of the store")
    return given
