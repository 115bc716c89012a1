"""No secret of a service is shown or kept, whatever its system says back."""

import copy
import logging
import pickle
import traceback
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from journeyc.runtime import Runtime
from journeyc.runtime.errors import UsageError
from journeyc.runtime.services import HttpService, Secret
from journeyc.runtime.stores import SqliteStore
from journeyc.source import Source
from tests.compiling import package_of
from tests.runtime.hosts.hanging import begin
from tests.runtime.hosts.journeys import CREDIT, SHARED
from tests.runtime.services.server import Answer, Handler, System, says
from tests.runtime.stage import HandClock

KEY = "k3y-0f-the-b1lling"
#: The system says something beside the amount, and the run keeps it.
NOTED = package_of(
    Source(
        "test.journey",
        (SHARED + CREDIT)
        .replace("at: instant? }", "at: instant?   note: text }", 1)
        .replace("set paid = c.amount", "set paid = c.amount   set why = c.note"),
    )
)


def test_a_secret_shows_itself_nowhere() -> None:
    secret = Secret(KEY, before="Bearer ")
    assert secret.reveal() == f"Bearer {KEY}"
    shown = [repr(secret), str(secret), f"{secret}", f"{secret!r:>40}", "%s" % secret, repr([secret])]  # noqa: UP031  # each way there is
    shown.append(repr(HttpService("GET", "https://x.example", headers={"authorization": secret})))
    assert [text for text in shown if KEY in text] == []
    for write in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError):
            write(secret)


def test_a_secret_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BILLING_KEY", f" {KEY}\n")
    assert Secret.environment("BILLING_KEY").reveal() == KEY
    monkeypatch.setenv("BILLING_KEY", " ")
    with pytest.raises(UsageError, match="the environment has no `BILLING_KEY`"):
        Secret.environment("BILLING_KEY")
    with pytest.raises(UsageError, match="a secret is empty"):
        Secret("")


def test_one_that_cannot_be_sent_is_refused_without_a_word_of_it() -> None:
    try:
        HttpService("GET", "https://x.example", headers={"authorization": Secret(f"{KEY}\n")})
    except UsageError as error:
        told = "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())
    assert KEY not in told


def echo(handler: Handler) -> None:
    """Say the secret back, in a name and in a value."""
    key = handler.headers["authorization"].removeprefix("Bearer ")
    says({"amount": "1 EUR", key: key, "note": f"you said {key}"})(handler)


def blame(handler: Handler) -> None:
    key = handler.headers["authorization"]
    says({"error": key}, 500, x_key=key)(handler)


def in_its_place(handler: Handler) -> None:
    says({"amount": handler.headers["authorization"]})(handler)


def broken(handler: Handler) -> None:
    handler.wfile.write(f"{handler.headers['authorization']}\r\n\r\n".encode())
    handler.close_connection = True


@pytest.mark.parametrize("answer", [echo, blame, in_its_place, broken, says(KEY.encode())])
def test_nothing_that_is_kept_or_logged_has_it(
    answer: Answer, system: System, tmp_path: Path, clock: HandClock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    system.answers = [answer]
    service = HttpService(
        "POST", f"{system.url}/{{bill}}", headers={"Authorization": Secret(KEY, before="Bearer ")}
    )
    path = tmp_path / "runs.sqlite"
    runtime = Runtime.open(path, NOTED, clock=clock, services={"billing.credit": service})
    begin(runtime)
    told: list[Any] = []
    for _ in range(3):
        told.append(runtime.tick())
        clock.pass_(minutes=1)
    assert system.asked[0].headers["authorization"] == f"Bearer {KEY}"
    told += [runtime.history("anna"), runtime.incidents(), runtime.where("anna"), runtime, service]
    # Before it is closed there is a second file, with what has not come into the first one yet.
    written = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    runtime.close()
    written += path.read_bytes()
    assert b"billing.credit" in written
    # The documents in it are compressed: what they say is looked for in all that the store hands out.
    with closing(SqliteStore(str(path))) as store:
        told.append(store.everything(["anna"]))
    assert ("you said ***" in repr(told[-1])) == (answer is echo)
    assert KEY.encode() not in written
    assert KEY not in repr(told)
    assert KEY not in caplog.text
