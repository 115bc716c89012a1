"""Rules 19 to 21: splits stay put, outcomes come later, and links name one run."""

from collections import Counter
from datetime import timedelta

from tests.semantics.play import Play, journey

SPLIT = journey(
    """split here { 45% control -> one  45% offer -> two  10% holdout -> three }
       step one via web { on a -> done } step two via web { on a -> done } step three via web { on a -> done
         }""",
    header="reenter always",
)


def drawn(text: str, customer: str) -> str:
    play = Play(text, customer=customer)
    play.send("opened")
    return play.places[0]


def test_a_customer_is_drawn_into_the_same_share_in_every_run_and_version() -> None:
    play = Play(SPLIT)
    places = set()
    for _ in range(4):
        play.send("opened")
        places.add(play.run_of("trip")["configuration"][0])
        play.send("a")
    assert len(places) == 1
    changed = SPLIT.replace("reenter always", "version 2 reenter never").replace(
        "-> one", '-> one { note "x" }'
    )
    assert {drawn(changed, "anna")} == places


def test_shares_are_as_large_as_they_say() -> None:
    counted = Counter(drawn(SPLIT, f"customer {number}") for number in range(1000))
    assert abs(counted["one"] - 450) < 60
    assert abs(counted["two"] - 450) < 60
    assert abs(counted["three"] - 100) < 40


def test_another_split_draws_anew() -> None:
    one = [drawn(SPLIT, f"customer {number}") for number in range(60)]
    text = SPLIT.replace("split here", "split other_one").replace("opened -> here", "opened -> other_one")
    assert [drawn(text, f"customer {number}") for number in range(60)] != one


def test_after_the_end_outcomes_are_kept_with_their_own_time_and_move_nothing() -> None:
    play = Play(journey("step here via web { on a -> done }"))
    play.send("opened")
    play.outcome("satisfaction", 4)
    play.send("a")
    play.wait(days=30)
    assert play.outcome("revenue", "12.50", play.now - timedelta(days=2))["result"] == "accepted"
    assert play.run["outcomes"] == [
        {"input": "i2", "name": "satisfaction", "value": 4, "at": "2026-11-23T09:00:00Z"},
        {"input": "i5", "name": "revenue", "value": "12.50", "at": "2026-12-21T09:00:00Z"},
    ]
    assert play.status == "ended"
    assert play.run["outcome"] == {"end": "done", "kind": "success", "at": "2026-11-23T09:00:00Z"}


def test_an_outcome_is_also_taken_by_a_suspended_run() -> None:
    play = Play(journey("step here via web { on a -> done }"))
    play.send("opened")
    play.operate("suspend")
    assert play.outcome("churn", value=True)["result"] == "accepted"
    assert play.status == "suspended"


def test_an_input_that_names_a_run_identifies_it_and_resumes_it_on_its_channel() -> None:
    """What a link carries: the run and the channel, and no more."""
    play = Play(
        journey(
            """pause { after 1 hour idle give up after 9 days -> gone }
               step here via web, chat { ask words  on answered -> done }""",
            header='one run per customer, bill context { bill: id = "none"  words: text? }',
        ).replace("-> here", '-> here { set bill = event.bill else "none" }', 1)
    )
    play.send("opened", bill="1")
    play.send("opened", bill="2")
    play.wait(hours=1)
    assert play.answer("chat", words="x")["result"] == "ambiguous"
    play.answer("chat", words="x", run="trip/anna/2")
    assert [run["status"] for run in play.runs.values()] == ["paused", "ended"]
