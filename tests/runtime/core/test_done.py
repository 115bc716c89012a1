"""Who hears that a stage, a branch or an item is done (semantics rules 4 and 10)."""

from journeyc.runtime.plan import directory_of, plans_of
from tests.compiler.lower.compiled import compiled
from tests.runtime.core.journeys import Play

PARTIES = "customer { key id: id } event opened event ping { n: int } event pong"


def played(body: str) -> Play:
    context = "context { n: int = 0   heard: int = 0 }"
    ends = "end well success end badly failure"
    text = f"journey dispute {{ {context} starts on opened -> p {body} {ends} }}"
    play = Play(directory=directory_of(plans_of(compiled(text, PARTIES))))
    play.send("opened", channel=None)
    return play


def test_other_branches_hear_that_a_branch_is_done() -> None:
    """Rule 10: all branches see the event, also that one of them is done."""
    play = played(
        """parallel p {
             branch a { step waiting { on pong -> came } end came }
             branch b { step listening { on a.done when event.end == came -> heard_it } end heard_it }
             on p.done -> well
           }"""
    )
    play.send("pong", channel=None)
    assert play.run["configuration"] == ["well"]


def test_other_branches_hear_that_a_parallel_in_a_branch_is_done() -> None:
    play = played(
        """parallel p {
             branch a {
               parallel inner {
                 branch c { step c_waits { on pong -> c_came } end c_came }
                 branch d { step d_waits { on pong -> d_came } end d_came }
               }
             }
             branch b { step listening { on inner.done -> heard_it } end heard_it }
             on b.done -> well
           }"""
    )
    play.send("pong", channel=None)
    assert play.run["configuration"] == ["well"]


def test_an_interrupt_hears_what_is_done() -> None:
    """Rule 4: what no step and nothing around takes comes to the interrupts."""
    play = played(
        """stage p { step waiting { on pong -> came } end came }
           anytime noticed { on p.done { set heard = heard + 1 } on pong -> well }"""
    )
    play.send("pong", channel=None)
    assert play.run["context"]["heard"] == 1


def test_other_items_do_not_hear_what_is_done_in_one() -> None:
    play = played(
        """each p for item in [1, 2] {
             stage inner {
               step waiting { on ping when event.n == item -> came }
               end came
               on inner.done -> over { set heard = heard + 1 }
             }
             end over
             on p.done -> well
           }"""
    )
    play.send("ping", channel=None, n=2)
    assert (play.run["configuration"], play.run["context"]["heard"]) == (["waiting[0]", "over[1]"], 1)
    play.send("ping", channel=None, n=1)
    assert (play.run["configuration"], play.run["context"]["heard"]) == (["well"], 2)


def test_a_branch_beside_an_each_hears_that_all_items_are_done() -> None:
    play = played(
        """parallel p {
             branch a {
               each parts for item in [1, 2] {
                 step waiting { on ping when event.n == item -> came }
                 end came
               }
             }
             branch b { step listening { on parts.done -> heard_it } end heard_it }
             on b.done -> well
           }"""
    )
    play.send("ping", channel=None, n=2)
    assert play.run["configuration"] == ["waiting[0]", "came[1]", "listening"]
    play.send("ping", channel=None, n=1)
    assert play.run["configuration"] == ["well"]
