"""What queues and bots see, by when their work is due, and what they are told of what was before."""

from datetime import timedelta

import pytest

from journeyc.runtime import OpenTask, Runtime, Store
from journeyc.runtime.errors import UsageError
from tests.runtime.hosts.journeys import package
from tests.runtime.stage import HandClock

WORKERS = """
queue desk "Desk" { sees customer.phone  claim within 5 minutes  answer within 2 business hours }
queue blind "Blind" { answer within patience(customer.tier) }
decision patience(tier: text?) gives duration {
  when tier is set and tier == "gold" => 1 hour
  otherwise                           => 4 hours
}
bot guide "Guide" { answer within 1 minute }
calendar hours { timezone "UTC"  monday to friday from 08:00 to 10:00 }
event gave_up { tried: text }
"""
JOURNEY = """
journey helped "Helped" {
  VERSION
  calendar hours
  context { bill: id?   copied: text?   tried: text?   note: text?   kind: one of line, router? }
  starts on opened from web -> guided { set bill = event.bill   set copied = customer.phone }
  step guided "Guided" via web by bot guide {
    say "What is it, {{ customer.phone | default('you') }}?"
    ask kind, note
    on gave_up -> talked { set tried = event.tried   note "{{ customer.phone | default('none') }} waits" }
  }
  step talked "Talked to" via voice by queue desk {
    say "Call {{ customer.phone | default('nobody') }}"
    on decided -> seen { set tried = "decided" }
  }
  step seen "Seen" via voice by queue blind { say "Call {{ copied | default('x') }}"  on closed -> done }
  anytime aside { on asked_human -> beside  step beside "Beside" via web { on credited -> back } }
  end done "Done" success
}
"""


def journeys(version: int = 1, more: str = "") -> str:
    return WORKERS + JOURNEY.replace("VERSION", f"version {version} {more}")


@pytest.fixture
def runtime(store: Store, clock: HandClock) -> Runtime:
    opened = Runtime.open(store, package(journeys()), clock=clock)
    opened.identify("anna", {"phone": "+49 30 1", "tier": "gold"})
    opened.send("opened", {"bill": "B1"}, customer="anna", channel="web")
    return opened


def only(runtime: Runtime) -> OpenTask:
    (task,) = runtime.tasks()
    return task


def handed_over(runtime: Runtime) -> OpenTask:
    runtime.task(
        only(runtime).id,
        "answer",
        by="guide",
        values={"kind": "line"},
        event="gave_up",
        payload={"tried": "+49 30 1"},
    )
    return only(runtime)


def test_a_form_can_be_drawn_of_a_task(runtime: Runtime) -> None:
    task = only(runtime)
    assert (task.worker, task.name, task.channel, task.channels) == ("bot", "guide", "web", ("web",))
    assert [(one.name, one.members) for one in task.questions] == [("kind", ("line", "router")), ("note", ())]
    (event,) = task.events
    assert (event.name, [(field.name, field.type) for field in event.fields]) == (
        "gave_up",
        [("tried", "text")],
    )


def test_a_worker_sees_of_what_is_private_only_what_it_says(runtime: Runtime) -> None:
    bot = only(runtime)
    assert bot.says == ("•••",)
    assert "phone" not in bot.profile
    assert "copied" not in bot.context
    desk = handed_over(runtime)
    assert desk.says == ("Call +49 30 1",)
    assert (desk.profile["phone"], desk.context["copied"]) == ("+49 30 1", "+49 30 1")
    runtime.task(desk.id, "answer", event="decided", payload={"accepted": True})
    blind = only(runtime)
    assert (blind.says, "phone" in blind.profile, "copied" in blind.context) == (("•••",), False, False)


def test_who_takes_over_is_told_what_was_before(runtime: Runtime) -> None:
    desk = handed_over(runtime)
    briefing = runtime.briefing(desk.id)
    assert briefing is not None
    assert briefing.task == desk
    told = [(one.kind, one.name, one.by, one.channel, one.entered) for one in briefing.before]
    assert told == [
        ("event", "opened", "", "web", ("guided",)),
        ("task", "gave_up", "guide", None, ("talked",)),
        ("note", "", "", None, ()),
    ]
    assert briefing.before[0].values == {"bill": "B1"}
    assert briefing.before[1].values == {"tried": "+49 30 1", "kind": "line"}
    # A line that is private tells nobody which field makes it so, and is hidden whole.
    assert briefing.before[2].text == "•••"
    runtime.task(desk.id, "answer", event="decided", payload={"accepted": True})
    assert runtime.briefing(desk.id) is None
    blind = runtime.briefing(only(runtime).id)
    assert blind is not None
    assert "+49 30 1" not in str(blind)


def test_a_task_is_due_to_be_claimed_and_then_to_be_answered(runtime: Runtime, clock: HandClock) -> None:
    assert only(runtime).due == "2026-11-23T09:01:00Z"
    desk = handed_over(runtime)
    assert (desk.due, desk.late_by) == ("2026-11-23T09:05:00Z", None)
    clock.pass_(minutes=7)
    assert only(runtime).late_by == timedelta(minutes=2)
    runtime.task(desk.id, "claim", by="emma")
    # An hour is left on Monday, and the other one is on Tuesday.
    assert (only(runtime).due, only(runtime).late_by) == ("2026-11-24T09:00:00Z", None)
    runtime.task(desk.id, "release", by="emma")
    assert only(runtime).due == "2026-11-23T09:05:00Z"


def test_a_deadline_may_depend_on_the_customer(runtime: Runtime) -> None:
    runtime.task(handed_over(runtime).id, "answer", event="decided", payload={"accepted": True})
    assert only(runtime).due == "2026-11-23T10:00:00Z"


def test_a_deadline_stands_still_while_an_operator_holds_the_run(runtime: Runtime, clock: HandClock) -> None:
    desk = handed_over(runtime)
    runtime.suspend(desk.run, by="olaf")
    clock.pass_(hours=3)
    assert (only(runtime).held, only(runtime).late_by) == (True, None)
    runtime.resume(desk.run, by="olaf")
    assert (only(runtime).held, only(runtime).due) == (False, "2026-11-23T12:05:00Z")
    runtime.task(desk.id, "claim", by="emma")
    assert only(runtime).due == "2026-11-24T12:00:00Z"


def test_a_deadline_waits_for_no_interrupt(runtime: Runtime, clock: HandClock) -> None:
    desk = handed_over(runtime)
    runtime.send("asked_human", customer="anna", channel="web")
    clock.pass_(minutes=6)
    task = only(runtime)
    assert (task.held, task.late_by, task.says, task.events) == (True, timedelta(minutes=1), (), ())
    runtime.task(desk.id, "answer", event="decided", payload={"accepted": True})
    runtime.send("credited", {"bill": "B1", "amount": "1 EUR"}, customer="anna", channel="web")
    assert only(runtime).place == "seen"


def test_a_task_goes_on_in_a_new_version_with_its_deadline(
    runtime: Runtime, store: Store, clock: HandClock
) -> None:
    desk = handed_over(runtime)
    runtime.task(desk.id, "claim", by="emma")
    due = only(runtime).due
    text = journeys(2, "migrate from 1 { }").replace("2 business hours", "1 business hours")
    newer = Runtime.open(store, package(text), clock=clock)
    assert newer.migrate(desk.run, by="olaf")["result"] == "accepted"
    task = only(newer)
    assert (task.id, task.claimed_by, task.due) == (desk.id, "emma", due)


def test_tasks_are_listed_by_what_is_due_first(runtime: Runtime, clock: HandClock) -> None:
    first = handed_over(runtime)
    clock.pass_(minutes=1)
    runtime.send("opened", {"bill": "B2"}, customer="ben", channel="web")
    assert [task.customer for task in runtime.tasks()] == ["ben", "anna"]
    assert runtime.tasks(limit=1)[0].customer == "ben"
    runtime.task(first.id, "claim", by="emma")
    assert [task.id for task in runtime.tasks(claimed_by="emma")] == [first.id]
    assert [task.customer for task in runtime.tasks(claimed_by="")] == ["ben"]
    assert runtime.tasks(late=True) == []
    clock.pass_(minutes=2)
    assert [task.customer for task in runtime.tasks(late=True, journey="helped", limit=5)] == ["ben"]
    assert runtime.tasks(journey="other") == []
    with pytest.raises(UsageError, match="`limit` is a whole number of 1 or more, not `0`"):
        runtime.tasks(limit=0)


def test_a_queue_without_a_block_is_what_it_was() -> None:
    """What is not declared counts for no hash: those that are written down still hold."""
    from journeyc.ir import definition_of, meaning_hash

    plain, named = (
        package(f'queue one "One" {braces} journey j "J" {{ starts on opened -> a'
                " step a via desk by queue one { on closed -> z } end z success }")
        for braces in ("", "{ }")
    )  # fmt: skip
    hashes = {meaning_hash(definition_of(one, one.journeys[0])) for one in (plain, named)}
    assert len(hashes) == 1
    seeing = package(
        'queue one "One" { sees customer.phone } journey j "J" { starts on opened -> a'
        " step a via desk by queue one { on closed -> z } end z success }"
    )
    assert meaning_hash(definition_of(seeing, seeing.journeys[0])) not in hashes
    both = [
        package(
            f'queue one "One" {{ sees {fields} }} journey j "J" {{ starts on opened -> a'
            " step a via desk by queue one { on closed -> z } end z success }"
        )
        for fields in ("customer.phone, customer.tier", "customer.tier, customer.phone")
    ]
    assert len({meaning_hash(definition_of(one, one.journeys[0])) for one in both}) == 1
