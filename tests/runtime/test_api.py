"""The runtime as a program embeds it: what an input answers, what `where` shows, what `tick` does."""

import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from journeyc.ir import Package, from_json
from journeyc.runtime import Runtime
from journeyc.runtime.errors import UsageError
from tests.runtime.stage import ALL, DISPUTE, MORNING, HandClock, Opener, Recorder, at, begin, states

OPENED = {"dispute": {"bill": "B1"}}


# ── inputs ──


def test_a_customer_leaves_the_web_and_finishes_by_phone(opened: Opener, clock: HandClock) -> None:
    web = opened()
    begin(web)
    web.answer("anna", {"dispute.reason": "roaming", "dispute.amount": "12.50 EUR"}, channel="web")
    clock.pass_(days=3)
    phone = opened()
    position = at(phone, "voice")
    assert position.answered == {"dispute.reason": "roaming", "dispute.amount": "12.50 EUR"}
    assert [question.name for question in position.questions] == ["dispute.note"]
    report = phone.answer("anna", {"dispute.note": "odd"}, channel="voice")
    assert [(run["result"], run["path"]) for run in report["runs"]] == [
        ("paused", ["intake"]),
        ("stayed", ["intake"]),
        ("resumed", ["intake", "review"]),
    ]
    phone.send("agent_decided", {"accepted": True}, customer="anna", channel="desk")
    assert at(phone).outcome == {"end": "accepted", "kind": "success", "at": "2026-11-26T09:00:00Z"}


def test_an_input_that_was_seen_changes_nothing_and_answers_the_same(opened: Opener) -> None:
    runtime = opened()
    first = runtime.send("dispute_opened", OPENED, customer="anna", channel="web", id="1")
    history = runtime.history("anna")
    again = runtime.send(
        "dispute_opened", {"dispute": {"bill": "B2"}}, customer="anna", channel="web", id="1"
    )
    assert again == first
    assert runtime.history("anna") == history
    assert len(runtime.where("anna")) == 1


def test_one_id_is_one_input_for_each_customer(opened: Opener) -> None:
    runtime = opened()
    for customer in ("anna", "bob"):
        runtime.send("dispute_opened", OPENED, customer=customer, channel="web", id="1")
    assert (at(runtime).run, at(runtime, customer="bob").run) == ("bill_dispute/anna/1", "bill_dispute/bob/1")


@pytest.mark.parametrize(
    ("event", "payload", "reason"),
    [
        (
            "dispute_opend",
            OPENED,
            "no journey knows an event `dispute_opend`; did you mean `dispute_opened`?",
        ),
        ("dispute_opened", {"dispute": {}}, "the fields of `dispute_opened` do not fit"),
        ("answered", {}, "`answered` is raised by the runtime and cannot be sent"),
    ],
)
def test_a_refused_input_leaves_no_trace_and_may_come_mended(
    event: str, payload: dict[str, Any], reason: str, opened: Opener
) -> None:
    runtime = opened()
    report = runtime.send(event, payload, customer="anna", channel="web", id="1")
    assert (report["result"], report["reason"]) == ("refused", reason)
    assert (runtime.history("anna"), runtime.where("anna")) == ([], [])
    mended = runtime.send("dispute_opened", OPENED, customer="anna", channel="web", id="1")
    assert mended["result"] == "accepted"


def test_an_event_that_nobody_takes_is_in_the_timeline_of_the_customer(opened: Opener) -> None:
    runtime = opened()
    report = runtime.send("agent_decided", {"accepted": True}, customer="anna", id="1")
    assert report["result"] == "not_accepted"
    (line,) = runtime.history("anna")
    assert (line.run, line.kind, line.input) == (None, "event", "1")
    assert line.document["reason"] == report["reason"]
    assert runtime.send("agent_decided", {"accepted": True}, customer="anna", id="1") == report


def test_an_ambiguous_input_may_come_again_and_say_which_run(opened: Opener) -> None:
    runtime = opened()
    begin(runtime, bill="B1")
    begin(runtime, bill="B2")
    report = runtime.answer("anna", ALL, channel="web", id="1")
    assert report["result"] == "ambiguous"
    runtime.answer("anna", ALL, channel="web", id="1", run="bill_dispute/anna/2")
    assert [position.steps for position in runtime.where("anna")] == [("intake",), ("review",)]


def test_a_customer_is_found_by_any_alias(opened: Opener) -> None:
    runtime = opened()
    runtime.identify("anna", {"email": "anna@example.com", "phone": "+49 30 1"})
    begin(runtime, "anna@example.com")
    assert [at(runtime, customer=name).run for name in ("anna", "+49 30 1")] == ["bill_dispute/anna/1"] * 2
    runtime.identify("anna", {"phone": None, "email": "a@example.com"})
    assert runtime.where("anna@example.com") == runtime.where("+49 30 1") == []
    assert runtime.history("a@example.com") == runtime.history("anna")


def test_an_alias_of_somebody_else_is_refused(opened: Opener) -> None:
    runtime = opened()
    runtime.identify("anna", {"email": "a@example.com"})
    report = runtime.identify("bob", {"email": "a@example.com", "first_name": "Bob"})
    assert report["result"] == "refused"
    assert report["faults"] == [report["reason"]]
    assert report["reason"] == (
        "what was given as `email` already names the customer `anna`; give another one, or if they are one "
        'person, merge the two: `runtime.merge(…, into="anna")`'
    )
    assert runtime.history("bob") == []


def test_a_name_of_two_customers_is_not_guessed(opened: Opener) -> None:
    runtime = opened()
    runtime.identify("anna", {"email": "x"})
    runtime.identify("bob", {"phone": "x"})
    with pytest.raises(
        UsageError, match="what was given names several customers: `anna`, `bob`; use the key of one"
    ):
        runtime.where("x")


@pytest.mark.parametrize("name", ["", "  ", "a\x00", "\ud800", 7, None])
def test_a_customer_needs_a_name(name: Any, opened: Opener) -> None:
    with pytest.raises(UsageError, match=r"`customer` .*; give a text that names it"):
        opened().send("dispute_opened", OPENED, customer=name)


def test_a_time_needs_a_zone(opened: Opener) -> None:
    with pytest.raises(UsageError, match="has no zone"):
        opened().tick(datetime(2026, 1, 1))  # noqa: DTZ001  # that is the test


def test_a_history_is_of_one_thing(opened: Opener) -> None:
    with pytest.raises(UsageError, match="name one of them"):
        opened().history()


def test_history_tells_a_run_apart_from_its_customer(opened: Opener) -> None:
    runtime = opened()
    runtime.identify("anna", {"first_name": "Anna"}, id="1")
    begin(runtime)
    runtime.answer("anna", ALL, channel="web", id="3")
    kinds = [(line.kind, line.run) for line in runtime.history("anna")]
    assert kinds == [("profile", None), ("event", "bill_dispute/anna/1"), ("answer", "bill_dispute/anna/1")]
    last = runtime.history(run="bill_dispute/anna/1")[-1]
    assert last.document["input"]["values"] == ALL
    assert last.document["report"]["path"] == ["intake", "review"]


# ── where ──


@pytest.mark.parametrize(
    ("language", "channel", "says"),
    [
        ("en", "web", ("Which charge of bill B1 looks wrong?", "Take your time.")),
        ("en", "voice", ("Please tell me what is wrong.",)),
        ("de", "web", ("Welcher Betrag der Rechnung B1 stimmt nicht?",)),
        ("de", "voice", ("Welcher Betrag der Rechnung B1 stimmt nicht?",)),
        ("fr", None, ("Which charge of bill B1 looks wrong?", "Take your time.")),
        ("en", "desk", ()),
    ],
)
def test_a_step_says_the_most_specific_lines(
    language: str, channel: str | None, says: tuple[str, ...], opened: Opener
) -> None:
    runtime = opened()
    runtime.identify("anna", {"language": language})
    begin(runtime)
    assert (at(runtime, channel).says, at(runtime, channel).here) == (says, channel != "desk")


def test_where_tells_what_can_happen_next(opened: Opener) -> None:
    runtime = opened()
    begin(runtime)
    position = at(runtime, "web")
    assert (position.title, position.places[0].title) == ("Bill dispute", "Tell us what is wrong")
    assert [(q.name, q.type, q.members) for q in position.questions] == [
        ("dispute.reason", "Reason", ("wrong_price", "roaming", "other")),
        ("dispute.amount", "money", ()),
        ("dispute.note", "text", ()),
    ]
    assert [event.name for event in position.events] == ["save_for_later"]
    assert [(timer.name, timer.label, timer.due) for timer in position.timers] == [
        ("idle", "idle for 30 minutes", "2026-11-23T09:30:00Z")
    ]


def test_where_shows_a_run_that_ended_for_a_day(opened: Opener, clock: HandClock) -> None:
    runtime = opened()
    begin(runtime)
    runtime.answer("anna", ALL, channel="web")
    runtime.send("agent_decided", {"accepted": False}, customer="anna")
    begin(runtime, bill="B2")
    assert [(p.steps, p.status) for p in runtime.where("anna")] == [
        (("lost",), "ended"),
        (("intake",), "active"),
    ]
    clock.pass_(days=1, seconds=1)
    assert [p.steps for p in runtime.where("anna")] == [("intake",)]


def test_nobody_is_nowhere(opened: Opener) -> None:
    assert opened().where("nobody") == []


# ── time ──


def test_tick_fires_what_is_due_and_delivers_it(opened: Opener, clock: HandClock) -> None:
    sms = Recorder()
    runtime = opened(channels={"sms": sms})
    runtime.identify("anna", {"first_name": "Anna"})
    begin(runtime)
    assert runtime.next_due() == MORNING + timedelta(minutes=30)
    assert runtime.tick().reports == ()
    clock.pass_(minutes=30)
    assert [run["result"] for report in runtime.tick().reports for run in report["runs"]] == ["paused"]
    clock.pass_(days=1)
    assert states(runtime.tick().attempts) == [("delivered", 1)]
    assert sms.messages[0].text.startswith("Continue: journeyc://resume/")
    clock.pass_(days=13)
    runtime.tick()
    assert at(runtime).steps == ("abandoned",)
    assert runtime.next_due() is None


def test_a_late_tick_fires_all_of_them_once_and_says_how_late(opened: Opener, clock: HandClock) -> None:
    runtime = opened()
    for customer in ("bob", "anna"):
        begin(runtime, customer)
        clock.pass_(minutes=1)
    clock.pass_(days=30)
    reports = runtime.tick().reports
    fired = [[run["fired"] for run in report["runs"]] for report in reports]
    assert fired == [[["idle"], ["pause_remind/0/0"], ["give_up"]]] * 2
    assert [report["runs"][0]["run"] for report in reports] == ["bill_dispute/bob/1", "bill_dispute/anna/1"]
    assert reports[0]["runs"][0]["late_seconds"] == 30 * 86_400 + 120 - 30 * 60
    assert runtime.tick().reports == ()


def test_tick_finishes_more_than_one_batch(opened: Opener, clock: HandClock) -> None:
    runtime = opened()
    for number in range(300):
        begin(runtime, f"customer {number}")
    clock.pass_(hours=1)
    assert len(runtime.tick().reports) == 300
    assert runtime.tick().reports == ()


def test_tick_can_be_told_the_time(opened: Opener) -> None:
    runtime = opened()
    begin(runtime)
    runtime.tick(MORNING + timedelta(hours=1))
    assert at(runtime).status == "paused"


# ── together ──


def test_threads_share_a_runtime_and_lose_nothing(opened: Opener) -> None:
    runtime = opened()
    begin(runtime)

    def work(worker: int) -> None:
        for number in range(20):
            values = {"dispute.note": f"{worker}/{number}"}
            report = runtime.answer("anna", values, channel="web", id=f"{worker}/{number}")
            assert report["result"] == "accepted"

    threads = [Thread(target=work, args=(worker,)) for worker in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told = [line.input for line in runtime.history(run="bill_dispute/anna/1")][1:]
    assert sorted(told) == sorted(f"{worker}/{number}" for worker in range(4) for number in range(20))


def test_importing_the_runtime_loads_no_heavy_library() -> None:
    code = (
        "import sys, journeyc.runtime;"
        "heavy = {'lark', 'typer', 'graphviz', 'jinja2', 'pygraphviz', 'durable'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"


def test_jinja_is_only_loaded_for_a_text_with_values(tmp_path: Path) -> None:
    code = (
        "import sys; from journeyc.runtime import Runtime;"
        f"r = Runtime.open({str(tmp_path / 'a')!r}, {str(DISPUTE)!r});"
        "r.send('dispute_opened', {'dispute': {'bill': 'B1'}}, customer='anna', channel='web');"
        "print('jinja2' in sys.modules); r.where('anna', 'web'); print('jinja2' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.split() == ["False", "True"]


def test_a_package_serves_as_well_as_its_file() -> None:
    package = from_json(DISPUTE.read_text(encoding="utf-8"), Package)
    with Runtime.open(journeys=package) as runtime:
        begin(runtime)
        assert at(runtime).steps == ("intake",)
