"""The tests of the portal: its journey, its views, and what holds where a process dies between commits."""

import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest

os.environ["DJANGO_SETTINGS_MODULE"] = "project.settings"
os.environ.setdefault("CARE_DATA", mkdtemp())

import django

django.setup()

from care import journeys, models
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.test.utils import override_settings

from journeyc.testing import Outbox, Scenario, VirtualClock, pass_time, scenarios, signed_report

WRITTEN = Path(settings.JOURNEY).with_name("scenarios") / "bill_dispute.journey"


class Portal:
    """The portal as its customers see it, with a clock and an outbox instead of the world."""

    def __init__(self, outbox: Outbox, clock: VirtualClock) -> None:
        self.outbox = outbox
        self.clock = clock
        self.client = Client()

    def post(self, path: str, said: dict[str, Any], key: str = "") -> Any:
        headers = {"idempotency-key": key} if key else {}
        return self.client.post(path, said, content_type="application/json", headers=headers)

    def dispute(self, key: str = "k1") -> Any:
        self.client.put("/customers/anna", {"phone": "+49 30 1"}, content_type="application/json")
        return self.post("/customers/anna/disputes", {"bill": "B7"}, key)


@pytest.fixture
def portal() -> Iterator[Portal]:
    outbox, clock = Outbox(sms="phone", email="email"), VirtualClock()
    call_command("migrate", verbosity=0)
    models.Dispute.objects.all().delete()
    with override_settings(
        JOURNEYC={**settings.JOURNEYC, "store": None, "clock": clock, "channels": outbox.channels}
    ):
        yield Portal(outbox, clock)
        journeys.close()


@pytest.mark.parametrize("scenario", scenarios(WRITTEN), ids=str)
def test_the_journey(scenario: Scenario) -> None:
    scenario.check()


def test_a_dispute_is_kept_and_the_journey_begins(portal: Portal) -> None:
    first, again = portal.dispute(), portal.dispute()
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert first.json()["result"] == "accepted"
    (dispute,) = models.Dispute.objects.all()
    assert (dispute.bill, dispute.told) == ("B7", True)
    (position,) = portal.client.get("/customers/anna/where").json()
    assert position["steps"] == ["verify"]


def test_who_dies_behind_the_commit_loses_nothing(portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker tells the journey, and a client that asks again gets its answer."""
    with monkeypatch.context() as dying:
        dying.setattr(models.Dispute, "tell", lambda _: (_ for _ in ()).throw(SystemExit))
        with pytest.raises(SystemExit):
            portal.dispute()
    assert portal.client.get("/health").json()["untold"] == 1
    call_command("work", until_idle=True)
    assert portal.client.get("/health").json()["untold"] == 0
    assert portal.dispute().json()["result"] == "accepted"
    assert len(portal.client.get("/customers/anna/where").json()) == 1


def test_a_customer_is_reminded_and_comes_back(portal: Portal) -> None:
    portal.dispute()
    portal.post("/customers/anna/events/identity_confirmed", {"channel": "web"})
    pass_time(journeys.runtime(), "2 days")
    message = portal.outbox.one("come_back", customer="anna")
    token = message.text.rpartition("/")[2]
    resumed = portal.client.get(f"/resume/{token}", {"channel": "chat"})
    assert resumed.json() == {"run": "bill_dispute/anna/1", "channel": "chat"}
    headers, body = signed_report(settings.WEBHOOK_SECRET, message.id, "opened", at=portal.clock.now())
    url, kind = "/webhooks/messages", "application/json"
    assert portal.client.post(url, body, content_type=kind, headers=headers).status_code == 200
    assert portal.client.post(url, body + b" ", content_type=kind, headers=headers).status_code == 401


def test_the_migrations_make_what_the_models_say() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_what_does_not_fit_says_why(portal: Portal) -> None:
    portal.dispute()
    answers, events = "/customers/anna/answers", "/customers/anna/events"
    assert portal.post(f"{events}/nonsense", {}).status_code == 422
    assert portal.post(f"{events}/agent_decided", {"payload": {"accepted": True}}).status_code == 409
    assert portal.post(answers, {"values": {"dispute.reason": "magic"}}).status_code == 422
    assert portal.post("/customers/anna/disputes", {"bill": "B7"}).status_code == 422
    assert portal.client.get("/customers/nobody/where").status_code == 404
    assert portal.client.get("/resume/forged").json()["reason"].startswith("this link is none of ours")
    assert portal.client.get(answers).status_code == 405
