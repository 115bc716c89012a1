"""Two customers who turn out to be one: what both had goes on as that of one of them."""

from typing import Any

import pytest

from journeyc.runtime import Report, Runtime, Store
from journeyc.runtime.errors import UsageError
from journeyc.runtime.ports import Commit
from tests.runtime.customers.journeys import COMPANY, company
from tests.runtime.stage import HandClock, Recorder

PACKAGE = company()
RUN = "dispute/cookie/1"


@pytest.fixture
def runtime(store: Store, clock: HandClock) -> Runtime:
    return Runtime.open(store, PACKAGE, {"sms": Recorder()}, clock)


def opened(runtime: Runtime, customer: str, bill: str = "B1", **profile: Any) -> None:
    """Somebody who has opened a dispute."""
    if profile:
        assert runtime.identify(customer, profile)["result"] == "accepted"
    report = runtime.send("opened", {"bill": bill}, customer=customer, channel="web")
    assert report["result"] == "accepted", report


def merge(runtime: Runtime, other: str = "cookie", into: str = "anna", **more: Any) -> Report:
    report = runtime.merge(other, into=into, **more)
    assert report["result"] == "accepted", report
    return report


def runs(runtime: Runtime, customer: str = "anna") -> dict[str, str]:
    return {position.run: position.status for position in runtime.where(customer)}


def profile(runtime: Runtime, customer: str = "anna") -> dict[str, Any]:
    view = runtime.customer(customer, private=True)
    assert view is not None
    return view.profile


def refusal(report: Report) -> str:
    assert report["result"] == "refused", report
    return report["reason"]


# ── what a merge does ────────────────────────────────────────────────────────────────────────────────


def test_an_anonymous_id_becomes_somebody_who_was_not_known(runtime: Runtime) -> None:
    opened(runtime, "cookie", tier="gold")
    merge(runtime)
    assert profile(runtime) == {"tier": "gold"}
    for name in ("anna", "cookie"):
        (position,) = runtime.where(name)
        assert (position.run, position.customer, position.steps) == (RUN, "anna", ("asking",))


def test_fields_of_the_one_win_and_those_it_lacks_come_from_the_other(runtime: Runtime) -> None:
    runtime.identify("cookie", {"tier": "gold", "name": "A.", "mail": "a@x"})
    runtime.identify("anna", {"id": "anna", "name": "Anna", "phone": "1"})
    merge(runtime)
    assert profile(runtime) == {"id": "anna", "name": "Anna", "phone": "1", "tier": "gold", "mail": "a@x"}


def test_the_key_and_the_aliases_of_both_lead_to_the_one(runtime: Runtime) -> None:
    opened(runtime, "cookie", phone="1", mail="a@x")
    runtime.identify("anna", {"phone": "2"})
    merge(runtime)
    for name in ("anna", "cookie", "1", "2", "a@x"):
        assert list(runs(runtime, name)) == [RUN]
    runtime.identify("anna", {"mail": "b@x"})
    assert list(runs(runtime, "a@x")) == list(runs(runtime, "b@x")) == [RUN]
    assert runtime.identify("1", {"phone": "1"})["result"] == "accepted"


def test_who_says_the_key_of_the_other_has_said_who_they_are(runtime: Runtime) -> None:
    """A program that gives the key with every profile goes on doing so."""
    runtime.identify("cookie", {"id": "cookie"})
    merge(runtime)
    assert runtime.identify("cookie", {"id": "cookie", "tier": "gold"})["result"] == "accepted"
    assert profile(runtime) == {"id": "anna", "tier": "gold"}
    assert "cannot change from `anna`" in runtime.identify("cookie", {"id": "ben"})["faults"][0]
    assert runtime.identify("cookie", {"id": {"of": "ben"}})["result"] == "refused"


def test_an_input_that_was_answered_for_the_other_is_no_news(runtime: Runtime) -> None:
    first = runtime.send("opened", {"bill": "B1"}, customer="cookie", channel="web", id="e1")
    merge(runtime)
    for name in ("cookie", "anna"):
        assert runtime.send("opened", {"bill": "B1"}, customer=name, channel="web", id="e1") == first
    assert list(runs(runtime)) == [RUN]


def test_runs_of_the_other_go_on(runtime: Runtime, clock: HandClock) -> None:
    """Events, answers, tasks, timers and what becomes of messages reach them."""
    opened(runtime, "cookie")
    opened(runtime, "cookie", "B2")
    merge(runtime)
    assert runtime.answer("cookie", {"note": "x"}, channel="web", run=RUN)["result"] == "accepted"
    runtime.send("asked", customer="anna", channel="web", run=RUN)
    (task,) = runtime.tasks("experts")
    assert (task.customer, task.run) == ("anna", RUN)
    assert runtime.task(task.id, "claim", by="emma")["result"] == "accepted"
    assert runtime.task(task.id, "answer", event="closed", by="emma")["result"] == "accepted"
    clock.pass_(days=4)
    (attempt,) = runtime.tick().attempts
    assert (attempt.outgoing.run, attempt.state) == ("dispute/cookie/2", "delivered")
    assert runtime.delivered(attempt.outgoing.id, "clicked")["result"] == "accepted"
    position = runtime.position("dispute/cookie/2")
    assert position is not None
    assert position.timers == ()


def test_what_was_caused_before_comes_back_after(store: Store, clock: HandClock) -> None:
    """A call and a message of a rule, which were in the outbox when their customer was merged."""
    calls: list[Any] = []

    def look_up(who: str | None) -> str:
        calls.append(who)
        return "found"

    sms = Recorder()
    runtime = Runtime.open(store, PACKAGE, {"sms": sms}, clock, services={"crm.look_up": look_up})
    runtime.identify("cookie", {"mail": "a@x"})
    runtime.send("asked", customer="cookie", channel="web")
    for _ in range(3):
        runtime.send("complained", customer="cookie")
    merge(runtime)
    runtime.tick()
    assert (calls, [message.id for message in sms.messages]) == (["a@x"], ["customer:cookie/5/0"])
    assert runtime.where("anna")[0].outcome is not None
    assert runtime.delivered("customer:cookie/5/0", "opened")["result"] == "accepted"
    assert {line.customer for line in runtime.history("cookie")} == {"cookie", "anna"}


def test_what_rules_count_is_that_of_both(runtime: Runtime, clock: HandClock) -> None:
    for name in ("cookie", "anna"):
        runtime.send("complained", customer=name)
        clock.pass_(hours=1)
    merge(runtime)
    report = runtime.send("complained", customer="cookie")
    assert [rule["result"] for rule in report["rules"]] == ["fired"]


def test_rules_that_wait_for_what_must_not_happen_wait_for_both(runtime: Runtime, clock: HandClock) -> None:
    runtime.send("bought", {"what": "a"}, customer="cookie")
    clock.pass_(hours=1)
    runtime.send("bought", {"what": "b"}, customer="anna")
    merge(runtime)
    clock.pass_(hours=22, minutes=59)
    assert runtime.tick().reports == ()
    clock.pass_(minutes=1)
    assert len(runtime.tick().attempts) == 1
    assert runtime.send("paid", customer="cookie")["rules"][0]["result"] == "stopped"
    clock.pass_(days=2)
    assert runtime.tick().attempts == ()


def test_a_silence_that_the_other_has_broken_is_none(runtime: Runtime, clock: HandClock) -> None:
    runtime.send("bought", {"what": "a"}, customer="cookie")
    runtime.send("bought", {"what": "a"}, customer="anna")
    clock.pass_(hours=1)
    runtime.send("paid", customer="anna")
    merge(runtime)
    clock.pass_(days=2)
    assert runtime.tick().attempts == ()


def test_how_often_journeys_were_begun_is_added_up(runtime: Runtime) -> None:
    for name, bill in (("cookie", "B1"), ("cookie", "B2"), ("anna", "B3")):
        opened(runtime, name, bill)
    merge(runtime)
    opened(runtime, "cookie", "B4")
    assert list(runs(runtime)) == ["dispute/cookie/1", "dispute/cookie/2", "dispute/anna/1", "dispute/anna/4"]


def test_of_too_much_that_counts_the_oldest_goes_and_that_is_said(runtime: Runtime, store: Store) -> None:
    effect = {"kind": "notify", "run": "dispute/cookie/1", "notification": "hello", "arguments": {}}
    about = {"at": "2026-11-23T09:00:00Z", "category": "service", "left": [], "channel": "sms"}
    for name in ("cookie", "anna"):
        opened(runtime, name, name)
        known = store.read(name)
        event = {"name": "bought", "at": about["at"], "payload": {"what": "x"}, "channel": None}
        document: Any = {
            **(known.customer or {}),
            "recent": [{**event, "id": f"{name}{number}"} for number in range(600)],
            "contacts": [
                {**about, "effect": {**effect, "id": f"{name}/{number}"}, "sent": about["at"]}
                for number in range(600)
            ],
        }
        store.commit(Commit(known.revision, document, "i", None))
    merge(runtime)
    assert [incident["problem"] for incident in runtime.incidents()] == [
        "both together have too many events that rules may still count; the oldest 300 count no longer",
        "both together have too many messages that caps may still count; the oldest 200 count no longer",
    ]


def test_segments_are_looked_at_anew_and_what_follows_happens(runtime: Runtime) -> None:
    opened(runtime, "anna")
    runtime.identify("cookie", {"points": 20})
    runtime.send("closed", customer="cookie", channel="web")
    merge(runtime)
    view = runtime.customer("anna")
    assert view is not None
    assert list(view.segments) == ["at_risk"]
    assert [member.customer for member in runtime.members("at_risk")] == ["anna"]
    # Whoever was in a segment does not enter it again, and `care` is for once only.
    assert {run.run for run in view.runs} == {"dispute/anna/1", "care/cookie/1"}


def test_conditions_are_looked_at_with_the_profile_of_both(runtime: Runtime) -> None:
    opened(runtime, "cookie")
    runtime.identify("anna", {"points": 2000})
    merge(runtime)
    (position,) = [one for one in runtime.where("anna") if one.run == RUN]
    assert position.outcome is not None


# ── two runs that cannot both go on ──────────────────────────────────────────────────────────────────


def test_of_two_runs_of_one_matter_the_one_they_were_in_last_goes_on(
    runtime: Runtime, clock: HandClock
) -> None:
    opened(runtime, "anna", "B1")
    clock.pass_(hours=1)
    opened(runtime, "cookie", "B1")
    opened(runtime, "cookie", "B2")
    clock.pass_(hours=1)
    runtime.send("moved", {"words": "x"}, customer="anna", channel="web")
    report = merge(runtime)
    assert runs(runtime) == {"dispute/anna/1": "active", RUN: "suspended", "dispute/cookie/2": "active"}
    (told,) = report["runs"]
    reason = "`cookie` and `anna` are one: `dispute/anna/1` goes on, they were in it last"
    assert (told["run"], told["result"], told["reason"]) == (RUN, "suspended", reason)
    assert [
        line.document["report"]["reason"] for line in runtime.history(run=RUN) if line.kind == "merge"
    ] == [reason]
    assert (
        runtime.send("moved", {"words": "y"}, customer="cookie", channel="web", run=RUN)["because"]
        == "suspended"
    )


def test_a_suspended_run_goes_on_when_the_merge_is_undone(runtime: Runtime, clock: HandClock) -> None:
    opened(runtime, "cookie", "B1")
    clock.pass_(hours=1)
    opened(runtime, "anna", "B1")
    name = merge(runtime)["input"]
    assert runs(runtime)[RUN] == "suspended"
    clock.pass_(days=1)
    report = runtime.unmerge(name)
    assert [(done["run"], done["result"]) for done in report["runs"]] == [(RUN, "resumed")]
    (position,) = runtime.where("cookie")
    # Its timer stood still: three days after it began, and the day that it was held.
    assert [timer.due for timer in position.timers] == ["2026-11-27T09:00:00Z"]


# ── chains, and what makes no sense ──────────────────────────────────────────────────────────────────


def test_chains_are_followed_and_undone_from_their_end(runtime: Runtime) -> None:
    for name, bill in (("a", "B1"), ("b", "B2"), ("c", "B3")):
        opened(runtime, name, bill, phone=name * 3)
    first = merge(runtime, "a", "b")["input"]
    second = merge(runtime, "b", "c")["input"]
    everything = ["dispute/a/1", "dispute/b/1", "dispute/c/1"]
    for name in ("a", "b", "c", "aaa", "bbb", "ccc"):
        assert list(runs(runtime, name)) == everything
    view = runtime.customer("a")
    assert view is not None
    assert {key: one["into"] for key, one in view.identities.items()} == {"a": "b", "b": "c"}
    assert refusal(runtime.unmerge(first)) == f"`b` was merged into `c` since, by `{second}`; undo that first"
    runtime.send("asked", customer="c", channel="web", run="dispute/a/1")
    runtime.unmerge(second)
    assert [list(runs(runtime, name)) for name in ("a", "b", "c")] == [
        everything[:2],
        everything[:2],
        everything[2:],
    ]
    runtime.unmerge(first)
    assert [list(runs(runtime, name)) for name in ("a", "b", "c")] == [[run] for run in everything]
    assert "asked" in [line.document["input"].get("name") for line in runtime.history(run="dispute/a/1")]


def test_of_two_that_were_merged_into_one_either_goes_first(runtime: Runtime) -> None:
    opened(runtime, "a", "B1")
    opened(runtime, "b", "B2")
    first, second = merge(runtime, "a")["input"], merge(runtime, "b")["input"]
    assert runtime.unmerge(first)["result"] == "accepted"
    assert [list(runs(runtime, name)) for name in ("a", "anna")] == [["dispute/a/1"], ["dispute/b/1"]]
    assert runtime.unmerge(second)["result"] == "accepted"
    assert (list(runs(runtime, "b")), list(runs(runtime))) == (["dispute/b/1"], [])


def test_a_merge_that_makes_no_sense_is_refused(runtime: Runtime) -> None:
    for name in ("a", "b", "c"):
        runtime.identify(name, {"phone": name * 3})
    name = merge(runtime, "a", "b")["input"]
    assert refusal(runtime.merge("a", into="c")) == (
        f"`a` was merged into `b` by `{name}`; merge `b`, or undo that first"
    )
    for other, into in (("b", "b"), ("b", "a"), ("a", "b"), ("bbb", "b")):
        assert refusal(runtime.merge(other, into=into)) == f"`{other}` is `b` already"
    assert refusal(runtime.merge("nobody", into="c")) == "there is no customer `nobody`"
    assert refusal(runtime.unmerge("nothing")) == "there is no merge `nothing`, or it is undone"
    runtime.unmerge(name)
    assert refusal(runtime.unmerge(name)) == f"the merge `{name}` is undone already"


def test_a_merge_that_is_asked_for_again_gives_the_first_answer(runtime: Runtime) -> None:
    opened(runtime, "cookie")
    first = merge(runtime, id="m1")
    assert merge(runtime, id="m1") == first
    opened(runtime, "other")
    said = "`m1` is the id of another merge; give one of its own"
    assert refusal(runtime.merge("other", into="ben", id="m1")) == said
    with pytest.raises(UsageError, match="`by`"):
        runtime.merge("other", into="ben", by=7)  # type: ignore[arg-type]  # that is the test
    assert [line.input for line in runtime.history("anna") if line.kind == "merge"] == ["m1"]


def test_two_who_claim_one_address_are_told_whom_to_merge(runtime: Runtime) -> None:
    runtime.identify("bob", {"mail": "a@x"})
    runtime.identify("anna", {"tier": "gold"})
    said = refusal(runtime.identify("anna", {"mail": "a@x"}))
    assert said == (
        "what was given as `mail` already names the customer `bob`; give another one, or if they are one "
        'person, merge the two: `runtime.merge(…, into="bob")`'
    )
    merge(runtime, "anna", "bob")
    assert runtime.identify("anna", {"mail": "a@x"})["result"] == "accepted"


def test_a_host_without_journeys_merges_and_leaves_what_follows_to_the_next(
    store: Store, clock: HandClock
) -> None:
    """As the command line does: definitions come from the store, rules of the customer are not there."""
    runtime = Runtime.open(store, PACKAGE, {"sms": Recorder()}, clock)
    opened(runtime, "cookie", "B1", points=20)
    clock.pass_(hours=1)
    opened(runtime, "anna", "B1")
    other = Runtime.open(store, clock=clock)
    name = merge(other)["input"]
    assert runs(runtime)[RUN] == "suspended"
    assert runtime.next_due() == clock.time
    runtime.tick()
    assert runtime.next_due() != clock.time
    assert runtime.send("hi", customer="anna")["result"] == "refused"
    assert other.unmerge(name)["result"] == "accepted"
    assert runs(runtime, "cookie")[RUN] == "active"
    runtime.tick()
    assert [member.customer for member in runtime.members("at_risk")] == ["cookie"]


KEEPS = """
journey asked_about "Asked about" {
  context { found: text? }
  starts on heard_of -> looking
  step looking "Looking" {
    call crm.look_up(who = "all") keep 1 day { ok as r -> done { set found = r }  otherwise -> done }
  }
  end done "Done" success
}
"""


def test_what_a_service_has_told_of_the_one_is_known_of_both(store: Store, clock: HandClock) -> None:
    """And of the one alone again, where the merge is undone."""
    asked: list[str] = []

    def look_up(who: str) -> str:
        asked.append(who)
        return "known"

    package, services = company(COMPANY + KEEPS), {"crm.look_up": look_up}
    runtime = Runtime.open(store, package, clock=clock, services=services)

    def ask(customer: str) -> int:
        runtime.send("heard_of", {"words": "x"}, customer=customer)
        runtime.tick()
        return len(asked)

    assert ask("cookie") == 1
    merged = merge(runtime)["input"]
    assert ask("anna") == 1
    runtime.unmerge(merged)
    assert ask("cookie") == 1
    assert ask("anna") == 2
