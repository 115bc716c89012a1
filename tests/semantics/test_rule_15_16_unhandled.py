"""Rules 15 and 16: three kinds of errors, and events that nobody takes."""

from datetime import timedelta

from tests.semantics.play import Play, faults, journey

KEEP = journey(
    """step here via web { on a -> there  on b { note "b" } }
       step there via web { on early -> done { note "early" }  on early_too { note "early too" }
         on a -> here }"""
)


def test_an_outcome_that_nobody_handles_is_refused_by_the_compiler() -> None:
    assert faults(journey('step here { call bank.pay(bill = "B", tries = 1) { ok -> done } }'))
    assert faults(
        journey("step here { run inner() { ends over -> done } }")
        + 'journey inner "I" { starts -> look step look via web { on a -> over '
        "on b -> other } end over success end other failure }"
    )


def test_an_event_without_keep_says_where_it_would_be_taken() -> None:
    play = Play(journey("step here via web { on a -> there } step there via web { on b -> done }"))
    play.send("opened")
    report = play.send("b")
    assert (report["result"], report["because"]) == ("not_accepted", "not_accepted")
    assert report["reason"] == "no active step takes `b`; it is taken in `there`"
    assert play.run["seq"] == 1


def test_an_event_whose_condition_is_not_true_says_so() -> None:
    play = Play(journey("step here via web { on told when event.accepted -> done  on a from chat -> done }"))
    play.send("opened")
    assert "but its condition is not true" in play.send("told", accepted=False)["reason"]
    assert "but it takes other channels" in play.send("a")["reason"]


def test_an_event_with_keep_waits_until_a_step_takes_it() -> None:
    play = Play(KEEP)
    play.send("opened")
    report = play.send("early", "chat")
    assert report["result"] == "kept"
    assert "it waits in `trip/anna/1`" in report["reason"]
    assert play.run["mailbox"] == [
        {"id": "i2", "name": "early", "payload": {}, "channel": "chat", "at": "2026-11-23T09:00:00Z",
         "expires": "2026-11-25T09:00:00Z"}
    ]  # fmt: skip
    play.send("b")
    assert play.words == ["b"]
    play.send("a")
    assert play.words == ["b", "early"]
    assert play.end == "done"


MOMENT = journey(
    """step here via web { on a -> there }
       step there via web { on early { set came = event.at }  on b -> done }""",
    header="context { came: instant? }",
)


def test_a_kept_event_carries_the_time_at_which_it_came() -> None:
    play = Play(MOMENT)
    play.send("opened")
    play.wait(minutes=5)
    play.send("early")
    play.wait(hours=3)
    play.send("a")
    assert play.context["came"] == "2026-11-23T09:05:00Z"
    assert play.run["logical_time"] == "2026-11-23T12:05:00Z"


def test_an_event_that_was_kept_out_of_order_carries_its_own_time() -> None:
    play = Play(MOMENT)
    play.send("opened")
    play.wait(minutes=5)
    play.now -= timedelta(hours=1)
    play.send("early")
    assert play.run["mailbox"][0]["expires"] == "2026-11-25T09:00:00Z"
    play.now += timedelta(hours=2)
    play.send("a")
    assert play.context["came"] == "2026-11-23T08:05:00Z"


def test_a_kept_event_expires() -> None:
    play = Play(KEEP)
    play.send("opened")
    play.send("early")
    play.wait(days=2)
    play.send("a")
    assert play.places == ["there"]
    assert "mailbox" not in play.run


def test_kept_events_are_offered_in_the_order_in_which_they_came() -> None:
    play = Play(KEEP)
    play.send("opened")
    play.send("early_too")
    play.send("early_too")
    play.send("early")
    play.send("a")
    assert play.words == ["early too", "early too", "early"]


def test_an_event_is_not_kept_by_a_run_that_never_takes_it() -> None:
    play = Play(
        journey("step here via web { on a -> done }")
        + journey("step here via web { on b -> there } step there via web { on early -> done }", "tour")
    )
    play.send("opened")
    play.send("early")
    assert "mailbox" not in play.run_of("trip")
    assert play.run_of("tour")["mailbox"]


def test_a_kept_event_that_fails_is_an_incident_and_is_gone() -> None:
    play = Play(
        journey(
            """step here via web { on a -> there }
               step there via web { on early when 10 / customer.bills > 1 -> done  on a -> here }"""
        )
    )
    play.may_fail = True
    play.send("opened")
    play.send("early")
    play.send("a")
    assert play.places == ["there"]
    assert len(play.incidents) == 1
    assert play.incidents[0]["input"]["name"] == "early"
    assert "mailbox" not in play.run


def test_a_kept_event_that_fails_keeps_no_other_from_being_offered() -> None:
    play = Play(
        journey(
            """step here via web { on a -> there }
               step there via web { on early when 10 / customer.bills > 1 -> done
                 on early_too { note "taken" } on a -> here }"""
        )
    )
    play.may_fail = True
    play.send("opened")
    play.send("early")
    play.send("early_too")
    play.send("a")
    assert len(play.incidents) == 1
    assert play.words == ["taken"]
    assert "mailbox" not in play.run


def test_what_waits_in_two_runs_is_taken_once() -> None:
    text = KEEP + KEEP.replace("journey trip", "journey tour").replace("on a -> there", "on c -> there")
    play = Play(text)
    play.send("opened")
    play.send("early")
    assert len(play.run_of("tour")["mailbox"]) == 1
    play.send("a")
    assert play.end == "done"
    assert "mailbox" not in play.run_of("tour")


def test_what_one_run_takes_is_gone_before_anything_follows_from_it() -> None:
    """Here the run that took it ends, and the one that waits for it comes to where it would take it, too."""
    text = journey(
        """step here via web { run inner { ends over -> there } }
           step there via web { on early -> gone  on b -> done }"""
    )
    play = Play(
        text
        + """journey inner "Inner" { starts -> look step look via web { on a -> over  on c -> late }
               step late via web { on early -> over }  end over success }"""
    )
    play.send("opened")
    assert play.send("early")["result"] == "kept"
    assert all(run["mailbox"] for run in play.runs.values())
    play.send("c")
    assert play.run_of("inner")["status"] == "ended"
    assert play.places == ["there"]
    assert "mailbox" not in play.run


def test_an_event_to_all_runs_reaches_every_journey() -> None:
    play = Play(
        journey("step here via web { on news -> done }")
        + journey("step here via web { on news -> done }", "tour")
    )
    play.send("opened")
    play.send("news")
    assert {run["status"] for run in play.runs.values()} == {"ended"}


# ── what a run raises too early ──

FROZEN = journey(
    """rule often { on 2 a within 1 hour { raise early } }
       step here via web { on early -> done { note "early" }  on b { note "b" } }
       anytime talk { on c -> talking  step talking via chat { on d -> back } }"""
)


def too_early() -> Play:
    """An interrupt has frozen the step that takes what the run has raised."""
    play = Play(FROZEN)
    for event in ("opened", "c", "a", "a"):
        play.send(event)
    return play


def test_an_event_that_a_run_raises_too_early_waits() -> None:
    """As one that is sent does."""
    play = too_early()
    assert [(kept["name"], kept["raised"]) for kept in play.run["mailbox"]] == [("early", True)]
    assert play.view().kept == ("early",)
    play.send("d", "chat")
    assert play.words == ["early"]
    assert play.end == "done"


def test_it_expires_as_others_do() -> None:
    play = too_early()
    play.later(days=2)
    play.send("d", "chat")
    assert play.places == ["here"]
    assert "mailbox" not in play.run


def test_what_a_run_has_raised_is_for_no_other() -> None:
    """One event has led two runs to raise it: each takes its own, though both have the id of that event."""
    body = """rule r { on a { raise early } }
      step here via web { on part_came when event.part == "NAME" -> there }
      step there via web { on early -> done { note "NAME" } }"""
    trip, tour = (journey(body.replace("NAME", name), name) for name in ("trip", "tour"))
    play = Play(trip + tour.replace("starts on opened", "starts on b"))
    play.send("opened")
    play.send("b")
    play.send("a")
    play.send("part_came", part="trip")
    assert play.words == ["trip"]
    play.send("part_came", part="tour")
    assert play.words == ["trip", "tour"]
    assert play.open_runs == []


def test_what_no_step_ever_takes_does_not_wait() -> None:
    play = Play(journey("rule r { on a { raise early } } step here via web { on b -> done }"))
    play.send("opened")
    play.send("a")
    assert "mailbox" not in play.run
