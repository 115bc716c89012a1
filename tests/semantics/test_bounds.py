"""What one input may come to: time that went by is done in full, and nothing goes on for ever."""

import gc

from journeyc.runtime.core.bounds import MAXIMUM_BEGUN, MAXIMUM_NESTED, Bounds
from journeyc.runtime.core.leaving import MAXIMUM_PLACES, Left
from tests.semantics.play import Play, journey

HOURLY = """journey hourly "Hourly" { starts -> counting
              step counting "Counting" { after 1 hour -> counted }
              end counted "Counted" success }""" + journey(
    "step here { run hourly() { ends counted -> here { set n = n + 1 } } on a -> done }",
    header="context { n: int = 0 }",
)


def test_a_host_that_was_away_for_days_begins_all_that_began_meanwhile() -> None:
    """Rule 9: a sub-journey an hour for five days is no endless one, however late it is noticed."""
    prompt, late = Play(HOURLY), Play(HOURLY)
    for play in (prompt, late):
        play.send("opened")
    prompt.wait(hours=120)
    late.later(hours=120)
    late.tick()
    assert prompt.run["context"] == late.run["context"] == {"n": 120}
    assert prompt.runs.keys() == late.runs.keys()


def test_each_of_many_items_may_begin_a_journey_at_once() -> None:
    parts = ", ".join(f'"{number}"' for number in range(150))
    play = Play(
        """journey asked "Asked" { starts -> waiting
             step waiting via web { on a -> heard }  end heard "Heard" success }"""
        + journey(
            """each here for part in parts { step one { run asked() { ends heard -> came } }  end came
                 on here.done -> done }""",
            header=f"context {{ parts: list of text = [{parts}] }}",
        )
    )
    play.send("opened")
    assert len(play.runs) == 151


def test_runs_that_begin_each_other_without_a_wait_end_in_an_incident() -> None:
    """What stands still after that is the run whose step waits; nothing is lost, and nobody is held up."""
    chain = [
        f"""journey link_{n} "Link {n}" {{ starts -> first
              step first {{ run link_{n + 1}() {{ ends ended_{n + 1} -> ended_{n} }} }}
              end ended_{n} "Ended" success }}"""
        for n in range(MAXIMUM_NESTED + 1)
    ]
    last = MAXIMUM_NESTED + 1
    chain.append(f'journey link_{last} "Link" {{ starts -> ended_{last}  end ended_{last} "Ended" success }}')
    play = Play("\n".join(chain) + journey("step here { run link_0() { ends ended_0 -> done } }"))
    play.may_fail = True
    play.send("opened")
    assert "one within the other" in play.incidents[0]["problem"]
    assert len(play.runs) == MAXIMUM_NESTED + 1


def test_so_many_begin_at_one_instant_and_more_at_the_next() -> None:
    bounds = Bounds()
    for _ in range(MAXIMUM_BEGUN):
        assert bounds.begin("2026-11-23T09:00:00Z") == ""
        bounds.begun()
    assert "at one instant" in bounds.begin("2026-11-23T09:00:00Z")
    assert bounds.begin("2026-11-23T09:00:01Z") == ""


def test_what_is_worked_out_once_is_not_remembered_for_every_order_of_many_items() -> None:
    """A process that plays many such runs would grow without end."""
    items = ", ".join(f'"{number}"' for number in range(20))
    play = Play(
        journey(
            f"""each here for parcel in [{items}] {{
                 step at_hand via web {{ on part_came when event.part == parcel -> came }}
                 end came
                 on here.done -> done
               }}"""
        )
    )
    play.send("opened")
    for number in range(20):
        play.send("part_came", part=str(number * 7 % 20))
    assert play.end == "done"
    gc.collect()
    many = [one for one in gc.get_objects() if isinstance(one, Left) and len(one.kept) > MAXIMUM_PLACES]
    assert many == []
