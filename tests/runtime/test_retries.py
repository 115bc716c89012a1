"""Messages tried again, to real servers of this machine, on a clock that is moved by hand."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from journeyc.runtime import Backoff, Runtime
from journeyc.runtime.channels import SmtpChannel, WebhookChannel
from tests.runtime.channels.mail_server import MailServer, mail_server
from tests.runtime.channels.service import Service, serving
from tests.runtime.stage import HandClock, Opener, remind, states

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # noqa: S105  # one that everybody knows


@pytest.fixture
def service() -> Iterator[Service]:
    with serving() as started:
        yield started


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server("plain") as started:
        yield started


def tried(runtime: Runtime, clock: HandClock) -> list[tuple[str, float]]:
    """Until nothing more is tried: how each attempt ends, and how long after the one before it was made."""
    found: list[tuple[str, float]] = []
    before = clock.time
    while attempts := runtime.tick().attempts:
        (attempt,) = attempts
        found.append((attempt.state, (clock.time - before).total_seconds()))
        before = clock.time
        clock.time = attempt.next_at or clock.time
    return found


def test_a_service_that_is_down_is_tried_in_longer_and_longer_waits(
    opened: Opener, clock: HandClock, service: Service
) -> None:
    """Under one id, with the same words, each time with a new signature."""
    service.status = 500
    backoff = Backoff(first_seconds=10, longest_seconds=60, attempts=6)
    channel = WebhookChannel(service.url, secrets=SECRET)
    runtime = opened(channels={"sms": channel}, backoff=backoff)
    remind(runtime, clock)
    found = tried(runtime, clock)
    assert [state for state, _ in found] == ["waiting"] * 5 + ["failed"]
    for (_, wait), least in zip(found[1:], (10, 20, 40, 60, 60), strict=True):
        assert least <= wait < least * 1.25
    assert len({wait for _, wait in found[4:]}) == 2
    assert len({(posted.headers["webhook-id"], posted.raw) for posted in service.posted}) == 1
    assert all(posted.signed_by(SECRET) for posted in service.posted)
    (incident,) = runtime.incidents()
    assert incident["problem"].endswith("the service answered 500; given up after 6 attempts")


def test_a_service_that_names_a_time_is_not_asked_before(
    opened: Opener, clock: HandClock, service: Service
) -> None:
    service.status = 429
    service.headers["retry-after"] = "900"
    runtime = opened(channels={"sms": WebhookChannel(service.url)})
    remind(runtime, clock)
    runtime.tick()
    service.status = 200
    clock.pass_(seconds=899)
    assert runtime.tick().attempts == ()
    due = runtime.next_due()
    assert due is not None
    assert timedelta(seconds=1) <= due - clock.time < timedelta(seconds=1 + 225)
    clock.time = due
    assert states(runtime.tick().attempts) == [("delivered", 2)]


def test_a_message_expires_while_it_is_tried(opened: Opener, clock: HandClock, service: Service) -> None:
    """A reminder is good for two days."""
    service.status = 503
    service.headers["retry-after"] = str(3 * 24 * 3600)
    runtime = opened(channels={"sms": WebhookChannel(service.url)})
    remind(runtime, clock)
    assert [state for state, _ in tried(runtime, clock)] == ["waiting", "waiting", "expired"]
    assert len(service.posted) == 2


def test_a_mail_server_that_is_busy_takes_it_later(
    opened: Opener, clock: HandClock, server: MailServer
) -> None:
    channel = SmtpChannel(f"smtp+plain://{server.host}", sender="service@telco.example")
    runtime = opened(channels={"email": channel}, backoff=Backoff(attempts=3))
    server.answers["RCPT"] = "450 4.2.1 busy"
    remind(runtime, clock, email="anna@example.com", first_name="Anna")
    (attempt,) = runtime.tick().attempts
    assert (attempt.state, attempt.problem) == ("waiting", "the mail server refused it: 450 4.2.1 busy")
    del server.answers["RCPT"]
    clock.time = attempt.next_at or clock.time
    assert states(runtime.tick().attempts) == [("delivered", 2)]
    (mail,) = server.mails
    assert mail.recipients == ["anna@example.com"]
    link = mail.text.split()[-1]
    assert runtime.open_link(link, "web").customer == "anna"


def test_a_mail_server_that_says_never_is_asked_once(
    opened: Opener, clock: HandClock, server: MailServer
) -> None:
    server.answers["RCPT"] = "550 5.1.1 <anna@example.com> unknown"
    runtime = opened(channels={"email": SmtpChannel(f"smtp+plain://{server.host}", sender="a@b.example")})
    remind(runtime, clock, email="anna@example.com", first_name="Anna")
    assert [state for state, _ in tried(runtime, clock)] == ["failed"]
    (incident,) = runtime.incidents()
    assert "anna@example.com" not in incident["problem"]
