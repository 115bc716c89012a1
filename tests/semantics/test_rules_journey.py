"""Rule 3: the rules of a journey see an event before its steps do, in the same macrostep."""

from typing import Any

import pytest

from journeyc.runtime.core.inputs import EventInput
from tests.semantics.play import Play, faults, journey

MINUTE = {"minutes": 1}


def begun(text: str, **profile: Any) -> Play:
    play = Play(text, **profile)
    play.send("opened")
    return play


def test_the_third_and_each_further_one() -> None:
    """A count is a fact, so a condition says when it is enough."""
    text = journey(
        """rule often { on 3 a from web within 1 hour when n < 2 { set n = n + 1 } }
           step here via web, chat { on b -> done }""",
        header="context { n: int = 0 }",
    )
    play = begun(text)
    for channel in ("web", "chat", "web"):
        play.send("a", channel)
    assert play.context["n"] == 0
    play.send("a")
    assert play.context["n"] == 1
    play.send("a")
    assert play.context["n"] == 2
    play.send("a")
    (report,) = play.last["rules"]
    assert report["result"] == "guard"
    assert report["condition"] == "n < 2"
    assert report["values"] == {"context.n": 2}
    assert play.reports[-1]["result"] == "not_accepted"


def test_a_rule_is_seen_by_the_step_that_takes_the_event() -> None:
    """One macrostep: rules in written order, each seeing the one before, then the steps."""
    text = journey(
        """rule first { on a { set n = 1 } }
           rule second { on a when n == 1 { set n = n + 10   note "second {{ n }}" } }
           step here via web { on a when n == 11 -> done { set n = 100 } }""",
        header="context { n: int = 0 }",
    )
    play = begun(text)
    seq = play.run["seq"]
    play.send("a")
    assert play.context["n"] == 100
    assert play.end == "done"
    assert play.run["seq"] == seq + 1
    assert play.words == ["second 11"]
    assert [one["rule"] for one in play.last["rules"]] == ["first", "second"]


def test_a_rule_that_was_looked_at_is_told_also_where_the_event_begins_another_journey() -> None:
    text = journey(
        'rule often { on a when customer.bills > 3 { note "rule" } } step here via web { on b -> done }'
    )
    play = begun(
        text + journey("step there via web { on b -> done }", "tour").replace("opened -> here", "a -> there")
    )
    play.send("a")
    assert [(run["run"], run["result"]) for run in play.reports[-1]["runs"]] == [
        ("trip/anna/1", "not_taken"),
        ("tour/anna/1", "started"),
    ]
    assert [rule["result"] for rule in play.reports[-1]["runs"][0]["rules"]] == ["guard"]


def test_an_event_that_no_step_takes_is_a_macrostep_of_its_own() -> None:
    """What a rule raises then moves the run."""
    text = journey(
        """rule often { on 2 a within 1 hour { raise b } }
           step here via web { on b -> done }"""
    )
    play = begun(text)
    assert play.send("a")["result"] == "not_accepted"
    assert play.send("a")["result"] == "accepted"
    assert play.end == "done"
    (told,) = play.last["rules"]
    assert (told["rule"], told["label"]) == ("often", "rule often: on 2 a within 1 hour (line 3)")
    assert told["result"] == "fired"
    assert told["events"] == [play.reports[-2]["input"], play.reports[-1]["input"]]


def test_what_happened_before_the_run_counts() -> None:
    """A rule looks at what has happened to the customer, not at where they are."""
    text = journey("rule often { on 2 a within 1 hour { raise b } } step here via web { on b -> done }")
    play = Play(text)
    play.send("a")
    play.send("opened")
    play.send("a")
    assert play.end == "done"


def test_the_event_that_begins_a_run_is_seen_by_its_rules() -> None:
    """Else no rule could wait for what does not follow the beginning."""
    text = journey(
        """rule silent { on opened then no a within 2 days when topic is set { raise b } }
           step here via web { on b -> done  on c -> gone }""",
        header="context { topic: id? }",
    ).replace("-> here\n", "-> here { set topic = event.bill }\n")
    play = Play(text)
    play.send("opened", bill="B1")
    (entry,) = play.run["timers"]
    assert entry["name"] == "silent/absence/0"
    assert entry["due"] == "2026-11-25T09:00:00Z"
    play.later(days=2)
    play.tick()
    assert play.end == "done"
    assert play.last["rules"][0]["events"] == [play.reports[0]["input"]]


def test_what_comes_in_time_stops_the_waiting() -> None:
    """The very last instant is in time: an event goes before a timer."""
    text = journey(
        "rule silent { on a then no b within 1 hour { raise c } } step here via web { on c -> done }"
    )
    play = begun(text)
    play.send("a")
    play.later(hours=1)
    assert play.send("b")["result"] == "accepted"
    assert play.last["cancelled"] == ["silent/absence/0"]
    play.wait(hours=3)
    assert play.end is None


def test_each_first_event_is_waited_behind() -> None:
    """Two invoices are two silences, each with the invoice it is about."""
    text = journey(
        """rule silent {
             on part_came then no a within 1 hour when event.part != "B" { note "no a: {{ event.part }}" }
           }
           step here via web { on d -> done }"""
    )
    play = begun(text)
    for part in ("A", "B", "C"):
        play.send("part_came", part=part)
        play.wait(minutes=10)
    play.wait(hours=2)
    assert play.words == ["no a: A", "no a: C"]
    assert [effect["at"] for effect in play.of_kind("note")] == [
        "2026-11-23T10:00:00Z",
        "2026-11-23T10:20:00Z",
    ]


def test_business_days_are_those_of_the_calendar() -> None:
    """Friday afternoon to Tuesday is two business days."""
    text = (
        journey(
            """rule silent { on a then no b within 2 business days { raise c } }
               step here via web { on c -> done }""",
            header="calendar desk_days",
        )
        + 'calendar desk_days { timezone "Europe/Berlin"  monday to friday from 08:00 to 18:00 }'
    )
    play = Play(text, at="2026-11-27T15:00:00Z")
    play.send("opened")
    play.send("a")
    assert play.due == {"silent/absence/0": "2026-12-01T15:00:00Z"}


def test_events_about_another_run_do_not_count() -> None:
    """Two disputes of one customer: each counts what is about it."""
    text = (
        journey(
            """rule often { on 2 sent within 1 hour { raise b } }
           step here via web { on b -> done }""",
            header="context { bill: id? } one run per customer, bill",
        ).replace("-> here\n", "-> here { set bill = event.bill }\n")
        + "event sent { bill: id? }"
    )
    play = Play(text)
    play.send("opened", bill="B1")
    play.send("opened", bill="B2")
    first, second = play.runs.values()
    play.send("sent", bill="B1")
    play.send("sent", bill="B2")
    assert [run["outcome"] for run in play.runs.values()] == [None, None]
    play.send("sent", bill="B2")
    ended = {run["id"]: run["outcome"] is not None for run in play.runs.values()}
    assert ended == {first["id"]: False, second["id"]: True}


def test_an_event_for_one_run_counts_there_alone() -> None:
    """Who names the run means no other."""
    text = journey(
        """rule often { on 2 a within 1 hour { note "two" } }
           step here via web { on d -> done }""",
        header="context { bill: id? } one run per customer, bill",
    ).replace("-> here\n", "-> here { set bill = event.bill }\n")
    play = Play(text)
    play.send("opened", bill="B1")
    play.send("opened", bill="B2")
    first, second = list(play.runs)
    play.send("a", run=first)
    play.send("a", run=second)
    assert play.words == []
    play.send("a", run=second)
    assert [effect["run"] for effect in play.of_kind("note")] == [second]


def test_what_a_run_raises_is_seen_too() -> None:
    """A rule may wait behind what another one raised, and count `answered`."""
    text = journey(
        """rule alarmed { on 2 a within 1 hour { raise b } }
           rule silent { on b then no c within 1 day { note "nobody came" } }
           rule asked { on 2 answered within 1 hour { note "two answers" } }
           step here via web { ask n  on b -> here  on answered -> once_more }
           step once_more via web { ask again n  on answered -> done }""",
        header="context { n: int? }",
    )
    play = begun(text)
    play.send("a")
    play.send("a")
    play.answer(n=1)
    play.answer(n=2)
    assert play.words == ["two answers"]
    play = begun(text)
    play.send("a")
    play.send("a")
    play.wait(days=1)
    assert play.words == ["nobody came"]
    assert [event["name"] for event in play.customer["recent"] if event.get("raised")] == ["b"]


def test_rules_that_raise_what_they_wait_for_are_an_incident() -> None:
    """Nothing goes round for ever, and the run stays where it was."""
    text = journey(
        "rule loop { on a when customer.bills == 0 { raise a } } step here via web { on b -> done }"
    )
    play = begun(text)
    play.may_fail = True
    assert play.send("a")["result"] == "incident"
    assert play.incidents[0]["problem"].startswith("the journey raises events without end")
    assert play.places == ["here"]


@pytest.mark.parametrize(
    ("rules", "step", "endless"),
    [
        ("rule r { on a { raise a } }", "on b -> done", True),
        ("rule r { on 1 a within 1 day { raise a } }", "on b -> done", True),
        ("rule r { on c then a within 1 day { raise a } }", "on b -> done", True),
        ("rule r { on a { raise c } } rule s { on c { raise a } }", "on b -> done", True),
        (
            "rule r { on a { raise d } } rule s { on c then d within 1 day { raise a } }",
            "on b -> done",
            False,
        ),
        ("rule r { on a { raise b  raise a } }", "on b -> done", False),
        ("rule r { on a { raise a } }", "on a { raise b }  on b -> done", False),
        ("rule r { on a { raise a } }", "on a -> done", False),
    ],
)
def test_what_is_certain_to_have_no_end_is_not_compiled(rules: str, step: str, *, endless: bool) -> None:
    """Said is what a host would have to stop: the same rules with a condition, which is true, show that."""
    said = faults(journey(f"{rules} step here via web {{ {step} }}"))
    assert ["without end" in text for text in said] == [True] * endless
    allowed = rules.replace(" { raise", " when customer.bills == 0 { raise")
    play = begun(journey(f"{allowed} step here via web {{ {step} }}"))
    play.may_fail = True
    if "on c then a" in rules:
        play.send("c")
    play.send("a")
    assert ["without end" in incident["problem"] for incident in play.incidents] == [True] * endless


def test_a_rule_that_fails_rolls_back_and_counts_once_when_tried_again() -> None:
    """The event is in what rules count already; applied again, it is still one."""
    text = journey(
        """rule often { on 2 divided within 1 hour when n / event.by > 0 { note "two" } }
           step here via web { on divided when n == 5 -> done  on a { set n = 1 } }""",
        header="context { n: int = 0 }",
    )
    play = begun(text)
    play.may_fail = True
    play.send("divided", by=1)
    report = play.send("divided", by=0)
    assert report["result"] == "incident"
    incident = play.incidents[0]
    assert incident["expression"] == "n / event.by > 0"
    count = len(play.customer["recent"])
    play.give(
        EventInput("again", play.now, "divided", {"by": 2}, "web", play.run["id"], None, report["input"])
    )
    assert len(play.customer["recent"]) == count
    assert play.last["rules"][0]["events"] == [play.reports[-3]["input"], report["input"]]


@pytest.mark.parametrize("command", ["suspend", "nothing"])
def test_a_run_that_is_held_sees_nothing(command: str) -> None:
    """What must not happen and did while an operator held the run is found at the end of the time."""
    text = journey(
        'rule silent { on a then no b within 1 hour { note "silence" } } step here via web { on d -> done }'
    )
    play = begun(text)
    play.send("a")
    if command == "suspend":
        play.operate("suspend")
        play.wait(minutes=30)
        assert play.send("b")["because"] == "suspended"
        play.operate("resume")
        assert play.due == {"silent/absence/0": "2026-11-23T10:30:00Z"}
    play.wait(hours=3)
    assert play.words == ([] if command == "suspend" else ["silence"])


def test_a_pause_and_an_interrupt_do_not_stop_rules() -> None:
    """Rules do not look at where the customer is; they do not bring a paused run back either."""
    text = journey(
        """pause { on c }
           rule silent { on a then no b within 1 hour { note "silence" } }
           step here via web { on d -> done }
           anytime urgent off { on told -> wait_here step wait_here via web { on d -> back } }"""
    )
    play = begun(text)
    play.send("c")
    assert play.run["status"] == "paused"
    play.send("a")
    assert play.run["status"] == "paused"
    play.wait(hours=1)
    assert play.words == ["silence"]
    assert play.run["status"] == "paused"
    play.send("told", accepted=True)
    play.send("a")
    play.wait(hours=1)
    assert play.words == ["silence", "silence"]


def test_a_kept_event_is_seen_once() -> None:
    """Rules see it when it comes, not again when a step takes it."""
    text = journey(
        """rule seen { on early { set n = n + 1 } }
           step here via web { on a -> there }
           step there via web { on early -> done }""",
        header="context { n: int = 0 }",
    )
    play = begun(text)
    assert play.send("early")["result"] == "kept"
    assert play.context["n"] == 1
    play.send("a")
    assert play.end == "done"
    assert play.context["n"] == 1


def test_a_migrated_run_goes_on_waiting() -> None:
    """A rule that the new version has too keeps its time; one that is gone waits no longer."""
    first = journey(
        """rule kept { on a then no b within 1 day { note "old" } }
           rule gone_rule { on a then no b within 2 days { note "gone" } }
           step here via web { on d -> done }""",
        header="version 1",
    )
    second = journey(
        """rule kept { on a then no b within 5 days { note "new" } }
           step here via web { on d -> done }
           migrate from 1 { }""",
        header="version 2",
    )
    play = Play(first)
    play.send("opened")
    play.send("a")
    play.directory = Play(first, second).directory
    play.operate("migrate")
    assert play.due == {"kept/absence/0": "2026-11-24T09:00:00Z"}
    play.wait(days=3)
    assert play.words == ["new"]


def test_what_becomes_of_a_message_is_seen() -> None:
    """A rule may wait for a message to be opened that no step asks about."""
    text = journey(
        """rule opened_it { on nudge.opened { raise b } }
           step here via web { enter { notify nudge } on b -> done }"""
    )
    play = begun(text)
    play.deliver(play.effects[0], "sent")
    assert play.end is None
    play.deliver(play.effects[0], "opened")
    assert play.end == "done"


def test_the_view_says_what_is_waited_for() -> None:
    """In the words of the author."""
    play = begun(
        journey("rule r { on a then no b within 1 hour { raise c } } step here via web { on c -> done }")
    )
    play.send("a")
    (timer,) = play.view().timers
    assert timer.label == "rule r: on a then no b within 1 hour (line 3)"
