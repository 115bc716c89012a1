"""What is bounded: each row of the page, at its bound and beyond it."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from journeyc.expression import values
from journeyc.runtime.core import (
    actions,
    bounds,
    contact_log,
    entering,
    known,
    messages,
    moving,
    operating,
    routing,
    rules,
    surroundings,
    taking_back,
    windows,
)
from journeyc.runtime.core.mailbox import MAXIMUM_KEPT
from tests.semantics.play import Play, journey

PAGE = Path(__file__).parents[2] / "docs" / "semantics.md"
STEP = "step here via web { on a -> done }"
INNER = (
    'journey j{0} "J" {{ starts -> look{0} step look{0} via web {{ on c -> over{0} }} end over{0} success }}'
)


def rows() -> dict[str, str]:
    """The rows of the page: what is bounded, and by how much."""
    table = PAGE.read_text(encoding="utf-8").partition("## What is bounded")[2].partition("\n## ")[0]
    found = re.findall(r"^\| ([^|]+) \| ([^|]+) \| [^|]+ \|$", table, re.MULTILINE)
    return {what: bound for what, bound in found if what not in {"what", "---"}}


def begun(text: str, *events: str, **profile: Any) -> Play:
    play = Play(text, **profile)
    play.may_fail = True
    for event in ("opened", *events):
        play.send(event)
    return play


def problem(play: Play) -> str:
    """What the only incident says."""
    (incident,) = play.incidents
    return incident["problem"]


def small_moves() -> None:
    text = journey(
        """step here via web { on divided { set left = event.by }  when left > 0 -> there }
           step there via web { when left > 0 -> here { set left = left - 1 }  on a -> done }""",
        header="context { left: int = 0 }",
    )
    play = begun(text)
    play.send("divided", by=499)
    assert play.incidents == []
    play.send("divided", by=501)
    assert "goes round without waiting for anything: `there` -> `here`" in problem(play)


def effects() -> None:
    notes = 'note "x" ' * actions.MAXIMUM_EFFECTS
    play = begun(
        journey(f'step here via web {{ on a {{ {notes} }}  on b {{ {notes} note "y" }} on c -> done }}')
    )
    play.send("a")
    assert len(play.effects) == actions.MAXIMUM_EFFECTS
    play.send("b")
    assert problem(play) == "one input would have more than 10,000 effects"
    assert len(play.effects) == actions.MAXIMUM_EFFECTS


def firings_at_one_instant() -> None:
    header = "context { visit: instant = 2026-11-01T09:00 }"
    play = begun(journey("step here via web { at visit -> here  on a -> done }", header=header))
    assert len(play.reports[0]["runs"]) == 1 + bounds.MAXIMUM_FIRINGS
    assert play.due == {}
    assert problem(play) == "timer `here/at/0` was stopped: it arms itself without end"


def timers_of_one_input() -> None:
    play = begun(journey("step here via web { after 1 second -> here  on a -> done }"))
    play.later(seconds=bounds.MAXIMUM_FIRED + 1)
    play.tick()
    assert len(play.reports[-1]["runs"]) == bounds.MAXIMUM_FIRED
    assert problem(play).endswith("more than 20,000 timers were due for one input")
    assert play.due == {}


def runs_begun() -> None:
    """With two places that begin one for each of many items, they are more than the items may be."""
    many = ", ".join(map(str, range(bounds.MAXIMUM_BEGUN // 2 + 1)))
    each = """each {0} for part in parts { step one_{0} via web { run j0() { ends over0 -> e_{0} } } end e_{0}
                on {0}.done -> end_{0} }"""
    branches = "".join(
        f"branch branch_{name} {{ {each.replace('{0}', name)} end end_{name} }}" for name in ("x", "y")
    )
    text = journey(
        f"parallel here {{ {branches} on here.done -> done }}",
        header=f"context {{ parts: list of int = [{many}] }}",
    )
    play = begun(text + INNER.format(0))
    assert len(play.runs) == 1 + bounds.MAXIMUM_BEGUN
    assert {one["problem"] for one in play.incidents} == {"more than 1,000 runs would begin at one instant"}
    assert len(play.incidents) == 2


def runs_within_each_other() -> None:
    last = bounds.MAXIMUM_NESTED
    inner = [
        INNER.format(n).replace(
            f"look{n} via web {{", f"look{n} via web {{ run j{n + 1}() {{ ends over{n + 1} -> over{n} }}"
        )
        for n in range(last)
    ]
    play = begun(
        journey("step here { run j0() { ends over0 -> done } }") + " ".join([*inner, INNER.format(last)])
    )
    assert len(play.runs) == 1 + bounds.MAXIMUM_NESTED
    assert problem(play) == "more than 50 runs would begin one within the other"


def items() -> None:
    text = "each here for part in parts { step one via web { on a -> e1 } end e1  on here.done -> done }"
    for number, said in ((entering.MAXIMUM_BRANCHES, ""), (entering.MAXIMUM_BRANCHES + 1, "1,001")):
        parts = ", ".join(map(str, range(number)))
        play = begun(journey(text, header=f"context {{ parts: list of int = [{parts}] }}"), "a")
        if said:
            assert problem(play) == "`each` goes through at most 1,000 items, and these are 1,001"
        else:
            assert play.end == "done"


LISTED = "event listed { names: list of text } "


def items_of_a_payload() -> None:
    play = begun(LISTED + journey("step here via web { on listed -> here  on a -> done }"))
    assert play.send("listed", names=[""] * values.MAXIMUM_ITEMS)["result"] == "accepted"
    report = play.send("listed", names=[""] * (values.MAXIMUM_ITEMS + 1))
    assert (report["result"], report["faults"]) == ("refused", ["`names` has more than 10,000 items"])


def parts_of_a_value() -> None:
    """A record that holds itself doubles each time."""
    play = begun(
        "type Tree { below: list of Tree } "
        + journey(
            "step here via web { on a { set tree = { below = [tree, tree] } }  on b -> done }",
            header="context { tree: Tree = { below = [] } }",
        )
    )
    while not play.incidents:
        play.send("a")
    assert problem(play) == "a value has more than 100,000 parts"
    assert play.incidents[0]["expression"] == "{ below = [tree, tree] }"
    assert len(str(play.context)) > values.MAXIMUM_PARTS


CHAIN = "type Chain { next: Chain?  name: text? }  event linked { chain: Chain } "


def depth_of_a_value() -> None:
    """However it is put together, and where it is sent."""
    for effect in ("set chain = { next = chain }", "set chain.next = chain"):
        text = journey(
            f"step here via web {{ on a {{ {effect} }}  on b -> done }}",
            header="context { chain: Chain = { } }",
        )
        play = begun(CHAIN + text, *["a"] * (values.MAXIMUM_DEPTH - 1))
        assert play.incidents == []
        play.send("a")
        assert problem(play) == "a value is nested more than 50 deep"
    play = begun(CHAIN + journey("step here via web { on linked -> done }"))
    deep: dict[str, Any] = {}
    for _ in range(values.MAXIMUM_DEPTH + 2):
        deep = {"next": deep}
    assert play.send("linked", chain=deep)["result"] == "refused"


def characters() -> None:
    text = journey(
        """step here via web {
             on part_came { set words = words + event.part  note "{{ words }}" }
             on a -> done }""",
        header='context { words: text = "" }',
    )
    play = begun(text)
    play.send("part_came", part="x" * values.MAXIMUM_TEXT)
    assert len(play.words[0]) == values.MAXIMUM_TEXT
    assert play.send("part_came", part="x" * (values.MAXIMUM_TEXT + 1))["result"] == "refused"
    assert play.send("part_came", part="x")["result"] == "incident"
    assert problem(play) == "a text grew beyond 100,000 characters"


def whole_numbers() -> None:
    header = "context { count: int = 0 }"
    play = begun(
        journey("step here via web { on divided { set count = event.by + 1 }  on a -> done }", header=header)
    )
    assert play.send("divided", by=values.MAXIMUM_INTEGER - 1)["result"] == "accepted"
    assert play.send("divided", by=values.MAXIMUM_INTEGER + 1)["result"] == "refused"
    assert play.send("divided", by=values.MAXIMUM_INTEGER)["result"] == "incident"
    assert problem(play) == "a whole number grew beyond 2^53"


def mailbox() -> None:
    play = begun(
        journey("step here via web { on a -> there } step there via web { on early -> done  on b -> here }")
    )
    results = [play.send("early")["result"] for _ in range(MAXIMUM_KEPT + 1)]
    assert results == ["kept"] * MAXIMUM_KEPT + ["not_accepted"]
    assert play.reports[-1]["reason"] == "no active step takes `early` yet, and the mailbox is full"


def taken_from_the_mailbox() -> None:
    """It raises what it takes, too early each time, and comes back to take it."""
    text = """step here via web { on early -> there { set left = left - 1  raise early  raise b } }
              step there via web { on b when left > 0 -> here  on d -> done }"""
    for left, stopped in ((bounds.MAXIMUM_TAKEN, False), (bounds.MAXIMUM_TAKEN + 2, True)):
        play = begun(journey(text, header=f"context {{ left: int = {left} }}"), "early")
        assert play.context["left"] == max(0, left - bounds.MAXIMUM_TAKEN - 1)
        assert [one["problem"] for one in play.incidents] == [
            "`early` waits no longer: the run raises such events and takes them without end"
        ] * stopped
        assert ("mailbox" in play.run) is not stopped


def completed_and_outcomes() -> None:
    text = 'step here via web { on a -> here  on b -> done undoing  undo { note "x" } }'
    play = begun(journey(text), "a")
    play.run["undo_log"] *= taking_back.MAXIMUM_COMPLETED - 1
    play.send("a")
    assert play.incidents == []
    play.send("a")
    assert problem(play) == "more than 1,000 completed steps would wait to be taken back"
    play = begun(journey(STEP))
    play.outcome("revenue", 1)
    play.run["outcomes"] *= operating.MAXIMUM_OUTCOMES - 1
    play.outcome("revenue", 2)
    assert play.incidents == []
    play.outcome("revenue", 3)
    assert problem(play) == "a run keeps at most 1,000 outcomes"


def looks() -> None:
    play = begun(
        """segment many "Many" when customer.bills > 1
           rule down { on many.entered { set customer.bills = 0 } }
           rule up { on many.left { set customer.bills = 2 } } """
        + journey(STEP)
    )
    play.know(bills=3)
    assert problem(play) == "journeys, rules and segments change the customer without end"


def recent() -> None:
    rule = 'rule often { on 3 a from chat within 1 hour { emit sent_out(words = "often") } } '
    play = begun(rule + journey("step here via web { on b -> done }"), "a")
    play.customer["recent"] *= windows.MAXIMUM_RECENT - 1
    play.send("a")
    assert play.incidents == []
    play.send("a")
    assert problem(play).startswith("more than 1,000 events that rules may still count")
    assert len(play.customer["recent"]) == windows.MAXIMUM_RECENT + 1 - windows.MAKE_ROOM


def awaited() -> None:
    text = 'rule silent { on a then no b within 5 days { note "x" } } step here via web { on d -> done }'
    play = begun(journey(text), *["a"] * rules.MAXIMUM_AWAITED)
    assert play.incidents == []
    play.send("a")
    assert problem(play) == "rule `silent` waits behind more than 100 events at a time"


def window() -> None:
    rule = "rule silent { on a then no b within customer.patience { notify nudge } } "
    text = rule + journey("step here via web { on d -> done }")
    months = values.MAXIMUM_WINDOW.months
    assert begun(text, "a", patience=f"P{months}M").incidents == []
    play = begun(text, "a", patience=f"P{months + 1}M")
    assert problem(play) == "a rule looks back or waits for 60 months at most"


def answers_again() -> None:
    look = 'call bank.pay(bill = "B", tries = %s) keep 1 day { ok -> %s  otherwise -> gone }'
    circle = f"step here {{ {look % (1, 'there')} }} step there {{ {look % (1, 'here')} }}"
    play = begun(journey(circle))
    play.result(play.of_kind("call")[0]["key"], "ok", "R")
    assert len(play.of_kind("call")) == 2
    assert (
        len([run for run in play.reports[-1]["runs"] if "answered" in run]) == bounds.MAXIMUM_ANSWERS_NESTED
    )
    counted = bounds.Bounds()
    for _ in range(bounds.MAXIMUM_ANSWERS):
        assert counted.answer()
        counted.answered()
    assert not counted.answer()


def answers_kept() -> None:
    text = """step here via web { on a -> looks  on d -> done }
              step looks { call bank.pay(bill = "B", tries = n) keep 1 day {
                ok -> here { set n = n + 1 }  otherwise -> gone } }"""
    play = begun(journey(text, header="context { n: int = 0 }"))
    for _ in range(known.MAXIMUM_ANSWERS + 2):
        play.send("a")
        play.result(play.of_kind("call")[-1]["key"], "ok", "R")
    kept = [one["arguments"]["tries"] for one in play.customer["answers"]]
    assert kept == list(range(2, known.MAXIMUM_ANSWERS + 2))

    def after(*lengths: int) -> list[int]:
        play = begun(journey(text, header="context { n: int = 0 }"))
        for length in lengths:
            play.send("a")
            play.result(play.of_kind("call")[-1]["key"], "ok", "R" * length)
        return [len(str(one["value"])) for one in play.customer["answers"]]

    # Each is a little longer with its question around it.
    third = known.MAXIMUM_CHARACTERS // 3
    assert after(third - 1_000, third - 1_001, third - 1_002) == [third - 1_000, third - 1_001, third - 1_002]
    assert after(third - 1_000, third - 1_001, third - 1_002, 5_000) == [third - 1_001, third - 1_002, 5_000]
    assert after(5, known.MAXIMUM_CHARACTERS - 10) == [5]


def conversations() -> None:
    play = begun(journey('step here via web { on a { note "x" }  on b -> done }'))
    for number in range(routing.MAXIMUM_CONVERSATIONS + 3):
        play.send("a", conversation=f"c{number}")
    known = list(play.customer["conversations"])
    assert (known[0], len(known)) == ("c3", routing.MAXIMUM_CONVERSATIONS)


#: A step that sends fifty messages on `a`, and one on `b`.
SENDING = journey(
    f"step here via web {{ on a {{ {'notify nudge ' * 50} }}  on b {{ notify nudge }}  on c -> done }}"
)


def held() -> None:
    play = begun("policy day { quiet from 08:00 to 20:00 in customer.timezone }" + SENDING, *["a"] * 20)
    assert (play.incidents, len(play.customer["held"])) == ([], contact_log.MAXIMUM_HELD)
    (told,) = play.send("b")["contacts"]
    assert (told["result"], told["reason"]) == ("suppressed", "quiet_hours")
    assert problem(play) == "more than 1,000 messages wait for the end of quiet hours"
    assert len(play.customer["held"]) == contact_log.MAXIMUM_HELD


def kept_contacts() -> None:
    play = begun("policy many { at most 9999 per 1 day }" + SENDING, *["a"] * 20)
    assert (play.incidents, len(play.customer["contacts"])) == ([], contact_log.MAXIMUM_CONTACTS)
    (told,) = play.send("b")["contacts"]
    assert (told["result"], told["reason"]) == ("suppressed", "capped")
    assert problem(play) == "more than 1,000 messages that caps count, or that may fall back"
    assert len(play.customer["contacts"]) == contact_log.MAXIMUM_CONTACTS


def unsent_in_turn() -> None:
    text = journey("step here via web { on nudge.suppressed, a { notify nudge }  on b -> done }")
    play = begun("policy none { at most 1 per 1 day }" + text, "a")
    assert play.incidents == []
    play.send("a")
    assert problem(play) == "more than 1,000 messages were not sent, each because of the one before"
    suppressed = [one for one in play.reports[-1]["contacts"] if one["result"] == "suppressed"]
    assert len(suppressed) == messages.MAXIMUM_TOLD + 1


#: By the row of the page: what plays it, and the number that stands there.
BOUNDS: dict[str, tuple[Callable[[], None], str]] = {
    "small moves for one input": (small_moves, f"{moving.MAXIMUM_MICROSTEPS:,}"),
    "effects of one input in a run": (effects, f"{actions.MAXIMUM_EFFECTS:,}"),
    "firings of one timer at one instant": (firings_at_one_instant, f"{bounds.MAXIMUM_FIRINGS:,}"),
    "timers that one input fires": (timers_of_one_input, f"{bounds.MAXIMUM_FIRED:,}"),
    "runs that begin at one instant": (runs_begun, f"{bounds.MAXIMUM_BEGUN:,}"),
    "runs that begin each other at one instant, one within the other": (
        runs_within_each_other,
        f"{bounds.MAXIMUM_NESTED}",
    ),
    "items of an `each`": (items, f"{entering.MAXIMUM_BRANCHES:,}"),
    "items of a list in a payload": (items_of_a_payload, f"{values.MAXIMUM_ITEMS:,}"),
    "fields and items of a value, in all": (parts_of_a_value, f"{values.MAXIMUM_PARTS:,}"),
    "records and lists in each other": (depth_of_a_value, f"{values.MAXIMUM_DEPTH}"),
    "characters of a text": (characters, f"{values.MAXIMUM_TEXT:,}"),
    "whole numbers": (whole_numbers, "±2^53"),
    "events in the mailbox of a run": (mailbox, f"{MAXIMUM_KEPT}"),
    "events that a run has raised too early and takes, for one input": (
        taken_from_the_mailbox,
        f"{bounds.MAXIMUM_TAKEN:,}",
    ),
    "completed steps that can be taken back, later outcomes of a run": (
        completed_and_outcomes,
        f"{taking_back.MAXIMUM_COMPLETED:,} each",
    ),
    "changes of a profile that follow each other by way of rules, segments and conditions, for one input": (
        looks,
        f"{surroundings.MAXIMUM_LOOKS}",
    ),
    "events of a customer that rules count": (recent, f"{windows.MAXIMUM_RECENT:,}"),
    "events behind which one rule waits": (awaited, f"{rules.MAXIMUM_AWAITED}"),
    "months for which a rule looks back or waits": (window, f"{values.MAXIMUM_WINDOW.months}"),
    "messages of a customer that are held": (held, f"{contact_log.MAXIMUM_HELD:,}"),
    "messages of a customer that caps count, or that may fall back": (
        kept_contacts,
        f"{contact_log.MAXIMUM_CONTACTS:,}",
    ),
    "messages not sent of which one input tells, each because of the one before": (
        unsent_in_turn,
        f"{messages.MAXIMUM_TOLD:,}",
    ),
    "answers of services that are used again for one input, and each because of the one before": (
        answers_again,
        f"{bounds.MAXIMUM_ANSWERS:,} and {bounds.MAXIMUM_ANSWERS_NESTED}",
    ),
    "answers of services that are kept of a customer, and their characters in all": (
        answers_kept,
        f"{known.MAXIMUM_ANSWERS} and {known.MAXIMUM_CHARACTERS:,}",
    ),
    "conversations of a customer": (conversations, f"{routing.MAXIMUM_CONVERSATIONS}"),
}


@pytest.mark.parametrize("what", BOUNDS)
def test_a_bound_holds(what: str) -> None:
    """At the bound all is well; beyond it, it is said, and what was there stays."""
    BOUNDS[what][0]()


def test_the_page_has_all_bounds_with_their_numbers() -> None:
    assert rows() == {what: number for what, (_, number) in BOUNDS.items()}
    assert operating.MAXIMUM_OUTCOMES == taking_back.MAXIMUM_COMPLETED
