"""Resume links: what they lead to, for how long, and what is made of those that are not ours."""

import base64
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journeyc.runtime import LinkError, OpenedLink, Runtime, Store
from journeyc.runtime.errors import UsageError
from journeyc.runtime.links import Links
from journeyc.runtime.stores import open_store
from tests.runtime.hosts.journeys import package
from tests.runtime.stage import DISPUTE, MORNING, HandClock, Opener, Recorder, begin, remind

KEY = "a key of this test"
OTHER = b"another key of this test"
BASE = "https://example.com/go?t="
RUN = "bill_dispute/anna/1"

CLICKED = package("""
notification ready "Ready" { via sms text "{{ resume_link }}" }
journey dispute "Dispute" {
  starts on opened -> waiting
  step waiting "Waiting" via web {
    enter { notify ready }
    on ready.clicked from web -> seen
    after 60 days -> over
  }
  end seen "Seen" success
  end over "Over" failure
}
""")


def sent(runtime: Runtime, sms: Recorder, clock: HandClock) -> str:
    """The link of the reminder that a message has brought."""
    remind(runtime, clock)
    runtime.tick()
    return sms.messages[0].text.removeprefix("Continue: ")


@pytest.fixture
def sms() -> Recorder:
    return Recorder()


def test_a_link_names_run_customer_channel_and_message(
    opened: Opener, sms: Recorder, clock: HandClock
) -> None:
    runtime = opened(channels={"sms": sms}, resume_link=BASE, link_key=KEY)
    link = sent(runtime, sms, clock)
    assert link.startswith(BASE)
    there = OpenedLink(RUN, "anna", "sms", sms.messages[0].id)
    assert runtime.open_link(link) == there
    assert runtime.open_link(link.removeprefix(BASE)) == there
    assert runtime.open_link(f"  {link}\n", "web") == there._replace(channel="web")


def test_a_link_is_the_same_in_every_program_on_the_store(
    opened: Opener, sms: Recorder, clock: HandClock
) -> None:
    """The store keeps the key, where nobody gives one."""
    link = sent(opened(channels={"sms": sms}), sms, clock)
    assert opened().open_link(link).run == RUN


def test_the_key_of_one_store_is_not_that_of_another(opened: Opener, sms: Recorder, clock: HandClock) -> None:
    link = sent(opened(channels={"sms": sms}), sms, clock)
    with Runtime.open(None, DISPUTE, clock=clock) as other, pytest.raises(LinkError, match="none of ours"):
        other.open_link(link)


def test_a_key_is_made_only_where_a_link_is(opened: Opener, store: Store, clock: HandClock) -> None:
    """So a program that looks into a store, or has a key of its own, leaves it as it is."""
    asked: list[str] = []

    def secret(name: str) -> bytes:
        asked.append(name)
        return OTHER

    store.secret = secret  # type: ignore[method-assign]
    begin(opened(), "bob")
    assert asked == []
    remind(opened(link_key=KEY), clock)
    opened(link_key=KEY).tick()
    assert asked == []


def test_keys_take_each_others_place(opened: Opener, sms: Recorder, clock: HandClock) -> None:
    link = sent(opened(channels={"sms": sms}, link_key=KEY), sms, clock)
    assert opened(link_key=[OTHER, KEY]).open_link(link).run == RUN
    with pytest.raises(LinkError):
        opened(link_key=OTHER).open_link(link)
    newer = opened(channels={"sms": sms}, link_key=[OTHER, KEY])
    begin(newer, "bob", "B2")
    newer.send("save_for_later", customer="bob", channel="web")
    clock.pass_(days=1)
    newer.tick()
    assert opened(link_key=OTHER).open_link(sms.messages[-1].text).customer == "bob"


def test_a_link_ends_with_its_message(opened: Opener, sms: Recorder, clock: HandClock) -> None:
    """The reminder expires two days after it was sent."""
    runtime = opened(channels={"sms": sms})
    link = sent(runtime, sms, clock)
    clock.pass_(days=2)
    assert runtime.open_link(link).run == RUN
    clock.pass_(seconds=1)
    with pytest.raises(LinkError, match=r"led somewhere until 26 November 2026 09:00 UTC; ask for a new one"):
        runtime.open_link(link)


@pytest.mark.parametrize("days", [1, 30])
def test_a_link_of_a_message_that_does_not_expire_ends_all_the_same(days: float, clock: HandClock) -> None:
    sms = Recorder()
    with Runtime.open(None, CLICKED, {"sms": sms}, clock, link_days=days) as runtime:
        runtime.send("opened", {"bill": "B1"}, customer="anna", channel="web")
        runtime.tick()
        link = sms.messages[0].text
        clock.pass_(days=days)
        assert runtime.open_link(link).run == "dispute/anna/1"
        clock.pass_(seconds=1)
        with pytest.raises(LinkError):
            runtime.open_link(link)


def test_the_run_is_told_once_that_its_message_was_clicked(clock: HandClock) -> None:
    sms = Recorder()
    with Runtime.open(None, CLICKED, {"sms": sms}, clock) as runtime:
        runtime.send("opened", {"bill": "B1"}, customer="anna", channel="web")
        runtime.tick()
        for _ in range(3):
            assert runtime.open_link(sms.messages[0].text, "web").run == "dispute/anna/1"
        position = runtime.position("dispute/anna/1")
        assert position is not None
        assert position.steps == ("seen",)
        lines = [line for line in runtime.history("anna") if line.input.endswith("/clicked")]
        assert len(lines) == 1


def test_a_link_to_a_run_that_has_ended_still_names_it(
    opened: Opener, sms: Recorder, clock: HandClock
) -> None:
    runtime = opened(channels={"sms": sms})
    link = sent(runtime, sms, clock)
    runtime.cancel(RUN)
    assert runtime.open_link(link).run == RUN


def test_a_link_to_what_is_no_longer_kept_says_so(opened: Opener, sms: Recorder, clock: HandClock) -> None:
    link = sent(opened(channels={"sms": sms}, link_key=KEY), sms, clock)
    with (
        Runtime.open(None, DISPUTE, clock=clock, link_key=KEY) as emptied,
        pytest.raises(LinkError, match="no longer kept; ask for a new one"),
    ):
        emptied.open_link(link)


def test_a_link_for_another_run_cannot_be_made_of_one(
    opened: Opener, sms: Recorder, clock: HandClock
) -> None:
    """What it says can be read by whoever has it, and changed by nobody."""
    runtime = opened(channels={"sms": sms}, resume_link=BASE)
    link = sent(runtime, sms, clock)
    said, _, signature = link.removeprefix(BASE).rpartition(".")
    message, channel, ends = json.loads(base64.urlsafe_b64decode(said + "=" * (-len(said) % 4)))
    for forged in (
        [message.replace("anna", "bob"), channel, ends], [message, "web", ends], [message, channel, ends + 1],
    ):  # fmt: skip
        body = base64.urlsafe_b64encode(json.dumps(forged, separators=(",", ":")).encode()).decode()
        for token in (f"{body.rstrip('=')}.{signature}", body, f"{body}."):
            with pytest.raises(LinkError, match="none of ours, or was changed on the way"):
                runtime.open_link(BASE + token)
    assert [line for line in runtime.history("anna") if line.input.endswith("/clicked")] == []


@pytest.mark.parametrize("garbage", ["", " ", "x", "/", "é", "\0", "..", ".eJw", "a" * 5_000, BASE, "\ud800"])
def test_garbage_is_no_link(garbage: str) -> None:
    with Runtime.open(None, DISPUTE) as runtime, pytest.raises(LinkError):
        runtime.open_link(garbage)


@given(st.text(max_size=200))
def test_nothing_but_a_link_is_one(text: str) -> None:
    with pytest.raises(LinkError):
        Links(BASE, KEY, 30, lambda: b"").read(text, MORNING)


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ({"link_key": "short"}, "key 1 of resume links is shorter than 16 characters"),
        ({"link_key": [KEY, b""]}, "key 2 of resume links"),
        ({"link_key": [KEY, 1]}, "key 2 of resume links is a int"),
        ({"link_key": 1}, "key 1 of resume links is a int"),
        ({"link_key": []}, "there is no key for resume links"),
        ({"link_days": 0}, "`link_days` is 0"),
        ({"link_days": float("nan")}, "`link_days` is nan"),
        ({"link_days": 10**6}, "`link_days` is 1000000"),
    ],
)
def test_what_could_sign_nothing_is_refused_at_once(more: dict[str, object], problem: str) -> None:
    with pytest.raises(UsageError, match=problem) as caught:
        Runtime.open(None, DISPUTE, **more)  # type: ignore[arg-type]  # they are what is tried
    assert KEY not in str(caught.value)


def test_a_store_gives_its_key_to_one_program_as_to_another(tmp_path: Path) -> None:
    stores = [open_store(tmp_path / "runs.sqlite") for _ in range(2)]
    assert stores[0].secret("resume links") == stores[1].secret("resume links")
    for store in stores:
        store.close()
