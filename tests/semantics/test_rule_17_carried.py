"""Rule 17: what a run takes along to another version, clause by clause."""

from typing import Any

from journeyc.runtime.core.documents import RunReport
from tests.semantics.play import Play, journey


def version(number: int, body: str, context: str = "words: text?", **moves: str) -> str:
    """A version of one journey; later ones say where steps of the first have gone."""
    migrate = ""
    if number > 1:
        migrate = f"migrate from 1 {{ {' '.join(f'move {a} -> {b}' for a, b in moves.items())} }}"
    head = f"version {number} context {{ {context} }}"
    return journey(f"{body} {migrate}", header=head).replace(
        "starts on opened -> here", f"starts on opened -> {moves.get('here', 'here')}"
    )


def begun(one: str, *events: str, **wait: float) -> Play:
    play = Play(one)
    play.send("opened")
    for event in events:
        play.send(event)
    if wait:
        play.wait(**wait)
    return play


def migrate(play: Play, one: str, two: str) -> RunReport:
    play.directory = Play(one, two).directory
    assert play.operate("migrate")["result"] == "accepted", play.reports[-1]["faults"]
    return next(done for done in play.reports[-1]["runs"] if done["result"] == "migrated")


# ── timers ───────────────────────────────────────────────────────────────────────────────────────────

STAGE = """stage here { after 1 day { note "a day" } after 9 days -> done
  step one via web { after 1 day { note "one day" } on a -> one } }"""


def test_a_timer_that_has_fired_is_not_armed_again_whatever_it_belongs_to() -> None:
    one, two = version(1, STAGE), version(2, STAGE.replace("on a -> one", "on b -> one"))
    play = begun(one, days=2)
    assert play.words == ["a day", "one day"]
    assert migrate(play, one, two)["armed"] == []
    assert list(play.due) == ["here/after/1"]


def test_a_step_that_moves_takes_its_fired_timers_along() -> None:
    one = version(1, 'step here via web { after 1 day { note "old" } after 9 days -> done }')
    two = version(2, 'step fresh via web { after 1 day { note "new" } after 9 days -> done }', here="fresh")
    play = begun(one, days=2)
    migrate(play, one, two)
    assert list(play.due) == ["fresh/after/1"]


def test_timers_that_are_new_are_armed_and_told() -> None:
    one = version(1, STAGE)
    two = version(
        2, STAGE.replace("on a -> one", "on a -> one after 3 days -> done remind nudge after 1 day")
    )
    play = begun(one, days=2)
    told = migrate(play, one, two)
    assert [entry["name"] for entry in told["armed"]] == ["one/after/1", "one/remind/0/0"]
    assert play.due["one/after/1"] == "2026-11-28T09:00:00Z"


def test_a_stage_that_is_new_around_a_step_arms_its_timers() -> None:
    one = version(1, "step here via web { on a -> done after 9 days -> gone }")
    two = version(
        2, "stage all { after 2 days -> gone step here via web { on a -> done after 9 days -> gone } }"
    )
    play = begun(one, days=1)
    told = migrate(play, one, two.replace("opened -> here", "opened -> all"))
    assert [entry["name"] for entry in told["armed"]] == ["all/after/0"]


ASIDE = "anytime aside { on c -> talking  step talking via web { on d -> back } }"


def test_timers_of_what_is_interrupted_stay_change_and_go_too() -> None:
    one = version(1, f"step here via web {{ after 5 days -> done  after 6 days -> gone }} {ASIDE}")
    two = version(
        2, f"step fresh via web {{ after 5 days -> done  remind nudge after 1 day }} {ASIDE}", here="fresh"
    )
    play = begun(one, "c", days=1)
    told = migrate(play, one, two)
    assert told["cancelled"] == ["fresh/after/1"]
    assert [entry["name"] for entry in told["armed"]] == ["fresh/remind/0/0"]
    play.send("d")
    assert play.due == {"fresh/after/0": "2026-11-28T09:00:00Z", "fresh/remind/0/0": "2026-11-25T09:00:00Z"}


def test_timers_that_stand_still_in_a_pause_move_too() -> None:
    pause = "pause { hold timers after 30 minutes idle give up after 20 days -> gone }"
    one = version(
        1, f"{pause} step here via web {{ after 5 days -> done  after 6 days -> gone on a -> done }}"
    )
    two = version(
        2, f"{pause} step fresh via web {{ after 5 days -> done on a {{ note 'a' }} }}".replace("'", '"'),
        here="fresh",
    )  # fmt: skip
    play = begun(one, days=1)
    assert migrate(play, one, two)["cancelled"] == ["fresh/after/1"]
    play.send("a")
    assert (play.words, play.due["fresh/after/0"]) == (["a"], "2026-11-29T08:30:00Z")


# ── work ─────────────────────────────────────────────────────────────────────────────────────────────

PAYS = 'call bank.pay(bill = "B", tries = 1) timeout 1 hour { otherwise { note "paid" } }'
CHECKS = 'call bank.check(bill = "B") timeout 1 hour { otherwise { note "checked" } }'
RUNS = "run inner() { ends over -> done }"
INNER = """journey inner "Inner" { starts -> look step look via web { on b -> over } end over success }"""


def step(*clauses: str, name: str = "here", by: str = "") -> str:
    return f"step {name} via web {by} {{ {' '.join(clauses)} on a -> done }}"


def kinds(play: Play) -> list[tuple[Any, ...]]:
    return [
        (effect["kind"], effect["place"], effect.get("service") or effect.get("name"), effect.get("action"))
        for effect in play.effects
        if effect["kind"] in {"call", "task"}
    ]


def test_work_that_is_new_in_a_step_of_the_same_name_begins_and_is_told() -> None:
    one = version(1, step())
    two = version(2, step(CHECKS, RUNS, by="by queue experts")) + INNER
    play = begun(one)
    assert migrate(play, one, two)["begun"] == ["here/task", "here/call/0", "here/run/0"]
    assert kinds(play) == [("task", "here", "experts", "open"), ("call", "here", "bank.check", None)]
    assert play.due == {"here/call/0/timeout": "2026-11-23T10:00:00Z"}
    play.result(play.of_kind("call")[0]["key"], "ok")
    play.send("b")
    assert (play.words, play.end) == (["checked"], "done")


def test_a_call_that_is_over_is_not_made_again() -> None:
    one, two = version(1, step(PAYS)), version(2, step(PAYS, CHECKS, name="paying"), here="paying")
    play = begun(one)
    play.result(play.of_kind("call")[0]["key"], "ok", "R")
    assert migrate(play, one, two)["begun"] == ["paying/call/1"]
    assert [effect["service"] for effect in play.of_kind("call")] == ["bank.pay", "bank.check"]


def test_a_call_of_another_service_where_one_is_over_is_new() -> None:
    one, two = version(1, step(PAYS)), version(2, step(CHECKS))
    play = begun(one)
    play.result(play.of_kind("call")[0]["key"], "ok", "R")
    assert migrate(play, one, two)["begun"] == ["here/call/0"]


def test_a_task_goes_to_whom_the_new_version_names() -> None:
    one = version(1, step(by="by queue experts"))
    two = version(2, step(by="by bot helper"))
    play = begun(one)
    told = migrate(play, one, two)
    assert (told["cancelled"], told["begun"]) == (["here/task"], ["here/task"])
    assert kinds(play) == [
        ("task", "here", "experts", "open"),
        ("task", "here", "experts", "close"),
        ("task", "here", "helper", "open"),
    ]
    keys = [task["key"] for task in play.of_kind("task")]
    assert keys[0] == keys[1] != keys[2]


def test_work_of_what_is_interrupted_begins_too_and_its_results_wait() -> None:
    one, two = version(1, step() + ASIDE), version(2, step(CHECKS) + ASIDE)
    play = begun(one, "c")
    assert migrate(play, one, two)["begun"] == ["here/call/0"]
    play.result(play.of_kind("call")[0]["key"], "ok")
    assert play.words == []
    play.send("d")
    assert play.words == ["checked"]


def test_a_timeout_of_work_that_ends_goes_with_it() -> None:
    one, two = version(1, step(PAYS) + ASIDE), version(2, step() + ASIDE)
    play = begun(one, "c")
    assert migrate(play, one, two)["cancelled"] == ["here/call/0", "here/call/0/timeout"]
    play.send("d")
    assert play.due == {}


# ── what is remembered ───────────────────────────────────────────────────────────────────────────────


def test_what_an_interrupted_step_asks_is_still_asked() -> None:
    one = version(1, f"step here via web {{ ask words  on answered -> done }} {ASIDE}")
    asks = f"step fresh via web {{ ask words, amount  on answered -> done }} {ASIDE}"
    two = version(2, asks, "words: text?  amount: int?", here="fresh")
    play = begun(one, "c")
    migrate(play, one, two)
    play.send("d")
    assert play.run["asked"] == {"fresh": ["words", "amount"]}
    play.answer(words="x")
    assert play.places == ["fresh"]
    play.answer(amount=1)
    assert play.end == "done"


LATER = "step there via web {{ on b -> done undoing  on c -> last of all }} stage all remembers {{ {} }}"


def test_completed_steps_and_where_stages_were_left_move_too() -> None:
    one = version(
        1, 'step here via web { on a -> there undo { note "old" } }'
        + LATER.format("step first via web { on d -> second } step second via web { on d -> there }"),
    )  # fmt: skip
    two = version(
        2, 'step begin via web { on a -> there undo { note "new" } }'
        + LATER.format("step first via web { on d -> next_one } step next_one via web { on d -> there }"),
        here="begin", second="next_one",
    )  # fmt: skip
    play = begun(one, "a", "c", "d", "d")
    assert play.places == ["there"]
    assert "undo of" not in str(migrate(play, one, two)["cancelled"])
    play.send("c")
    assert play.places == ["next_one"]
    play.send("d")
    play.send("b")
    assert play.words == ["new"]


# ── items ────────────────────────────────────────────────────────────────────────────────────────────

ITEMS = """each here for part in parts AT_ONCE { step one via web { on a -> e1 } end e1
  on here.done -> done }"""


def test_items_that_may_begin_in_the_new_version_begin_with_the_move() -> None:
    """Else nobody would ever begin them."""
    context = 'parts: list of text = ["A", "B", "C"]'
    one = version(1, ITEMS.replace("AT_ONCE", "at most 1 at once"), context)
    two = version(2, ITEMS.replace("AT_ONCE", ""), context)
    play = begun(one)
    assert play.places == ["one[0]"]
    migrate(play, one, two)
    assert play.places == ["one[0]", "one[1]", "one[2]"]
    play.send("a")
    assert play.end == "done"


def test_items_that_wait_behind_an_interrupt_begin_when_it_is_over() -> None:
    context = 'parts: list of text = ["A", "B", "C"]'
    one = version(1, ITEMS.replace("AT_ONCE", "at most 1 at once") + ASIDE, context)
    two = version(2, ITEMS.replace("AT_ONCE", "") + ASIDE, context)
    play = begun(one, "c")
    migrate(play, one, two)
    assert play.places == ["talking"]
    play.send("d")
    assert play.places == ["one[0]", "one[1]", "one[2]"]
