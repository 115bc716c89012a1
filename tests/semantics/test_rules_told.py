"""What is told of rules: why one fired or did not, in the history of an event, and how far each has come."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from journeyc.expression.values import to_instant
from journeyc.runtime.core.failure import MASK
from journeyc.runtime.core.rule_view import RuleNow, rules_of_customer, rules_of_run
from tests.semantics.play import Play, journey

STEP = "step here via web { on c -> done }"
TRIP = journey(STEP)


def told(play: Play) -> dict[str, Any]:
    """What the last input did by each rule of the customer, without its label."""
    rules = play.reports[-1].get("rules", [])
    return {
        rule["rule"]: {k: v for k, v in rule.items() if k not in {"rule", "label", "engine"}}
        for rule in rules
    }


def now(play: Play) -> dict[str, RuleNow]:
    """How far all rules have come."""
    found = [*rules_of_customer(play.directory.customer_rules, play.customer, play.now)]
    for run in play.open_runs:
        found += rules_of_run(play.directory.by_hash[run["definition_hash"]], run, play.customer, play.now)
    return {rule.rule: rule for rule in found}


def test_too_few_events_are_told_with_those_that_count() -> None:
    play = Play("rule often { on 3 a within 1 hour { notify nudge } }" + TRIP)
    first = play.send("a")["input"]
    assert told(play) == {"often": {"result": "incomplete", "events": [first], "wanted": 3}}
    play.later(minutes=61)
    second = play.send("a")["input"]
    assert told(play) == {"often": {"result": "incomplete", "events": [second], "wanted": 3}}


def test_a_sequence_tells_what_came_with_its_last_event() -> None:
    play = Play("rule both { on a then b within 1 hour { notify nudge } }" + TRIP)
    last = play.send("b")["input"]
    assert told(play) == {"both": {"result": "incomplete", "events": [last], "wanted": 2}}
    play.send("a")
    assert told(play) == {}


def test_an_event_over_another_channel_is_told() -> None:
    play = Play("rule web_only { on 2 a from web within 1 hour { notify nudge } }" + TRIP)
    event = play.send("a", channel="chat")["input"]
    assert told(play) == {"web_only": {"result": "channel", "events": [event]}}


def test_waiting_and_its_end_are_told() -> None:
    """With what is waited behind, until when, and what ended it."""
    play = Play("rule silent { on a then no b within 1 hour { notify nudge } }" + TRIP)
    first = play.send("a")["input"]
    waits = {"result": "waits", "events": [first], "until": "2026-11-23T10:00:00Z"}
    assert told(play) == {"silent": waits}
    last = play.send("b")["input"]
    assert told(play) == {"silent": {"result": "stopped", "events": [first, last]}}
    again = play.send("a")["input"]
    play.now = to_instant("2026-11-23T10:00:00Z")
    play.tick()
    assert told(play) == {"silent": {"result": "fired", "events": [again]}}


def test_what_came_while_nobody_looked_is_told_at_the_end() -> None:
    """A run that an operator holds sees no event."""
    play = Play(journey(f"rule silent {{ on a then no b within 1 hour {{ raise c }} }} {STEP}"))
    play.send("opened")
    first = play.send("a")["input"]
    play.operate("suspend")
    last = play.send("b")["input"]
    assert now(play)["silent"].events == (first,)
    play.later(hours=2)
    play.operate("resume")
    play.wait(hours=1)
    rules = [rule for report in play.reports for run in report["runs"] for rule in run.get("rules", ())]
    assert [(rule["result"], rule["events"]) for rule in rules] == [
        ("waits", [first]),
        ("stopped", [first, last]),
    ]


def test_the_reason_that_a_journey_did_not_begin_is_with_the_rule_that_asked_for_it() -> None:
    """Though another one has something to tell behind it."""
    play = Play(
        """rule again { on a { start trip() } }
           rule often { on 3 a within 1 hour { notify nudge } }"""
        + journey(STEP, header="starts ->  here").replace("starts on opened -> here", "")
    )
    play.send("a")
    play.send("a")
    rules = told(play)
    assert "reason" in rules["again"]
    assert "reason" not in rules["often"]


# ── how far they have come ──


def test_what_has_fired_fires_with_each_further_one() -> None:
    """It has not come to less than it had, and not to more than its window holds."""
    play = Play("rule twice { on 2 a within 1 hour { notify nudge } }" + TRIP)
    events = []
    for _ in range(3):
        events.append(play.send("a")["input"])
        play.later(minutes=20)
    assert now(play)["twice"].events == tuple(events)
    assert now(play)["twice"].until == "2026-11-23T10:40:00Z"
    play.later(minutes=20)
    assert now(play)["twice"].events == tuple(events[1:])


def test_rules_of_the_customer_and_of_a_run() -> None:
    play = Play(
        """rule often { on 3 a within 1 hour when customer.bills > 1 { notify nudge } }
           rule single { on c when event.at > now - 1 day { notify nudge } }"""
        + journey(f"rule twice {{ on 2 a within 2 hours {{ raise c }} }} {STEP}"),
        bills=1,
    )
    play.send("opened")
    first = play.send("a")["input"]
    play.later(minutes=30)
    second = play.send("a", channel="chat")["input"]
    rules = now(play)
    assert rules["often"] == RuleNow(
        rule="often",
        label=rules["often"].label,
        run="",
        events=(first, second),
        wanted=3,
        until="2026-11-23T10:00:00Z",
        condition="customer.bills > 1",
        holds=False,
        values={"customer.bills": 1},
    )
    assert (rules["single"].events, rules["single"].holds, rules["single"].values) == ((), None, {})


def test_a_sequence_has_come_as_far_as_its_first_events() -> None:
    play = Play("rule three { on a then b then c within 1 hour { notify nudge } }" + TRIP)
    assert now(play)["three"].events == ()
    first = play.send("a")["input"]
    assert now(play)["three"].events == (first,)
    second = play.send("b")["input"]
    assert now(play)["three"].events == (first, second)
    assert now(play)["three"].until == "2026-11-23T10:00:00Z"
    play.later(minutes=61)
    assert now(play)["three"].events == ()


def test_a_rule_that_waits_reads_the_event_that_it_waits_behind() -> None:
    """Its condition is looked at when the time is over, and can be told before."""
    play = Play("rule silent { on a then no b within 1 hour when event.at < now { notify nudge } }" + TRIP)
    assert now(play)["silent"].holds is None
    play.send("a")
    assert now(play)["silent"].holds is False
    play.later(minutes=1)
    assert now(play)["silent"].holds is True
    assert now(play)["silent"].until == "2026-11-23T10:00:00Z"


def test_what_has_no_value_is_not_said_to_hold_or_not() -> None:
    play = Play("rule odd { on a when 1 / customer.bills > 0 { notify nudge } }" + TRIP, bills=0)
    assert now(play)["odd"].holds is None
    assert now(play)["odd"].values == {"customer.bills": 0}


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from([0, 10, 29, 31, 61])), max_size=9))
def test_a_rule_that_lacks_one_event_fires_with_it(happenings: list[tuple[str, int]]) -> None:
    """What the view says of now is what then happens."""
    play = Play(
        """rule often { on 3 a within 1 hour { emit sent_out(words = "1") } }
           rule pair { on a then b within 30 minutes { emit sent_out(words = "2") } }
           rule row { on a then b then a within 1 hour { emit sent_out(words = "3") } }"""
        + TRIP
    )
    for name, minutes in happenings:
        play.later(minutes=minutes)
        lacking = {rule.rule for rule in now(play).values() if len(rule.events) >= rule.wanted - 1}
        counted = {rule.rule: rule.events[1 - rule.wanted :] for rule in now(play).values()}
        play.send(name)
        of_last = {rule: one for rule, one in told(play).items() if one["result"] in {"fired", "incomplete"}}
        for rule, one in of_last.items():
            assert (one["result"] == "fired") == (rule in lacking)
            if one["result"] == "fired":
                assert tuple(one["events"][:-1]) == counted[rule]


def test_private_values_are_masked() -> None:
    play = Play('rule r { on a when customer.first_name == "there" { notify nudge } }' + TRIP)
    assert now(play)["r"].values == {"customer.first_name": MASK}
    assert now(play)["r"].holds is True


def test_what_a_rule_of_the_customer_sets_and_decides_is_told_with_it() -> None:
    """There is no run that could tell of it; what is private is masked."""
    play = Play(
        """decision risk(n: int) gives int unique { when n > 1 => 9  when n <= 1 => 2 }
           rule weighed {
             on a { set customer.bills = risk(customer.bills)  set customer.first_name = "Eva" }
           }
           rule seen { on a when customer.bills == 2 { notify nudge } }"""
        + TRIP
    )
    play.send("a")
    rules = told(play)
    assert rules["weighed"]["set"] == {"bills": 2, "first_name": MASK}
    (decided,) = rules["weighed"]["decided"]
    assert decided["decision"] == "risk"
    assert [row["condition"] for row in decided["rows"]] == ["n <= 1"]
    assert rules["seen"]["result"] == "fired"
    assert "set" not in rules["seen"]


def test_what_the_length_of_a_wait_asked_is_told_with_it() -> None:
    """And with no other rule; the length of a window leads to nothing by itself."""
    play = Play(
        """decision span(n: int) gives duration unique { when n > 1 => 2 hours  when n <= 1 => 1 hour }
           rule silent { on a then no b within span(customer.bills) { notify nudge } }
           rule twice { on 2 a within span(customer.bills) { notify nudge } }
           rule later { on a { set customer.bills = 0 } }"""
        + TRIP
    )
    play.send("a")
    play.send("a")
    asked = {name: [row["decision"] for row in rule.get("decided", ())] for name, rule in told(play).items()}
    assert asked == {"silent": ["span"], "twice": [], "later": []}


def test_a_window_that_has_no_length_now_is_told_of_no_rule() -> None:
    """The rule before it gives it one: what was asked for it meanwhile is forgotten, with an engine too."""
    play = Play(
        """decision span(n: int) gives duration unique { when n > 1 => 99 months  when n <= 1 => 1 hour }
           rule first { on a { set customer.bills = 0 } }
           rule twice { on 2 a within span(customer.bills) { notify nudge } }"""
        + TRIP
    )
    play.send("a")
    play.know(bills=9)
    play.send("a")
    assert [rule["result"] for rule in told(play).values()] == ["fired", "fired"]
    assert "decided" not in told(play)["first"]


def test_nothing_counts_while_a_window_has_no_length() -> None:
    """Whoever looks sees the other rules all the same."""
    play = Play(
        """rule twice { on 2 a within customer.patience { notify nudge } }
           rule three { on 3 a within 1 hour { notify nudge } }"""
        + TRIP
    )
    play.send("a")
    assert {name: len(rule.events) for name, rule in now(play).items()} == {"twice": 0, "three": 1}
    play.know(patience="PT3600S")
    assert {name: len(rule.events) for name, rule in now(play).items()} == {"twice": 1, "three": 1}
