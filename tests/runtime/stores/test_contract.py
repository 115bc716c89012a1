"""What every store keeps to: the same rows on each of them."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest

from journeyc.runtime.core.documents import CustomerDocument, Incident, Report, Run
from journeyc.runtime.errors import AliasTakenError, ConflictError, DefinitionError
from journeyc.runtime.ports import (
    ArmedTimer,
    Commit,
    Emitted,
    HistoryEntry,
    Message,
    Outgoing,
    Request,
    Settled,
    Store,
    StoredDefinition,
    Task,
    Unsent,
)
from journeyc.runtime.stores import open_store

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
AT = "2026-11-23T12:00:00Z"
SMS = "message:sms"


@pytest.fixture(params=["memory", "sqlite", "sqlite normal", "postgres"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    path = tmp_path / "runs.sqlite"
    addresses = {"memory": None, "sqlite": path, "sqlite normal": f"sqlite:///{path}?synchronous=normal"}
    name = request.param
    opened = open_store(request.getfixturevalue(name) if name == "postgres" else addresses[name])
    yield opened
    opened.close()


def customer(name: str = "anna", **profile: str) -> CustomerDocument:
    return CustomerDocument(schema=2, id=name, profile={**profile}, journeys={}, seq=1, updated_at=AT)


def run(name: str = "dispute/anna/1", seq: int = 1, status: str = "active", owner: str = "anna") -> Run:
    return Run(
        schema=2, id=name, journey="dispute", version=1, definition_hash="sha256:1", customer=owner, key=[],
        configuration=["intake"], context={}, asked={}, answered={}, timers=[],
        status=status,  # type: ignore[typeddict-item]  # it is given as text
        outcome=None, paused_since=None, last_channel=None, last_seen=None, seq=seq,
        logical_time=AT, started_at=AT, updated_at=AT,
    )  # fmt: skip


def report(input_id: str = "i1") -> Report:
    return Report(input=input_id, at=AT, result="accepted", because="", reason="", faults=[], runs=[])


def message(number: int = 0, channel: str = "sms", at: str = AT) -> Message:
    return Message(
        id=f"dispute/anna/1/1/{number}", at=at, run="dispute/anna/1", customer="anna", journey="dispute",
        notification="come_back", channel=channel, language="de", to="+49", subject="", text="Grüße", html="",
        expires=None,
    )  # fmt: skip


def request(number: int = 0, service: str = "billing.credit") -> Request:
    return Request(
        id=f"dispute/anna/1/2/{number}", at=AT, run="dispute/anna/1", customer="anna", journey="dispute",
        service=service, arguments={"amount": "12.50 EUR"}, call="dispute/anna/1/2/0", attempt=number + 1,
    )  # fmt: skip


def emitted(number: int = 0) -> Emitted:
    return Emitted(f"dispute/anna/1/3/{number}", AT, "dispute/anna/1", "anna", "dispute", "won", {"n": 1})


def unsent(number: int = 0) -> Unsent:
    name = f"dispute/anna/1/4/{number}"
    return Unsent(name, AT, "dispute/anna/1", "anna", "come_back", "suppressed", "no_address")


def task(number: int = 0, name: str = "experts", owner: str = "anna") -> Task:
    run_id = f"dispute/{owner}/1"
    return Task(f"{run_id}/5/{number}", run_id, owner, "dispute", "queue", name, "review", AT)


def incident(name: str = "x") -> Incident:
    return Incident(
        id=name, run="dispute/anna/1", input={}, at=AT, problem="p", expression="", values={}, place=""
    )


def entry(name: str, run_id: str | None = None, owner: str = "anna") -> HistoryEntry:
    return HistoryEntry(owner, run_id, AT, "event", name, {"name": name})


def commit(store: Store, owner: str = "anna", **more: object) -> None:
    revision = store.read(owner).revision
    document = customer(owner)
    if generation := store.erasures():
        document["generation"] = generation
    given = {"revision": revision, "customer": document, "input": "i1", "report": None, **more}
    store.commit(Commit(**given))  # type: ignore[arg-type]  # rows of a test


def test_a_new_store_knows_nothing(store: Store) -> None:
    assert store.read("anna", "i1") == (0, None, (), None)
    assert store.find("anna") == ()
    assert store.due(NOON, 10) == []
    assert store.claim([SMS], NOON, NOON) is None
    assert store.next_due([SMS]) is None
    assert store.incidents() == store.incidents(settled=True) == []
    assert store.incident("x") is None
    assert store.tasks() == []
    assert store.runs(10) == []
    assert store.definitions() == []
    assert store.owner("dispute/anna/1") is None
    assert store.history(customer="anna") == []


def test_what_is_committed_is_read_back(store: Store) -> None:
    document = customer(first_name="Änne \U0001f600")
    store.commit(Commit(0, document, "i1", report(), runs=[run()]))
    known = store.read("anna", "i1")
    assert known == (1, document, (run(),), report())
    assert store.read("anna", "i2").report is None


def test_an_input_is_known_for_its_own_customer_only(store: Store) -> None:
    commit(store, "anna", report=report())
    assert store.read("bob", "i1").report is None


def test_inputs_are_told_apart_whatever_their_ids(store: Store) -> None:
    """These two have the same CRC-32."""
    for name in ("plumless", "buckeroo"):
        assert store.read("anna", name).report is None
        commit(store, input=name, report=report(name))
    assert [store.read("anna", name).report for name in ("plumless", "buckeroo")] == [
        report("plumless"), report("buckeroo"),
    ]  # fmt: skip


def test_a_commit_on_an_old_revision_changes_nothing(store: Store) -> None:
    commit(store, runs=[run()])
    late = Commit(0, customer(), "i2", report("i2"), runs=[run(seq=2)], history=[entry("i2")])
    with pytest.raises(ConflictError):
        store.commit(late)
    with pytest.raises(ConflictError):
        store.commit(late._replace(revision=7))
    assert store.read("anna", "i2") == (1, customer(), (run(),), None)
    assert store.history(customer="anna") == []


def test_open_runs_keep_the_order_of_their_start_and_ended_ones_leave(store: Store) -> None:
    first, second, third = (run(f"dispute/anna/{number}") for number in (1, 2, 3))
    commit(store, runs=[first, second, third])
    commit(store, runs=[{**first, "seq": 2}, {**second, "status": "ended", "seq": 2}])
    assert [item["id"] for item in store.read("anna").runs] == [first["id"], third["id"]]
    assert [item["id"] for item in store.ended("anna", 5)] == [second["id"]]


def test_ended_runs_come_newest_first_and_no_more_than_asked_for(store: Store) -> None:
    for number in (1, 2, 3):
        at = f"2026-11-2{number}T12:00:00Z"
        commit(store, runs=[{**run(f"dispute/anna/{number}", status="ended"), "started_at": at}])
    assert [item["id"] for item in store.ended("anna", 2)] == ["dispute/anna/3", "dispute/anna/2"]


def test_a_run_that_has_ended_is_read_where_it_is_named(store: Store) -> None:
    first, second = run("dispute/anna/1", status="ended"), run("dispute/anna/2")
    commit(store, runs=[first, second])
    commit(store, "bob", runs=[run("dispute/bob/1", owner="bob", status="ended")])
    assert store.read("anna").runs == (second,)
    assert store.read("anna", run=first["id"]).runs == (second, first)
    assert store.read("anna", run=second["id"]).runs == (second,)
    assert store.read("anna", run="dispute/bob/1").runs == (second,)
    told: Run = {**first, "seq": 2}
    commit(store, runs=[told])
    assert store.read("anna", run=first["id"]).runs == (second, told)
    assert store.ended("anna", 5) == (told,)


@pytest.mark.parametrize("owner", ["anna", "a/b/1", "/", "Änne 1"])
def test_the_customer_of_a_run_is_known_whatever_the_name(store: Store, owner: str) -> None:
    name = f"dispute/{owner}/1"
    commit(store, owner, runs=[run(name, owner=owner)])
    assert store.owner(name) == owner
    commit(store, owner, runs=[run(name, owner=owner, status="ended", seq=2)])
    assert store.owner(name) == owner
    assert store.owner(f"dispute/{owner}/2") is None


def test_runs_of_all_are_listed_newest_first(store: Store) -> None:
    order: Run = {**run("order/anna/1"), "journey": "order"}
    commit(store, runs=[run("dispute/anna/1", status="ended"), order])
    commit(store, "bob", runs=[run("dispute/bob/1", owner="bob")])

    def listed(limit: int = 10, **chosen: str) -> list[str]:
        return [item["id"] for item in store.runs(limit, **chosen)]

    assert listed() == ["dispute/bob/1", "order/anna/1", "dispute/anna/1"]
    assert listed(2) == ["dispute/bob/1", "order/anna/1"]
    assert listed(journey="dispute") == ["dispute/bob/1", "dispute/anna/1"]
    assert listed(journey="dispute", status="ended") == ["dispute/anna/1"]
    assert listed(customer="anna") == ["order/anna/1", "dispute/anna/1"]
    assert listed(customer="anna", journey="order") == ["order/anna/1"]
    assert listed(customer="carla") == []
    assert listed(status="open") == ["dispute/bob/1", "order/anna/1"]
    assert listed(1, after="dispute/bob/1") == ["order/anna/1"]
    assert listed(after="order/anna/1", status="open") == []
    assert listed(customer="anna", after="order/anna/1") == ["dispute/anna/1"]
    assert listed(after="dispute/anna/1") == listed(after="dispute/carla/1") == []


def test_an_alias_finds_its_customer_until_it_changes(store: Store) -> None:
    commit(store, aliases={"email": "a@x", "phone": "1"})
    assert store.find("a@x") == ("anna",)
    commit(store, aliases={"email": "b@x"})
    assert (store.find("a@x"), store.find("b@x"), store.find("1")) == ((), ("anna",), ("anna",))
    commit(store, aliases={"email": "b@x", "phone": None})
    assert (store.find("b@x"), store.find("1")) == (("anna",), ())


def test_nobody_new_gets_a_key_that_is_an_alias_of_another(store: Store) -> None:
    # Who decided that had read before the alias came, and would make two customers of one.
    commit(store, "anna", aliases={"email": "x"})
    with pytest.raises(ConflictError, match="`x` names somebody else by an alias since it was read"):
        commit(store, "x")
    assert store.find("x") == ("anna",)
    commit(store, "bob", aliases={"email": "bob"})
    assert store.find("bob") == ("bob",)


def test_an_alias_of_another_customer_is_refused_and_nothing_is_written(store: Store) -> None:
    commit(store, "anna", aliases={"email": "a@x"})
    with pytest.raises(AliasTakenError, match="what was given as `email` already names the customer `anna`"):
        commit(store, "bob", aliases={"phone": "1", "email": "a@x"}, runs=[run("dispute/bob/1", owner="bob")])
    assert store.read("bob") == (0, None, (), None)
    assert store.find("1") == ()


def test_an_alias_cannot_be_the_key_of_another_customer(store: Store) -> None:
    commit(store, "anna")
    with pytest.raises(AliasTakenError, match="already names the customer `anna`"):
        commit(store, "bob", aliases={"email": "anna"})
    commit(store, "anna", aliases={"email": "anna"})


def test_one_value_may_stand_in_two_fields_of_two_customers(store: Store) -> None:
    commit(store, "anna", aliases={"phone": "1"})
    commit(store, "bob", aliases={"mobile": "1"})
    assert store.find("1") == ("anna", "bob")


def test_timers_come_by_instant_run_and_name(store: Store) -> None:
    later = NOON + timedelta(microseconds=1)
    rows = [
        ("b", "z", NOON),
        ("b", "a", NOON),
        ("a", "q", NOON),
        ("a", "early", NOON - MINUTE),
        ("a", "l", later),
    ]
    commit(store, armed=[ArmedTimer(due, name, timer, "anna") for name, timer, due in rows])
    assert [(t.run, t.name) for t in store.due(NOON, 10)] == [
        ("a", "early"),
        ("a", "q"),
        ("b", "a"),
        ("b", "z"),
    ]
    assert [t.name for t in store.due(NOON, 2)] == ["early", "q"]
    assert store.due(later, 10)[-1] == ArmedTimer(later, "a", "l", "anna")
    assert store.next_due([]) == NOON - MINUTE
    assert store.next_due([], store.due(NOON, 10)) == later
    commit(store, outgoing=[message()])
    assert store.next_due([SMS], store.due(NOON, 3)) == NOON
    assert store.next_due([], store.due(later, 10)) is None


def test_a_timer_armed_again_moves_and_a_cancelled_one_is_gone(store: Store) -> None:
    commit(store, armed=[ArmedTimer(NOON, "r", "idle", "anna"), ArmedTimer(NOON, "r", "after", "anna")])
    commit(
        store,
        cancelled=[("r", "after"), ("r", "idle")],
        armed=[ArmedTimer(NOON + MINUTE, "r", "idle", "anna")],
    )
    assert store.due(NOON, 10) == []
    assert store.due(NOON + MINUTE, 10) == [ArmedTimer(NOON + MINUTE, "r", "idle", "anna")]


def test_timers_of_customers_do_not_meet(store: Store) -> None:
    commit(store, armed=[ArmedTimer(NOON, "", "dispute/schedule/0", "anna")])
    commit(store, "bob", armed=[ArmedTimer(NOON, "", "dispute/schedule/0", "bob")])
    assert [(t.customer, t.run) for t in store.due(NOON, 10)] == [("anna", ""), ("bob", "")]
    commit(store, "bob", cancelled=[("", "dispute/schedule/0")])
    assert [t.customer for t in store.due(NOON, 10)] == ["anna"]


def test_a_message_is_claimed_once_until_its_lease_is_over(store: Store) -> None:
    commit(store, outgoing=[message()])
    claimed = store.claim([SMS], NOON, NOON + MINUTE)
    assert claimed is not None
    assert claimed == (message(), 1, False)
    assert store.claim([SMS], NOON, NOON + MINUTE) is None
    again = store.claim([SMS], NOON + MINUTE, NOON + 2 * MINUTE)
    assert again == (message(), 2, True)


def test_it_is_known_whether_the_attempt_before_was_settled(store: Store) -> None:
    commit(store, outgoing=[message()])
    later = [NOON + number * MINUTE for number in range(6)]
    claims = [store.claim([SMS], later[0], later[1]), store.claim([SMS], later[1], later[2])]
    store.settle(Settled(message().id, SMS, "waiting", later[3], "busy"))
    claims += [store.claim([SMS], later[3], later[4]), store.claim([SMS], later[4], later[5])]
    assert [claim.unsettled for claim in claims if claim] == [False, True, False, True]
    commit(store, outgoing=[message()])
    assert store.claim([SMS], NOON, NOON + MINUTE) == (message(), 1, False)


def test_a_message_waits_for_whoever_has_its_channel(store: Store) -> None:
    commit(store, outgoing=[message(0, "email"), message(1, "sms")])
    claimed = store.claim([SMS], NOON, NOON + MINUTE)
    assert claimed is not None
    assert claimed.outgoing.outlet == SMS
    assert store.claim([SMS], NOON, NOON + MINUTE) is None
    assert (store.next_due(["message:email"]), store.next_due(["message:push"])) == (NOON, None)


def test_messages_come_in_order_of_time_and_then_of_writing(store: Store) -> None:
    commit(store, outgoing=[message(2), message(0), message(1, at="2026-11-23T11:00:00Z")])
    claims = [store.claim([SMS], NOON, NOON + MINUTE) for _ in range(3)]
    assert [claim.outgoing.id[-1] for claim in claims if claim] == ["1", "2", "0"]


EVERYTHING: list[Outgoing] = [message(), request(), emitted(), unsent()]


@pytest.mark.parametrize("outgoing", EVERYTHING, ids=lambda outgoing: type(outgoing).__name__)
def test_everything_that_leaves_comes_back_as_it_was(store: Store, outgoing: Outgoing) -> None:
    commit(store, outgoing=EVERYTHING)
    assert store.next_due([outgoing.outlet]) == NOON
    assert store.claim([outgoing.outlet], NOON, NOON + MINUTE) == (outgoing, 1, False)
    assert store.claim([outgoing.outlet], NOON, NOON + MINUTE) is None
    store.settle(Settled(outgoing.id, outgoing.outlet, "delivered", None, ""))
    assert store.next_due([outgoing.outlet]) is None
    assert len([one for one in EVERYTHING if store.claim([one.outlet], NOON, NOON + MINUTE)]) == 3


def test_a_message_is_known_by_its_id_even_when_it_is_gone(store: Store) -> None:
    commit(store, outgoing=EVERYTHING)
    assert [store.message(one.id) for one in EVERYTHING] == [message(), None, None, None]
    store.settle(Settled(message().id, SMS, "delivered", None, ""))
    assert store.message(message().id) == message()


def test_a_call_waits_for_whoever_has_the_service(store: Store) -> None:
    commit(store, outgoing=[request(0, "crm.profile"), request(1)])
    found = [store.claim(["call:billing.credit", SMS], NOON, NOON + MINUTE) for _ in range(2)]
    assert found == [(request(1), 1, False), None]


def test_what_was_given_up_can_be_sent_anew(store: Store) -> None:
    commit(store, outgoing=[message()])
    store.claim([SMS], NOON, NOON + MINUTE)
    store.settle(Settled(message().id, SMS, "failed", None, "no such number"))
    commit(store, outgoing=[message()])
    assert store.claim([SMS], NOON, NOON + MINUTE) == (message(), 1, False)


def test_whoever_settles_too_late_changes_nothing(store: Store) -> None:
    commit(store, outgoing=[message()])
    store.settle(Settled(message().id, SMS, "delivered", None, ""))
    store.settle(Settled(message().id, SMS, "delivered", None, ""))
    assert store.next_due([SMS]) is None


def test_what_somebody_else_has_settled_for_good_is_not_tried_again(store: Store) -> None:
    """A lease was over, another host has delivered the message, and now the slow one has an answer, too."""
    commit(store, outgoing=[message()])
    store.claim([SMS], NOON, NOON + MINUTE)
    store.claim([SMS], NOON + MINUTE, NOON + 2 * MINUTE)
    store.settle(Settled(message().id, SMS, "delivered", None, ""))
    store.settle(Settled(message().id, SMS, "waiting", NOON + 2 * MINUTE, "busy"))
    store.settle(Settled(message().id, SMS, "failed", None, "busy", None, incident()))
    assert store.next_due([SMS]) is None
    assert store.incidents() == []


def test_a_secret_is_made_once_for_each_name(store: Store) -> None:
    secret = store.secret("links")
    assert len(secret) == 32
    assert store.secret("links") == secret
    assert store.secret("others") != secret


def test_a_settled_message_is_not_tried_again_unless_it_says_when(store: Store) -> None:
    commit(store, outgoing=[message(0), message(1)])
    store.settle(Settled(message(0).id, SMS, "delivered", None, "", entry("done"), None))
    store.settle(Settled(message(1).id, SMS, "waiting", NOON + MINUTE, "busy", None, incident()))
    assert store.claim([SMS], NOON, NOON + MINUTE) is None
    assert store.next_due([SMS]) == NOON + MINUTE
    claimed = store.claim([SMS], NOON + MINUTE, NOON + 2 * MINUTE)
    assert claimed is not None
    assert claimed.outgoing == message(1)
    assert [item.input for item in store.history(customer="anna")] == ["done"]
    assert store.incidents() == [incident()]


def test_history_is_kept_in_order_for_customers_and_runs(store: Store) -> None:
    commit(store, runs=[run("r1")], history=[entry("1", "r1"), entry("2")])
    commit(store, "bob", runs=[run("r2", owner="bob")], history=[entry("3", "r2", "bob")])
    commit(store, history=[entry("4", "r1")])
    assert [item.input for item in store.history(customer="anna")] == ["1", "2", "4"]
    assert [item.input for item in store.history(run="r1")] == ["1", "4"]
    assert store.history(run="r2") == [entry("3", "r2", "bob")]


def test_history_that_is_handed_out_cannot_be_rewritten(store: Store) -> None:
    commit(store, history=[entry("1")])
    store.history(customer="anna")[0].document["name"] = "other"  # type: ignore[index]  # that is the test
    assert store.history(customer="anna")[0].document == {"name": "1"}


def test_an_incident_is_kept_once(store: Store) -> None:
    commit(store, incidents=[incident("a"), incident("b")])
    commit(store, incidents=[incident("a")])
    assert [item["id"] for item in store.incidents()] == ["a", "b"]


def test_an_incident_is_open_until_it_is_settled(store: Store) -> None:
    commit(store, incidents=[incident("a"), incident("b")])
    commit(store, settles=["a"], incidents=[incident("c")])
    assert [item["id"] for item in store.incidents()] == ["b", "c"]
    assert store.incidents(settled=True) == [incident("a")]
    assert store.incidents(1) == store.incidents(run=incident("b")["run"], limit=1) == [incident("b")]
    assert [item["id"] for item in store.incidents(after="b")] == ["c"]
    assert store.incidents(run="x") == store.incidents(after="x") == []
    assert (store.incident("a"), store.incident("b")) == ((incident("a"), False), (incident("b"), True))
    commit(store, incidents=[incident("a")])
    assert store.incident("a") == (incident("a"), False)


def test_definitions_are_kept_by_hash_and_take_new_wording(store: Store) -> None:
    old, new = StoredDefinition("h", "dispute", 3, "one"), StoredDefinition("h", "dispute", 3, "two")
    store.define([old])
    store.define([new, StoredDefinition("g", "dispute", 20, "x"), StoredDefinition("f", "order", 1, "y")])
    assert store.definition("h") == new
    assert [one.hash for one in store.definitions()] == ["h", "g", "f"]
    assert store.definition("nothing") is None
    assert store.newest("dispute") == StoredDefinition("g", "dispute", 20, "x")
    assert store.newest("nothing") is None


@pytest.mark.parametrize("together", [True, False])
def test_a_version_has_one_meaning(store: Store, *, together: bool) -> None:
    first, second = StoredDefinition("h1", "dispute", 3, "x"), StoredDefinition("h2", "dispute", 3, "x")
    other = StoredDefinition("o", "order", 1, "x")
    if not together:
        store.define([first])
    with pytest.raises(DefinitionError, match=r"journey `dispute` version 3 .* raise `version` to 4"):
        store.define([other, first, second] if together else [other, second])
    assert store.definition("o") is None
    assert store.definition("h2") is None


def test_threads_lose_no_commit(store: Store) -> None:
    def work() -> None:
        for _ in range(25):
            while True:
                revision = store.read("anna").revision
                try:
                    store.commit(Commit(revision, customer(), "i", None, history=[entry(str(revision))]))
                except ConflictError:
                    continue
                break

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.read("anna").revision == 100
    assert [item.input for item in store.history(customer="anna")] == [str(number) for number in range(100)]
