"""Work for queues and bots: opened by a step, listed, claimed, answered, and closed by leaving."""

from datetime import timedelta
from typing import Any

import pytest

from journeyc.runtime import OpenTask, Runtime, Store
from tests.runtime.hosts.journeys import DESK, package
from tests.runtime.stage import HandClock

PACKAGE = package(DESK)
RUN = "desk_work/anna/1"


@pytest.fixture
def runtime(store: Store, clock: HandClock) -> Runtime:
    opened = Runtime.open(store, PACKAGE, clock=clock)
    opened.identify("anna", {"phone": "+49 30 1", "first_name": "Anna"})
    opened.send("opened", {"bill": "B1"}, customer="anna", channel="web")
    return opened


def only(runtime: Runtime) -> OpenTask:
    (task,) = runtime.tasks()
    return task


def steps(runtime: Runtime) -> tuple[str, ...]:
    return runtime.where("anna")[0].steps


def test_a_task_tells_what_whoever_does_it_may_know(runtime: Runtime) -> None:
    task = only(runtime)
    assert (task.id, task.worker, task.name, task.run) == (f"{RUN}/1/0", "queue", "experts", RUN)
    assert (task.journey, task.customer, task.place) == ("desk_work", "anna", "deciding")
    assert (task.title, task.opened_at, task.claimed_by) == ("Deciding", "2026-11-23T09:00:00Z", "")
    assert (task.due, task.late_by, task.held) == ("", None, False)
    assert task.context == {"bill": "B1", "won": False, "escalated": 0}
    assert task.profile == {"first_name": "Anna", "timezone": "Europe/Berlin"}
    assert runtime.tasks("experts") == runtime.tasks()
    assert runtime.tasks("faq") == []


COPIED = """
journey copied "Copied" {
  context { phone: text?   bill: id? }
  starts on opened -> deciding { set phone = customer.phone   set bill = event.bill }
  step deciding "Deciding" via desk by queue experts { on decided -> done  after 3 days -> done }
  end done "Done" success
}
"""


def test_a_task_does_not_tell_what_a_journey_copied_of_private_fields(store: Store, clock: HandClock) -> None:
    opened = Runtime.open(store, package(COPIED), clock=clock)
    opened.identify("anna", {"phone": "+49 30 1"})
    opened.send("opened", {"bill": "B1"}, customer="anna", channel="web")
    assert only(opened).context == {"bill": "B1"}


def test_a_task_is_claimed_and_given_back(runtime: Runtime) -> None:
    task = only(runtime).id
    assert runtime.task(task, "claim", by="emma")["result"] == "accepted"
    assert only(runtime).claimed_by == "emma"
    work = runtime.where("anna", "desk")[0].places[0].works[0]
    assert (work.kind, work.name, work.key, work.claimed_by) == ("task", "experts", task, "emma")
    runtime.task(task, "release", by="emma")
    assert only(runtime).claimed_by == ""


def test_a_task_is_taken_from_whoever_has_it_by_an_operator_alone(runtime: Runtime) -> None:
    task = only(runtime).id
    runtime.task(task, "claim", by="emma")
    report = runtime.task(task, "claim", by="paul")
    assert (report["result"], report["because"]) == ("not_accepted", "claimed")
    assert only(runtime).claimed_by == "emma"
    runtime.task(task, "claim", by="paul", operator=True)
    assert only(runtime).claimed_by == "paul"
    assert runtime.history(run=RUN)[-1].document["input"]["operator"] is True


def test_an_answer_moves_the_run_and_closes_the_task(runtime: Runtime) -> None:
    task = only(runtime).id
    values = {"note": "looks right"}
    report = runtime.task(
        task, "answer", by="emma", event="decided", payload={"accepted": True}, values=values, id="t1"
    )
    assert (report["result"], steps(runtime)) == ("accepted", ("judged", "informed"))
    assert runtime.tasks() == []
    assert runtime.task(task, "answer", event="decided", payload={"accepted": False}, id="t1") == report
    late = runtime.task(task, "answer", event="decided", payload={"accepted": False})
    assert (late["result"], late["because"]) == ("not_accepted", "stale")


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"event": "decided", "payload": {}}, "the answer does not fit"),
        ({"event": "opned"}, "the answer does not fit"),
        ({"values": {"nothing": 1}}, "the answer does not fit"),
    ],
)
def test_an_answer_that_does_not_fit_changes_nothing(
    given: dict[str, Any], reason: str, runtime: Runtime
) -> None:
    report = runtime.task(only(runtime).id, "answer", **given)
    assert (report["result"], report["reason"]) == ("refused", reason)
    assert report["faults"]
    assert steps(runtime) == ("deciding", "informed")


def test_an_interrupt_has_a_task_of_its_own_and_the_other_waits(runtime: Runtime, clock: HandClock) -> None:
    desk = only(runtime).id
    runtime.send("asked_human", customer="anna", channel="web")
    assert [(task.name, task.place) for task in runtime.tasks()] == [
        ("experts", "deciding"),
        ("faq", "talking"),
    ]
    runtime.task(desk, "answer", event="decided", payload={"accepted": True})
    assert steps(runtime) == ("talking",)
    assert [(i.interrupt, i.places) for i in runtime.where("anna")[0].interrupted] == [
        ("human", ("deciding", "informed"))
    ]
    clock.pass_(days=4)
    runtime.task(runtime.tasks("faq")[0].id, "answer", event="closed")
    assert steps(runtime) == ("judged", "informed")
    assert runtime.tasks() == []


def test_positions_are_told_for_each_place_and_together(runtime: Runtime) -> None:
    position = runtime.where("anna", "web")[0]
    assert [(p.place, p.kind, p.around, p.channels, p.here) for p in position.places] == [
        ("deciding", "step", ("work", "desk"), ("desk",), False),
        ("informed", "step", ("work", "contact"), ("web", "voice"), True),
    ]
    assert position.says == ("We look at B1",)
    assert [question.name for question in position.questions] == ["note"]
    assert [(event.name, event.target, event.source) for event in position.events] == [
        ("decided", "judged", "deciding"),
        ("closed", "known", "informed"),
        ("asked_human", "talking", "human"),
    ]
    assert [(timer.name, timer.label.split(" (")[0]) for timer in position.timers] == [
        ("deciding/after/0", "after 3 days")
    ]
    assert position.channels == ("desk", "web", "voice")


def test_a_branch_that_is_done_is_a_place_at_its_end(runtime: Runtime) -> None:
    runtime.send("closed", customer="anna", channel="web")
    position = runtime.where("anna", "web")[0]
    assert [(p.step, p.kind) for p in position.places] == [("deciding", "step"), ("known", "end")]
    assert [event.name for event in position.events] == ["decided", "asked_human"]


def test_a_deadline_of_the_desk_fires_on_time(runtime: Runtime, clock: HandClock) -> None:
    assert runtime.next_due() == clock.time + timedelta(days=3)
    clock.pass_(days=3)
    runtime.tick()
    assert only(runtime).context["escalated"] == 1
