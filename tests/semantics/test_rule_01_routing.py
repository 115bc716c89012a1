"""Rule 1: which run an event is for."""

from tests.semantics.play import Play, journey

PER_BILL = """journey trip "Trip" {
  one run per customer, bill
  context { bill: id = "none" }
  starts on opened -> here { set bill = event.bill else "none" }
  step here via web {
    ask again bill
    on a -> done
    on news { note "{{ bill }}" }
    on b -> there
    on answered { note "answered {{ bill }}" }
  }
  step there via web { on b -> here  on early -> done }
  end done success
}"""


def two() -> Play:
    play = Play(PER_BILL)
    play.send("opened", bill="B1")
    play.send("opened", bill="B2")
    assert [run["key"] for run in play.runs.values()] == [["B1"], ["B2"]]
    return play


def test_an_event_goes_to_an_open_run_before_a_journey_starts_on_it() -> None:
    play = Play(journey("step here via web { on opened -> done }"))
    assert play.send("opened")["began"] == ["trip/anna/1"]
    assert "began" not in play.send("opened")
    assert play.end == "done"


def test_the_fields_that_tell_runs_apart_choose_the_run() -> None:
    play = two()
    assert play.send("opened", bill="B2")["because"] == "reentry"
    assert play.send("news", bill="B2")["result"] == "accepted"
    assert play.words == ["B2"]


def test_an_event_for_two_runs_of_one_journey_is_ambiguous_and_lists_them() -> None:
    play = two()
    report = play.send("a")
    assert report["result"] == report["because"] == "ambiguous"
    assert "`trip/anna/1`, `trip/anna/2`" in report["reason"]
    assert all(run["seq"] == 1 for run in play.runs.values())


def test_an_event_that_names_a_run_is_for_that_run_alone() -> None:
    play = two()
    assert play.send("a", run="trip/anna/2")["result"] == "accepted"
    assert [run["status"] for run in play.runs.values()] == ["active", "ended"]
    report = play.send("a", run="trip/anna/9")
    assert report["result"] == "not_accepted"
    assert "there is no open run `trip/anna/9`" in report["reason"]


def test_an_event_that_names_a_run_starts_no_other() -> None:
    play = two()
    play.send("opened", bill="B3", run="trip/anna/1")
    assert len(play.runs) == 2


def test_an_event_to_all_runs_reaches_all_that_take_it() -> None:
    play = two()
    assert play.send("news")["result"] == "accepted"
    assert play.words == ["B1", "B2"]


def test_an_event_that_one_of_two_runs_takes_is_not_ambiguous() -> None:
    play = two()
    play.send("b", run="trip/anna/1")
    assert play.send("a")["result"] == "accepted"
    assert [run["status"] for run in play.runs.values()] == ["active", "ended"]


def test_a_conversation_speaks_for_the_run_it_spoke_for_last() -> None:
    play = two()
    play.send("b", run="trip/anna/2", conversation="call 7")
    play.send("b", conversation="call 7")
    assert play.run["seq"] == 1
    play.send("a", conversation="call 7")
    assert [run["status"] for run in play.runs.values()] == ["active", "ended"]


def test_a_conversation_is_no_reason_to_refuse_another_run() -> None:
    play = two()
    play.send("b", run="trip/anna/2", conversation="call 7")
    assert play.send("a", conversation="call 7")["result"] == "accepted"
    assert play.end == "done"


def test_answers_find_the_run_that_asks_or_are_ambiguous() -> None:
    play = two()
    assert play.answer(bill="B9")["result"] == "ambiguous"
    play.send("b", run="trip/anna/1")
    assert play.answer(bill="B9")["result"] == "accepted"
    assert play.words == ["answered B9"]


def test_answers_that_are_ambiguous_change_nothing() -> None:
    """They come again with the run they are for; what is due meanwhile fires then."""
    text = """step here via web {{ ask words  on answered -> done  after {} -> there }}
              step there via web {{ ask words  on answered -> done }}"""
    header = "context { words: text? }"
    play = Play(journey(text.format("1 day"), header=header) + journey(text.format("9 days"), "tour", header))
    play.send("opened")
    play.later(days=2)
    before = dict(play.runs)
    report = play.answer(words="yes")
    assert (report["result"], report["runs"], play.runs) == ("ambiguous", [], before)
    play.answer(words="yes", run="tour/anna/1")
    assert [play.end_of(run) or run["configuration"] for run in play.runs.values()] == [["there"], "done"]


def test_answers_follow_the_conversation() -> None:
    play = two()
    play.send("b", run="trip/anna/2", conversation="call 7")
    play.send("b", run="trip/anna/2", conversation="call 7")
    assert play.answer(bill="B9", conversation="call 7")["result"] == "accepted"
    assert play.run["context"] == {"bill": "B1"}


def test_an_event_nobody_takes_says_why_and_who_would() -> None:
    play = two()
    report = play.send("opened", bill="B1")
    assert report["because"] == "reentry"
    play.send("b", run="trip/anna/1")
    play.send("b", run="trip/anna/2")
    report = play.send("a")
    assert report["result"] == "not_accepted"
    assert report["reason"] == "no active step takes `a`; it is taken in `here`"


def test_runs_of_two_journeys_take_one_event_together() -> None:
    other = PER_BILL.replace("journey trip", "journey tour")
    play = Play(f"{PER_BILL}\n{other}")
    assert play.send("opened", bill="B1")["began"] == ["trip/anna/1", "tour/anna/1"]
    assert play.send("a")["result"] == "accepted"
    assert {run["status"] for run in play.runs.values()} == {"ended"}


def test_a_start_with_a_condition_or_another_channel_does_not_begin() -> None:
    play = Play(
        """journey trip "Trip" {
          starts on opened from chat -> here
          starts on opened when event.bill is set -> there
          step here via web { on a -> done }
          step there via web { on a -> done }
          end done success
        }"""
    )
    report = play.send("opened")
    assert report["result"] == "not_accepted"
    assert not play.runs
    play.send("opened", bill="B1")
    assert play.places == ["there"]


def test_what_one_run_does_to_another_holds_when_both_take_an_event() -> None:
    """The parent leaves the step of its sub-journey and so cancels it,
       on the event that the sub-journey takes,
    too.
    """
    play = Play(
        journey("step here { run inner() { ends found -> done }  on a -> gone }")
        + """journey inner "Inner" {
          starts -> look
          step look via web { on a -> again }
          step again via web { on a -> found }
          end found success
        }"""
    )
    play.send("opened")
    play.send("a")
    assert play.end == "gone"
    assert play.run_of("inner")["outcome"] == {
        "end": "cancelled",
        "kind": "neutral",
        "at": "2026-11-23T09:00:00Z",
    }


def test_what_a_run_would_have_failed_at_is_not_told_once_it_is_cancelled() -> None:
    """The answer is of what happened; that a timer of another run failed on the way is its own matter."""
    play = Play(
        journey("step here via web { run inner { ends over -> done } on a -> gone }")
        + """journey inner "Inner" { starts -> look  context { n: decimal = 1 }
               step look via web { on a { set n = n / customer.bills }  on b -> over }  end over success }
             journey tour "Tour" { starts on early -> visit  context { n: decimal = 1 }
               step visit via web { after 1 day { set n = n / customer.bills }  on b -> over_there }
               end over_there success }"""
    )
    play.may_fail = True
    play.send("opened")
    play.send("early")
    play.later(days=1, hours=1)
    report = play.send("a")
    assert (report["result"], report["reason"]) == ("accepted", "")
    assert [(incident["run"], incident["input"]["kind"]) for incident in play.incidents] == [
        ("tour/anna/1", "timer")
    ]
    assert [play.end_of(run) for run in play.runs.values()] == ["gone", "cancelled", None]


def test_a_declared_event_that_nobody_names_enters_the_timeline() -> None:
    """It is not accepted, as any that nobody takes; one that nobody has declared is refused."""
    play = Play(journey("step here via web { on a -> done }") + " event heard_of { n: int }")
    assert play.send("heard_of", n=1)["result"] == "not_accepted"
    assert play.send("heard_off", n=1)["reason"] == (
        "no journey knows an event `heard_off`; did you mean `heard_of`?"
    )
    assert play.send("heard_of")["faults"] == ["`n` is missing"]
