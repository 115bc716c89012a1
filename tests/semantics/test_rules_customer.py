"""Rule 3: rules outside of journeys serve the customer, whatever journey they are in."""

from journeyc.runtime.core.inputs import DeliveryInput, EventInput, RetryInput
from tests.semantics.play import Play, journey

TRIP = journey("step here via web { on b when customer.bills == 2 -> done  on c -> gone }")


def test_what_is_set_is_seen_by_later_rules_and_by_steps() -> None:
    """Facts follow from facts within one event, and the profile keeps them."""
    play = Play(
        """rule first { on b { set customer.bills = customer.bills + 1 } }
           rule second {
             on b when customer.bills == 1 { set customer.bills = 2  emit sent_out(words = "two") }
           }"""
        + TRIP
    )
    play.send("opened")
    play.send("b")
    assert play.end == "done"
    assert play.customer["profile"] == {"bills": 2}
    assert [one["rule"] for one in play.reports[-1]["rules"]] == ["first", "second"]


def test_rules_of_customer_and_journey_may_look_alike() -> None:
    """Where their conditions are computed, one set of rules is to an engine what the other is."""
    play = Play(
        'rule liked { on b when customer.tier in [bronze] { emit sent_out(words = "liked") } }'
        + journey(
            """rule small { on b when customer.bills in [0, 1] { set n = n + 1 } }
               step here via web { on d -> done }""",
            header="context { n: int = 0 }",
        )
    )
    play.send("opened")
    play.send("b")
    assert [effect["place"] for effect in play.effects] == ["liked"]
    assert play.context["n"] == 1


def test_a_field_of_the_event_is_a_condition_by_itself() -> None:
    play = Play(
        """rule yes { on told when event.accepted { emit sent_out(words = "yes") } }
           rule both {
             on told when customer.bills in [0] and event.accepted { emit sent_out(words = "both") }
           }
           rule no { on told when not event.accepted { emit sent_out(words = "no") } }"""
        + TRIP
    )
    play.send("told", accepted=True)
    assert [effect["place"] for effect in play.effects] == ["yes", "both"]
    play.send("told", accepted=False)
    assert [effect["place"] for effect in play.effects] == ["yes", "both", "no"]


def test_a_customer_without_runs_has_rules_all_the_same() -> None:
    """An event is accepted where a rule does something with it; the reason stays where none does."""
    play = Play("rule often { on 2 a within 1 hour { notify nudge } }" + TRIP)
    assert play.send("a")["result"] == "not_accepted"
    report = play.send("a")
    assert report["result"] == "accepted"
    assert report["rules"][0]["events"] == [play.reports[0]["input"], report["input"]]
    assert play.effects == [
        {
            "id": "customer:anna/2/0",
            "run": "customer:anna",
            "customer": "anna",
            "at": "2026-11-23T09:00:00Z",
            "place": "often",
            "kind": "notify",
            "notification": "nudge",
            "arguments": {},
            "channel": "sms",
        }
    ]


def test_no_two_effects_have_one_id() -> None:
    """Several rules, several silences that end at once, and an event: one input, and one row of numbers."""
    play = Play(
        """rule silent { on a then no b within 1 hour { emit sent_out(words = "silence") } }
           rule first { on c { emit sent_out(words = "first")  notify nudge } }
           rule second { on c { emit sent_out(words = "second") } }"""
        + TRIP
    )
    play.send("a")
    play.send("a")
    play.later(hours=2)
    play.send("c")
    assert [effect["id"] for effect in play.effects] == [f"customer:anna/3/{number}" for number in range(5)]
    assert [one["rule"] for one in play.reports[-1]["rules"]] == ["silent", "silent", "first", "second"]
    assert "timers" not in play.customer
    play.send("c")
    assert play.effects[-1]["id"] == "customer:anna/4/2"


def test_what_a_rule_starts_does_not_get_the_event() -> None:
    """A run that the third failure begins is not lost by that failure."""
    other = """journey rescue "Rescue" {
      starts -> wait_here  step wait_here via web { on a -> saved }  end saved success }"""
    play = Play("rule often { on 2 a within 1 hour { start rescue() } }" + TRIP + other)
    play.send("a")
    report = play.send("a")
    assert report["began"] == ["rescue/anna/1"]
    assert play.run_of("rescue")["configuration"] == ["wait_here"]
    report = play.send("a")
    assert report["rules"][0]["reason"] == "`rescue` already runs for this customer as `rescue/anna/1`"
    assert play.run_of("rescue")["outcome"]


def test_silences_live_in_the_document_of_the_customer() -> None:
    """They survive a restart, and another customer has their own."""
    play = Play("rule silent { on a then no b within 10 days { set customer.bills = 1 } }" + TRIP)
    play.send("a")
    (entry,) = play.customer["timers"]
    assert (entry["name"], entry["kind"], entry["due"]) == (
        "silent/absence/0",
        "absence",
        "2026-12-03T09:00:00Z",
    )
    play.send("b")
    assert "timers" not in play.customer
    play.send("a")
    play.wait(days=10)
    assert play.customer["profile"] == {"bills": 1}


def test_schedules_and_silences_stand_side_by_side() -> None:
    """Both are timers of the customer, and neither forgets the other."""
    daily = 'journey daily "Daily" { starts every day at 10:00 -> there  end there "There" success }'
    play = Play("rule silent { on a then no b within 36 hours { notify nudge } }" + daily)
    play.send("a")
    assert sorted(entry["kind"] for entry in play.customer["timers"]) == ["absence", "schedule"]
    play.know(tier="gold")
    play.wait(hours=37)
    assert play.notified == ["nudge"]
    assert [entry["kind"] for entry in play.customer["timers"]] == ["schedule"]
    assert len(play.runs) == 2


def test_segments_that_a_rule_leads_into_are_seen() -> None:
    """A rule sets a field, the field a segment, the segment another rule."""
    play = Play(
        """segment many "Many" when customer.bills > 1
           rule grows { on a { set customer.bills = customer.bills + 1 } }
           rule entered { on many.entered { notify nudge } }"""
        + TRIP
    )
    play.send("a")
    assert play.notified == []
    play.send("a")
    assert play.notified == ["nudge"]
    play.send("a")
    assert play.notified == ["nudge"]


def test_events_inside_of_runs_are_none_of_their_concern() -> None:
    """What a run raises stays in it; what becomes of its messages does not."""
    play = Play(
        """rule raised { on b { set customer.bills = 7 } }
           rule read { on nudge.opened { set customer.bills = 8 } }"""
        + journey("rule here_too { on a { raise b  notify nudge } } step here via web { on d -> done }")
    )
    play.send("opened")
    play.send("a")
    assert play.customer["profile"] == {}
    play.deliver(play.effects[0], "opened")
    assert play.customer["profile"] == {"bills": 8}


def test_what_becomes_of_their_own_messages_is_seen() -> None:
    """A message that no run has sent belongs to the customer."""
    play = Play(
        "rule writes { on a { notify nudge } } rule read { on nudge.opened { set customer.bills = 8 } }"
        + TRIP
    )
    play.send("a")
    effect = play.effects[0]["id"]
    play.give(DeliveryInput("d1", play.now, effect, "nudge", "opened", "sms"))
    assert play.customer["profile"] == {"bills": 8}


def test_a_rule_that_fails_does_not_keep_the_event_from_steps() -> None:
    """All rules of that event are undone; the run goes on, and the rules can be tried again."""
    play = Play(
        """rule first { on divided { set customer.bills = 5 } }
           rule second { on divided when customer.bills / event.by > 0 { notify nudge } }"""
        + journey("step here via web { on divided -> done }")
    )
    play.may_fail = True
    play.send("opened")
    report = play.send("divided", by=0)
    assert report["result"] == "accepted"
    assert play.end == "done"
    assert play.customer["profile"] == {}
    (incident,) = play.incidents
    assert incident["run"] == "customer:anna"
    again = EventInput("r", play.now, "divided", {"by": 1}, "web", incident["run"], None, report["input"])
    assert play.give(again)["result"] == "accepted"
    assert play.customer["profile"] == {"bills": 5}
    assert play.notified == ["nudge"]


def test_a_silence_that_fails_can_be_tried_again() -> None:
    """Its event is kept with the incident."""
    play = Play(
        "rule silent { on a then no b within 1 hour when 4 / customer.bills > 1 { notify nudge } }" + TRIP
    )
    play.may_fail = True
    play.send("a")
    play.wait(hours=1)
    (incident,) = play.incidents
    assert "timers" not in play.customer
    play.know(bills=1)
    play.give(RetryInput("r", play.now, incident["run"], incident["input"]))
    assert play.notified == ["nudge"]


def test_an_ambiguous_event_is_counted_when_it_comes_again() -> None:
    """Who must say which run has sent nothing yet."""
    keyed = TRIP.replace('"Trip" {', '"Trip" { context { bill: id? } one run per customer, bill', 1)
    play = Play(
        "rule often { on c { set customer.bills = 9 } }"
        + keyed.replace("-> here\n", "-> here { set bill = event.bill }\n")
    )
    play.send("opened", bill="B1")
    play.send("opened", bill="B2")
    assert play.send("c")["result"] == "ambiguous"
    assert play.customer["profile"] == {}
    play.send("c", run="trip/anna/1")
    assert play.customer["profile"] == {"bills": 9}


def test_a_rule_that_two_packages_import_is_one() -> None:
    """It fires once, as it is one rule of the company."""
    rule = "rule grows { on a { set customer.bills = customer.bills + 1 } }"
    play = Play(rule + TRIP, rule + TRIP.replace("trip", "other"))
    play.send("a")
    assert play.customer["profile"] == {"bills": 1}


MANY = """segment many "Many" when customer.bills > 1
  rule entered { on many.entered { set customer.tier = gold } }"""


def test_what_rules_change_on_a_segment_is_looked_at_at_once() -> None:
    """A condition that a rule makes true is not found only with the next input."""
    play = Play(MANY + journey("step here via web { when customer.tier == gold -> done  on a -> gone }"))
    play.send("opened")
    play.know(bills=2)
    assert play.end == "done"


def test_rules_and_segments_that_chase_each_other_are_an_incident() -> None:
    """Nothing goes round for ever."""
    play = Play(
        """segment many "Many" when customer.bills > 1
           rule down { on many.entered { set customer.bills = 0 } }
           rule up { on many.left { set customer.bills = 2 } }"""
        + TRIP
    )
    play.may_fail = True
    play.know(bills=2)
    assert play.incidents[-1]["problem"] == "rules and segments change each other without end"
