"""Rule 7: what failed is tried again."""

from journeyc.runtime.core.bounds import MAXIMUM_NESTED
from journeyc.runtime.plan import directory_of
from tests.semantics.play import Play, journey, plans

SHARE = "set share = 1 / customer.bills"
HEADER = "context { share: decimal = 0 }"
TIMED = journey(
    f"step here via web {{ after 1 day -> done {{ {SHARE} }}  on a -> there }} "
    f"step there via web {{ on a -> done }}",
    header=HEADER,
)


def failing(text: str, *, days: float = 0, events: tuple[str, ...] = ("opened",)) -> Play:
    """A play in which one thing has failed, as the customer has no bills."""
    play = Play(text)
    play.may_fail = True
    for event in events:
        play.send(event)
    if days:
        play.wait(days=days)
    assert play.incidents
    return play


def again(play: Play) -> str:
    """Mend what was wrong and try again; the word for what came of it."""
    play.know(bills=1)
    report = play.retry(play.incidents[0])
    return report["because"] or report["result"]


def test_a_timer_of_a_step() -> None:
    play = failing(TIMED, days=1)
    play.wait(days=1)
    assert play.places == ["here"]
    assert again(play) == "accepted"
    assert play.end == "done"


def test_a_timer_of_a_place_already_left() -> None:
    play = failing(TIMED, days=1)
    play.send("a")
    assert again(play) == "stale"
    assert play.places == ["there"]


def test_a_timer_of_a_stage_and_of_an_item() -> None:
    play = failing(
        journey(
            f"stage here {{ after 1 day -> done {{ {SHARE} }} step one via web {{ on a -> one }} }}",
            header=HEADER,
        ),
        days=1,
    )
    assert again(play) == "accepted"
    assert play.end == "done"
    text = """each here for part in ["p", "q"] {
        stage inner { after 1 day when 1 / customer.bills > 0 -> e1  step one via web { on a -> e1 } }
        end e1  on here.done -> done }"""
    play = failing(journey(text), days=1)
    assert [incident["input"]["name"] for incident in play.incidents] == [
        "inner[0]/after/0",
        "inner[1]/after/0",
    ]
    assert again(play) == "accepted"
    assert play.places == ["e1[0]", "one[1]"]


def test_a_timer_that_fires_again_and_again_goes_on_from_the_retry() -> None:
    play = failing(
        journey(
            f'step here via web {{ every 1 day at most 3 times {{ {SHARE}  note "tick" }}  on a -> done }}',
            header=HEADER,
        ),
        days=1,
    )
    play.wait(days=3)
    assert again(play) == "accepted"
    assert play.words == ["tick"]
    assert play.due == {"here/every/0": "2026-11-28T09:00:00Z"}
    play.wait(days=9)
    assert play.words == ["tick"] * 3


def test_a_retry_that_fails_is_an_incident_of_its_own() -> None:
    play = failing(
        journey(f"step here via web {{ after 1 day -> done {{ {SHARE} }}  on a -> done }}", header=HEADER),
        days=1,
    )
    assert play.retry(play.incidents[0])["result"] == "incident"
    assert len(play.incidents) == 2
    assert play.due == {}


INNER = 'journey inner "Inner" { starts -> look  step look via web { on a -> over } end over success }'


def test_the_end_of_a_sub_journey() -> None:
    play = failing(
        journey(f"step here {{ run inner() {{ ends over -> done {{ {SHARE} }} }} }}", header=HEADER) + INNER,
        events=("opened", "a"),
    )
    assert play.places == ["here"]
    assert again(play) == "accepted"
    assert play.end == "done"


def test_the_start_of_a_sub_journey() -> None:
    inner = INNER.replace("starts -> look", f"{HEADER} starts -> look {{ {SHARE} }}")
    play = failing(journey("step here { run inner() { ends over -> done } }") + inner)
    assert len(play.incidents) == 1
    assert again(play) == "accepted"
    play.send("a")
    assert play.end == "done"


def test_a_sub_journey_that_is_not_loaded() -> None:
    text = journey("step here { run inner() { ends over -> done } }") + INNER
    play = Play(text)
    everything = play.directory
    play.directory = directory_of([plan for plan in plans(text) if plan.journey == "trip"])
    play.may_fail = True
    play.send("opened")
    (incident,) = play.incidents
    assert (incident["run"], incident["problem"]) == ("inner/anna/1", "journey `inner` is not loaded")
    report = play.retry(incident)
    assert (report["result"], report["reason"]) == ("refused", "no journey `inner` begins here")
    play.directory = everything
    assert play.retry(incident)["began"] == ["inner/anna/1"]
    play.send("a")
    assert play.end == "done"


def test_a_start_that_a_later_version_has_no_longer() -> None:
    def trip(version: int, start: str = "") -> str:
        return f"""journey trip "Trip" {{ version {version} {HEADER}
            starts on opened -> here {start}
            step here via web {{ on a -> done }} end done success }}"""

    text = 'segment many "Many" when customer.bills > 1 '
    play = Play(
        text + trip(1, "starts when customer enters many -> here { set share = 1 / (5 - customer.bills) }")
    )
    play.may_fail = True
    play.know(bills=5)
    (incident,) = play.incidents
    play.know(bills=2)
    play.directory = directory_of(plans(text + trip(2)))
    report = play.retry(incident)
    assert (report["result"], report["reason"]) == ("refused", "`trip` has no such start")
    assert not play.runs


def test_a_sub_journey_that_nobody_waits_for_any_more() -> None:
    inner = INNER.replace("starts -> look", f"{HEADER} starts -> look {{ {SHARE} }}")
    play = failing(journey("step here { run inner() { ends over -> done } on b -> gone }") + inner)
    play.send("b")
    assert again(play) == "stale"


def test_a_timer_that_was_stopped_fires_once_more() -> None:
    play = failing(
        journey(
            "step here via web { at visit -> here  on a { set visit = now + 1 day }  on b -> done }",
            header="context { visit: instant = 2026-11-01T09:00 }",
        )
    )
    assert play.due == {}
    assert play.retry(play.incidents[0])["result"] == "accepted"
    assert "arms itself without end" in play.incidents[1]["problem"]
    play.send("a")
    assert play.retry(play.incidents[1])["result"] == "accepted"
    assert play.due == {"here/at/0": "2026-11-24T09:00:00Z"}


def test_what_only_tells_cannot_be_tried_again() -> None:
    play = Play(
        """segment many "Many" when customer.bills > 1
           rule down { on many.entered { set customer.bills = 0 } }
           rule up { on many.left { set customer.bills = 2 } }"""
    )
    play.may_fail = True
    play.know(bills=2)
    (incident,) = play.incidents
    assert incident["input"] == {"id": "i1", "at": "2026-11-23T09:00:00Z", "kind": "nothing"}
    report = play.retry(incident)
    assert report["result"] == "refused"
    assert report["reason"] == "nothing was kept with the incident that could be tried again"


def test_a_condition_and_a_segment() -> None:
    text = journey(
        """step here via web { when customer.bills > 2 -> done { set share = 1 / customer.debt }
             on many.entered { note "many"  set share = 1 / customer.debt }  on a -> done }""",
        header=HEADER,
    )
    text = (
        text.replace("customer.debt", "(5 - customer.bills)") + 'segment many "Many" when customer.bills > 1 '
    )
    play = Play(text)
    play.may_fail = True
    play.send("opened")
    play.know(bills=5)
    assert [incident["input"]["kind"] for incident in play.incidents] == ["look", "event"]
    assert play.places == ["here"]
    play.know(bills=2)
    assert play.retry(play.incidents[1])["result"] == "accepted"
    assert play.words == ["many"]


def test_runs_beyond_the_bound_begin_when_they_are_tried_again() -> None:
    """How deep runs begin each other has an end, and what is beyond it is not lost."""
    chain = [
        f"""journey j{n} "J" {{ starts -> look{n}
              step look{n} {{ run j{n + 1}() {{ ends over{n + 1} -> over{n} }} }} end over{n} success }}"""
        for n in range(MAXIMUM_NESTED)
    ]
    chain.append(INNER.replace("inner", f"j{MAXIMUM_NESTED}").replace("over", f"over{MAXIMUM_NESTED}"))
    play = failing(journey("step here { run j0() { ends over0 -> done } }") + " ".join(chain))
    assert len(play.runs) == 1 + MAXIMUM_NESTED
    assert play.incidents[0]["run"] == f"j{MAXIMUM_NESTED}/anna/1"
    assert play.retry(play.incidents[0])["result"] == "accepted"
    play.send("a")
    assert play.end == "done"
