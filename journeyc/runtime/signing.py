"""Signatures after the Standard Webhooks specification (https://www.standardwebhooks.com): who a message or a
report is from, and when it was sent.
"""

import hmac
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Sequence
from hashlib import sha256
from typing import TypeAlias
from urllib.parse import quote

from journeyc.runtime.errors import UsageError
from journeyc.runtime.services.secret import Secret

#: A secret that both sides know (`whsec_…`).
Shared: TypeAlias = str | Secret
PREFIX = "whsec_"
ID, TIMESTAMP, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"
_VERSION = "v1,"
#: How many bytes a key has, by the specification.
_SHORTEST, _LONGEST = 24, 64
#: No sender has use for more signatures of one message.
_MOST_SIGNATURES = 20


class Signer:
    """Signs with every secret it has and takes what any of them signed, so that one can take the place of
    another while both sides change over. UsageError for what is no secret; it is never shown.
    """

    def __init__(self, secrets: Shared | Sequence[Shared]) -> None:
        given = [secrets] if isinstance(secrets, str | Secret) else list(secrets)
        self._keys = [_key(secret, place) for place, secret in enumerate(given, 1)]

    def signatures(self, identity: str, timestamp: str, body: bytes) -> str:
        """The value of the header `webhook-signature`: one signature for each secret."""
        return " ".join(_VERSION + self._signature(key, identity, timestamp, body) for key in self._keys)

    def has_signed(self, signatures: str, identity: str, timestamp: str, body: bytes) -> bool:
        """Whether one of the signatures in a header is of one of the secrets."""
        given = [
            one.removeprefix(_VERSION).encode("utf-8", "replace")
            for one in signatures.split(" ", _MOST_SIGNATURES)[:_MOST_SIGNATURES]
            if one.startswith(_VERSION)
        ]
        wanted = [self._signature(key, identity, timestamp, body).encode() for key in self._keys]
        return any(hmac.compare_digest(one, own) for own in wanted for one in given)

    @staticmethod
    def _signature(key: bytes, identity: str, timestamp: str, body: bytes) -> str:
        signed = f"{identity}.{timestamp}.".encode("utf-8", "replace") + body
        return b64encode(hmac.digest(key, signed, sha256)).decode()


def header_id(identity: str) -> str:
    """An id as a header can hold it, without a full stop: that stands between the parts of what is signed."""
    return quote(identity, safe="/@:+").replace(".", "%2E")


def _key(secret: object, place: int) -> bytes:
    """The key in a secret; what is wrong with one is said without it."""
    help_ = f"give `{PREFIX}` and a key of {_SHORTEST} to {_LONGEST} bytes in base64"
    if isinstance(secret, Secret):
        secret = secret.reveal()
    if not isinstance(secret, str) or not secret.startswith(PREFIX):
        raise UsageError(f"secret {place} does not begin with `{PREFIX}`", help_)
    try:
        key = b64decode(secret.removeprefix(PREFIX), validate=True)
    except (NotBase64, ValueError):
        # Without the context: what could not be read may be shown where errors are logged.
        raise UsageError(f"what follows `{PREFIX}` in secret {place} is no base64", help_) from None
    if not _SHORTEST <= len(key) <= _LONGEST:
        raise UsageError(f"the key in secret {place} has {len(key)} bytes", help_)
    return key
