"""What another side reports of a message, as it comes over HTTP: for tests of a webhook."""

import json
from datetime import datetime
from typing import Any, NamedTuple
from uuid import uuid4

from journeyc.runtime.receiving import Reported
from journeyc.runtime.signing import ID, SIGNATURE, TIMESTAMP, Shared, Signer


class SignedReport(NamedTuple):
    """A request to a webhook: its `headers` and its `body`."""

    headers: dict[str, str]
    body: bytes


def signed_report(
    secret: Shared,
    message: str,
    outcome: Reported,
    *,
    at: datetime,
    channel: str | None = None,
    reason: str | None = None,
) -> SignedReport:
    """What a `Receiver` takes: a report of a message, by its id, signed with a secret (`whsec_…`) at a
    moment.
    """
    said: dict[str, Any] = {"message": message, "outcome": outcome}
    said |= {name: value for name, value in (("channel", channel), ("reason", reason)) if value is not None}
    body = json.dumps(said).encode()
    identity, timestamp = f"report_{uuid4().hex}", str(int(at.timestamp()))
    signature = Signer(secret).signatures(identity, timestamp, body)
    return SignedReport({ID: identity, TIMESTAMP: timestamp, SIGNATURE: signature}, body)
