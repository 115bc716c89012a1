"""Business rules in a host: they survive a restart, their messages leave, what fails can be tried again."""

from datetime import timedelta
from pathlib import Path

import pytest

from journeyc.runtime import Emitted, Runtime, Store
from tests.runtime.hosts.journeys import package
from tests.runtime.stage import MORNING, HandClock, Recorder

EMPTY = """
journey trip "Trip" {
  starts on opened -> waiting
  step waiting "Waiting" via web { on closed -> done  after 90 days -> done }
  end done "Done" success
}
"""
RULES = package(
    """
rule often {
  on 3 asked_human within 2 days { notify done_note(bill = "B1")  emit credited(bill = "B1", amount = 1 EUR) }
}
rule silent { on opened then no closed within 10 days { set customer.tier = "silent" } }
rule read { on done_note.opened { set customer.tier = "reader" } }
"""
    + EMPTY
)


def ask(runtime: Runtime, number: int = 1) -> None:
    for _ in range(number):
        runtime.send("asked_human", customer="anna", channel="web")


def tier(store: Store) -> object:
    document = store.read("anna").customer
    return document["profile"].get("tier") if document else None


def test_windows_and_silences_survive_a_restart(tmp_path: Path, clock: HandClock) -> None:
    """Every input is decided by another program, on the same file."""
    sms = Recorder()
    for _ in range(3):
        with Runtime.open(tmp_path / "runs.sqlite", RULES, {"sms": sms}, clock) as runtime:
            ask(runtime)
            runtime.tick()
        clock.pass_(hours=1)
    assert [message.notification for message in sms.messages] == ["done_note"]


LINKED = package(
    """
notification link(open: bool) "Link" {
  via sms
  text "Hello{% if open %}, go on: {{ resume_link }}{% endif %}"
}
rule without { on asked_human { notify link(open = false) } }
rule with_it { on closed { notify link(open = true) } }
"""
)


def test_what_a_rule_of_the_customer_sends_leads_back_to_no_run(store: Store, clock: HandClock) -> None:
    sms = Recorder()
    runtime = Runtime.open(store, LINKED, {"sms": sms}, clock)
    ask(runtime)
    runtime.send("closed", customer="anna")
    runtime.tick()
    assert [message.text for message in sms.messages] == ["Hello"]
    (incident,) = runtime.incidents()
    assert incident["problem"] == (
        "`link` was not sent: the text cannot be rendered: a value that it shows is missing"
    )


def test_messages_and_events_of_the_customer_leave(store: Store, clock: HandClock) -> None:
    """No run has sent them, so they stand under the customer; a service sees them like any other."""
    sms, heard = Recorder(), list[Emitted]()
    runtime = Runtime.open(store, RULES, {"sms": sms}, clock, listeners=[heard.append])
    ask(runtime, 3)
    runtime.tick()
    (message,) = sms.messages
    assert (message.id, message.run, message.journey) == ("customer:anna/3/0", "customer:anna", "")
    assert message.text == "Done with B1"
    assert [(event.id, event.event) for event in heard] == [("customer:anna/3/1", "credited")]
    assert tier(store) is None
    runtime.delivered(message.id, "opened")
    assert tier(store) == "reader"


def test_the_time_of_a_silence_is_one_that_a_host_wakes_for(store: Store, clock: HandClock) -> None:
    """`next_due` knows the timers of customers, and `tick` fires them."""
    runtime = Runtime.open(store, RULES, {"sms": Recorder()}, clock)
    runtime.send("opened", {"bill": "B1"}, customer="anna", channel="web")
    due = runtime.next_due()
    assert due is not None
    assert due - clock.now() == timedelta(days=10)
    runtime.tick(due)
    assert tier(store) == "silent"


def test_firings_are_in_the_history(store: Store, clock: HandClock) -> None:
    """With the ids of the events that counted, and so is why a rule did not fire."""
    runtime = Runtime.open(store, RULES, {"sms": Recorder()}, clock, rules="reference")
    for number in range(3):
        runtime.send("asked_human", customer="anna", channel="web", id=f"e{number}")
    lines = [line for line in runtime.history("anna") if line.kind == "rules"]
    rule = {"rule": "often", "label": "rule often: on 3 asked_human within 2 days (line 24)"}
    assert [line.document["rules"] for line in lines] == [
        [{**rule, "result": "incomplete", "events": ["e0"], "wanted": 3}],
        [{**rule, "result": "incomplete", "events": ["e0", "e1"], "wanted": 3}],
        [{**rule, "result": "fired", "events": ["e0", "e1", "e2"]}],
    ]


FAILING = package(
    """
rule shares {
  on decided when 3 / length(customer.tier else "") > 0 { set customer.first_name = "Anna" }
}
rule silent {
  on asked_human then no closed within 1 day when 3 / length(customer.tier else "") > 0 {
    set customer.first_name = "Ben"
  }
}
"""
    + EMPTY
)


@pytest.mark.parametrize("what", ["event", "silence"])
def test_rules_of_the_customer_are_tried_again(store: Store, clock: HandClock, what: str) -> None:
    """The incident names the customer, and the same input is given to the rules alone."""
    runtime = Runtime.open(store, FAILING, clock=clock)
    if what == "event":
        runtime.send("decided", {"accepted": True}, customer="anna", channel="web")
    else:
        ask(runtime)
        runtime.tick(clock.now() + timedelta(days=1))
    (incident,) = runtime.incidents()
    assert incident["run"] == "customer:anna"
    runtime.identify("anna", {"tier": "gold"}, at=clock.now() + timedelta(days=2))
    assert runtime.retry(incident["id"], at=clock.now() + timedelta(days=2))["result"] == "accepted"
    assert not runtime.incidents()
    document = store.read("anna").customer
    assert document is not None
    assert document["profile"]["first_name"] == ("Anna" if what == "event" else "Ben")


def test_a_run_that_fails_in_a_rule_counts_its_event_once(store: Store, clock: HandClock) -> None:
    """Tried again, the event is still the one that was counted."""
    counting = package("""
journey trip "Trip" {
  context { share: int = 0 }
  starts on opened -> waiting
  rule twice { on 2 decided within 1 day when 3 / share > 0 { raise closed } }
  step waiting "Waiting" via web { on asked_human { set share = 1 }  on closed -> done }
  end done "Done" success
}
""")
    runtime = Runtime.open(store, counting, clock=clock)
    runtime.send("opened", {"bill": "B1"}, customer="anna", channel="web")
    runtime.send("decided", {"accepted": True}, customer="anna", channel="web", id="first")
    runtime.send("decided", {"accepted": True}, customer="anna", channel="web", id="second")
    (incident,) = runtime.incidents()
    ask(runtime)
    assert runtime.retry(incident["id"])["runs"][-1]["rules"][0]["events"] == ["first", "second"]
    document = store.read("anna").customer
    assert document is not None
    assert [event["id"] for event in document["recent"]] == ["first", "second"]


def test_rules_of_two_packages_are_served_with_their_own_words(store: Store, clock: HandClock) -> None:
    """Each message is written in the words of the package its rule is from."""
    one = package('rule first { on asked_human { notify done_note(bill = "1") } }' + EMPTY)
    second = 'rule second { on asked_human { notify done_note(bill = "2") } }'
    other = package(second + EMPTY.replace("trip", "tour"))
    sms = Recorder()
    runtime = Runtime.open(store, [one, other], {"sms": sms}, clock)
    ask(runtime)
    runtime.tick()
    assert [message.text for message in sms.messages] == ["Done with 1", "Done with 2"]


def test_rules_send_under_the_policies_too(store: Store, clock: HandClock) -> None:
    """What a rule of the customer sends in the evening waits until morning."""
    quiet = "policy contact { quiet from 20:00 to 08:00 in customer.timezone }"
    ruled = package(quiet + 'rule first { on asked_human { notify done_note(bill = "1") } }' + EMPTY)
    sms = Recorder()
    runtime = Runtime.open(store, ruled, {"sms": sms}, clock)
    clock.pass_(hours=12)
    runtime.send("asked_human", customer="anna")
    runtime.tick()
    assert (sms.messages, runtime.next_due()) == ([], MORNING + timedelta(hours=22))
    clock.pass_(hours=10)
    runtime.tick()
    assert [message.text for message in sms.messages] == ["Done with 1"]
