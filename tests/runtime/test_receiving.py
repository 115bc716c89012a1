"""Reports of others: those that are signed are applied, and of all others nothing is."""

import asyncio
import base64
import hashlib
import hmac
import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journeyc.runtime import AsyncRuntime, Runtime, Store
from journeyc.runtime.errors import StoreLockedError, UsageError
from journeyc.runtime.receiving import LONGEST_BODY, AsyncReceiver, Received, Receiver
from tests.runtime.hosts.journeys import package
from tests.runtime.stage import MORNING, HandClock, Recorder

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # noqa: S105  # one that everybody knows
NEWER = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oDUa/bc0bTwJ4="
OPENED = package("""
notification ready "Ready" { via sms text "Ready" }
journey dispute "Dispute" {
  starts on opened -> waiting
  step waiting "Waiting" via web { enter { notify ready } on ready.opened -> seen after 60 days -> over }
  end seen "Seen" success
  end over "Over" failure
}
""")
RUN = "dispute/anna/1"


@pytest.fixture
def runtime(store: Store, clock: HandClock) -> Runtime:
    """A run that waits to hear what becomes of its message."""
    opened = Runtime.open(store, OPENED, {"sms": Recorder()}, clock)
    opened.send("opened", {"bill": "B1"}, customer="anna", channel="web")
    opened.tick()
    return opened


@pytest.fixture
def receiver(runtime: Runtime, clock: HandClock) -> Receiver:
    return Receiver(runtime, SECRET, clock=clock)


def signed(body: bytes, *, secret: str = SECRET, seconds: float = 0, identity: str = "r1") -> dict[str, str]:
    """The headers of a request, worked out from the specification alone."""
    timestamp = str(int((MORNING + timedelta(seconds=seconds)).timestamp()))
    key = base64.b64decode(secret.removeprefix("whsec_"))
    mac = hmac.new(key, f"{identity}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    return {
        "Webhook-Id": identity,
        "Webhook-Timestamp": timestamp,
        "Webhook-Signature": f"v1,{base64.b64encode(mac).decode()}",
        "Content-Type": "application/json",
    }


def report(**said: Any) -> bytes:
    return json.dumps({"message": f"{RUN}/1/0", "outcome": "opened", **said}).encode()


def steps(runtime: Runtime) -> tuple[str, ...]:
    position = runtime.position(RUN)
    assert position is not None
    return position.steps


def answer(received: Received) -> tuple[int, str]:
    """The status, and the one word that says why."""
    said = json.loads(received.body)
    return received.status, said.get("error") or said["result"]


def nothing_happened(runtime: Runtime) -> bool:
    return steps(runtime) == ("waiting",) and [line.kind for line in runtime.history("anna")] == [
        "event",
        "contact",
        "message",
    ]


def test_a_report_moves_the_run_that_waits_for_it(receiver: Receiver, runtime: Runtime) -> None:
    body = report(channel="sms", reason="looked at", at="2026-11-23T09:00:00Z")
    assert receiver.receive(signed(body), body) == Received(200, '{"result": "accepted"}')
    assert steps(runtime) == ("seen",)


def test_a_report_that_comes_again_changes_nothing(receiver: Receiver, runtime: Runtime) -> None:
    """Also under another id of the request."""
    body = report()
    for identity in ("r1", "r1", "r2"):
        assert answer(receiver.receive(signed(body, identity=identity), body)) == (200, "accepted")
    assert len([line for line in runtime.history("anna") if line.input.endswith("/opened")]) == 1


def test_a_report_that_nobody_waits_for_is_written_down(receiver: Receiver, runtime: Runtime) -> None:
    body = report(outcome="clicked")
    assert answer(receiver.receive(signed(body), body)) == (200, "accepted")
    assert runtime.history("anna")[-1].document["input"]["outcome"] == "clicked"


def test_names_of_headers_are_those_of_any_server(receiver: Receiver) -> None:
    body = report()
    lower = {name.lower(): value for name, value in signed(body).items()}
    assert receiver.receive(lower, body).status == 200


def test_secrets_take_each_others_place(runtime: Runtime, clock: HandClock) -> None:
    body = report()
    receiver = Receiver(runtime, [NEWER, SECRET], clock=clock)
    assert receiver.receive(signed(body), body).status == 200
    assert receiver.receive(signed(body, secret=NEWER), body).status == 200
    assert Receiver(runtime, NEWER, clock=clock).receive(signed(body), body).status == 401


@pytest.mark.parametrize(
    ("change", "status", "error"),
    [
        ({"Webhook-Signature": "v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc="}, 401, "forged"),
        ({"Webhook-Signature": "v1,"}, 401, "forged"),
        ({"Webhook-Signature": "é\udc80"}, 401, "forged"),
        ({"Webhook-Id": "r2"}, 401, "forged"),
        ({"Webhook-Timestamp": str(int(MORNING.timestamp()) + 1)}, 401, "forged"),
        ({"Webhook-Signature": ""}, 400, "garbled"),
        ({"Webhook-Signature": None}, 400, "garbled"),
        ({"Webhook-Signature": b"v1,"}, 400, "garbled"),
        ({"Webhook-Signature": "v1," + "A" * 5_000}, 400, "garbled"),
        ({"Webhook-Id": ""}, 400, "garbled"),
        ({"Webhook-Timestamp": "now"}, 400, "garbled"),
        ({"Webhook-Timestamp": "-5"}, 400, "garbled"),
        ({"Webhook-Timestamp": "1.5"}, 400, "garbled"),
        ({"Webhook-Timestamp": "٣"}, 400, "garbled"),
        ({"Webhook-Timestamp": "9" * 4_000}, 400, "garbled"),
    ],
)
def test_who_is_not_known_is_not_believed(
    change: dict[str, Any], status: int, error: str, receiver: Receiver, runtime: Runtime
) -> None:
    body = report()
    assert answer(receiver.receive({**signed(body), **change}, body)) == (status, error)
    assert nothing_happened(runtime)


def test_without_a_header_nothing_is_believed(receiver: Receiver, runtime: Runtime) -> None:
    body = report()
    for missing in ("Webhook-Id", "Webhook-Timestamp", "Webhook-Signature"):
        headers = {name: value for name, value in signed(body).items() if name != missing}
        assert answer(receiver.receive(headers, body)) == (400, "garbled")
    assert answer(receiver.receive({}, body)) == (400, "garbled")
    assert nothing_happened(runtime)


def test_a_body_that_was_changed_is_not_believed(receiver: Receiver, runtime: Runtime) -> None:
    headers = signed(report(outcome="failed"))
    assert answer(receiver.receive(headers, report())) == (401, "forged")
    assert nothing_happened(runtime)


@pytest.mark.parametrize(("seconds", "status"), [(-301, 401), (-300, 200), (300, 200), (301, 401)])
def test_only_what_was_sent_just_now_is_believed(
    seconds: int, status: int, receiver: Receiver, runtime: Runtime
) -> None:
    body = report()
    received = receiver.receive(signed(body, seconds=seconds), body)
    assert received.status == status
    assert (answer(received)[1] == "old") == (status == 401)
    assert nothing_happened(runtime) == (status == 401)


@pytest.mark.parametrize(("seconds", "where"), [(3600, "ahead of"), (-3600, "behind")])
def test_a_clock_that_is_wrong_is_told_of(seconds: float, where: str, receiver: Receiver) -> None:
    """Whoever signs properly is not told that they came late, where it is one of the clocks."""
    received = receiver.receive(signed(report(), seconds=seconds), report())
    said = f"`webhook-timestamp` is 3600 seconds {where} the clock here, and 300 are let pass"
    assert json.loads(received.body) == {"error": "old", "problem": said}


@pytest.mark.parametrize(
    ("body", "status", "error"),
    [
        (b"", 400, "garbled"),
        (b"{", 400, "garbled"),
        (b"\xff\xfe\xfd", 400, "garbled"),
        (b"[" * 30_000, 400, "garbled"),
        (b"1" * 30_000, 400, "garbled"),
        (b"null", 422, "unfit"),
        (b"[]", 422, "unfit"),
        (b"{}", 422, "unfit"),
        (report(message=None), 422, "unfit"),
        (report(message=["x"]), 422, "unfit"),
        (report(message="\ud800"), 422, "unfit"),
        (report(message="\0"), 422, "unfit"),
        (report(outcome="suppressed"), 422, "unfit"),
        (report(outcome="exploded"), 422, "unfit"),
        (report(outcome=["opened"]), 422, "unfit"),
        (report(channel=7), 422, "unfit"),
        (report(channel="\ud800"), 422, "unfit"),
        (report(reason={"why": 1}), 422, "unfit"),
        (report(message="dispute/anna/1/7/7"), 404, "unknown"),
        (report(message="nothing"), 404, "unknown"),
        (report(message=""), 404, "unknown"),
        (report(filling="x" * LONGEST_BODY), 413, "too_large"),
    ],
)
def test_what_is_no_report_is_not_applied(
    body: bytes, status: int, error: str, receiver: Receiver, runtime: Runtime
) -> None:
    """Though it is signed."""
    assert answer(receiver.receive(signed(body), body)) == (status, error)
    assert nothing_happened(runtime)


def test_a_reason_is_kept_as_text_however_long_or_odd(receiver: Receiver) -> None:
    body = report(reason="\ud800\0" + "x" * 10_000, outcome="failed")
    assert receiver.receive(signed(body), body).status == 200


@given(st.binary(max_size=200), st.dictionaries(st.text(max_size=20), st.text(max_size=60), max_size=5))
def test_whatever_comes_is_answered(body: bytes, headers: dict[str, str]) -> None:
    with Runtime.open(None, OPENED) as runtime:
        receiver = Receiver(runtime, SECRET)
        assert 400 <= receiver.receive(headers, body).status < 500
        assert 400 <= receiver.receive({**signed(body), **headers}, body).status < 500


def test_a_store_that_is_busy_is_worth_another_try(
    receiver: Receiver, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(_: object) -> None:
        raise StoreLockedError("`/srv/journeys.sqlite` is locked by another program", "stop it")

    monkeypatch.setattr(store, "commit", locked)
    body = report()
    received = receiver.receive(signed(body), body)
    assert answer(received) == (503, "busy")
    assert "srv" not in received.body


def test_no_answer_shows_a_secret(runtime: Runtime, clock: HandClock) -> None:
    receiver = Receiver(runtime, SECRET, clock=clock)
    bodies = [report(), b"", report(outcome="x"), report(message="x")]
    said = [receiver.receive(headers, body).body for body in bodies for headers in (signed(body), {})]
    signature = signed(report())["Webhook-Signature"]
    assert not [one for one in said if SECRET.removeprefix("whsec_") in one or signature[3:] in one]
    assert SECRET not in f"{receiver!r}{receiver._signer!r}"


@pytest.mark.parametrize("secrets", ["", [], "sesame", ["whsec_c2VzYW1l"]])
def test_without_a_secret_nobody_could_be_believed(secrets: Any, runtime: Runtime) -> None:
    with pytest.raises(UsageError) as caught:
        Receiver(runtime, secrets)
    assert "sesame" not in str(caught.value)


def test_a_body_is_given_as_it_came(receiver: Receiver) -> None:
    """A text was read already, and what was signed cannot be told from it."""
    with pytest.raises(TypeError, match="bytes as they came, not a str"):
        receiver.receive(signed(report()), report().decode())  # type: ignore[arg-type]


def test_one_for_asyncio_answers_the_same(store: Store, clock: HandClock) -> None:
    async def main() -> None:
        async with AsyncRuntime.open(store, OPENED, {"sms": Recorder()}, clock) as runtime:
            await runtime.send("opened", {"bill": "B1"}, customer="anna", channel="web")
            await runtime.tick()
            receiver = AsyncReceiver(runtime, SECRET, clock=clock)
            body = report()
            assert answer(await receiver.receive({}, body)) == (400, "garbled")
            assert answer(await receiver.receive(signed(body, secret=NEWER), body)) == (401, "forged")
            assert answer(await receiver.receive(signed(body), body)) == (200, "accepted")
            other = report(message="dispute/anna/9/1/0")
            assert answer(await receiver.receive(signed(other), other)) == (404, "unknown")
            (position,) = await runtime.where("anna")
            assert position.outcome is not None
            with pytest.raises(TypeError, match="as they came"):
                await receiver.receive({}, "text")  # type: ignore[arg-type]  # that is the test

    asyncio.run(main())
