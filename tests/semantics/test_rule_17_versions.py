"""Rule 17: a run keeps its version, and moves to another only where that says how."""

import pytest

from tests.semantics.play import Play, journey

ONE = journey(
    """step here via web { on a -> there  ask words  after 2 days { note "old" }  after 5 days -> done
       remind nudge after 3 days }
       step there via desk by queue experts { on told -> done  after 1 day { note "there" } }
       stage around { after 9 days -> done  step deep via web { on b -> done } }
       anytime plain { on c -> asking  on part_came -> around  step asking via chat { on d -> back } }""",
    header="version 1 context { words: text?  gone_field: int = 1  count: int = 1 }",
)
TWO = journey(
    """step intake via web { on a -> there  ask words, amount  after 3 days { note "new" }  remind nudge
       after 3 days  on answered -> done }
       step there via desk by queue experts { on told -> done  on divided { note "two" }  after 1 day {
         note "there" }  after 2 days -> done }
       stage around { after 9 days -> done  step deep via web { on b -> done } }
       anytime plain { on c -> asking  on part_came -> around  step asking via chat { on d -> back } }
       migrate from 1 { move here -> intake }""",
    header="version 2 context { words: text?  amount: int?  count: decimal = 1  fresh: int = 7 }",
).replace("-> here", "-> intake")


def begun(*events: str) -> Play:
    play = Play(ONE)
    play.send("opened")
    for event in events:
        play.send(event, **({"part": "x"} if event == "part_came" else {}))
    play.directory = Play(ONE, TWO).directory
    return play


def test_a_run_keeps_the_version_it_began_with() -> None:
    play = begun()
    play.send("a")
    assert play.run["version"] == 1
    play.wait(days=1)
    play.send("told", accepted=True)
    play.send("opened")
    assert play.run_of("trip")["version"] == 2


def test_a_run_moves_whole_with_its_timers_and_what_it_knows() -> None:
    play = begun()
    play.answer(words="x")
    assert play.operate("migrate")["result"] == "accepted"
    assert play.last["result"] == "migrated"
    run = play.run
    assert (run["version"], run["configuration"]) == (2, ["intake"])
    assert run["context"] == {"words": "x", "count": "1", "fresh": 7}
    assert run["asked"] == {"intake": ["amount"]}
    assert play.due == {"intake/after/0": "2026-11-25T09:00:00Z", "intake/remind/0/0": "2026-11-26T09:00:00Z"}
    assert "intake/after/1" in play.last["cancelled"]
    play.wait(days=2)
    assert play.words == ["new"]


def test_a_task_goes_on_after_the_move() -> None:
    play = begun("a")
    key = play.of_kind("task")[0]["key"]
    play.wait(hours=12)
    play.operate("migrate")
    assert play.places == ["there"]
    assert play.due["there/after/0"] == "2026-11-24T09:00:00Z"
    play.task(key, "answer", event="divided", payload={"by": 1})
    assert play.words == ["two"]


ASKING = journey(
    """step here via web { ask again words, amount  on answered -> done }
       anytime plain { on c -> asking  step asking via chat { on d -> back } }""",
    header='version 1 context { words: text = "as before"  amount: int? }',
)


@pytest.mark.parametrize("frozen", [False, True])
def test_what_is_asked_stays_open(*, frozen: bool) -> None:
    """Also what is known and asked again, and what is asked behind an interrupt."""
    play = Play(ASKING)
    play.send("opened")
    if frozen:
        play.send("c")
    second = ASKING.replace("version 1", "version 2").replace('Trip" {', 'Trip" { migrate from 1 { }')
    play.directory = Play(ASKING, second).directory
    assert play.operate("migrate")["result"] == "accepted"
    assert play.run["asked"] == {"here": ["words", "amount"]}
    if frozen:
        play.send("d", "chat")
    play.answer(amount=3)
    assert (play.places, play.run["asked"]) == (["here"], {"here": ["words"]})
    play.answer(words="anew")
    assert play.end == "done"


def test_an_interrupted_run_moves_with_what_is_frozen() -> None:
    play = begun("c")
    play.operate("migrate")
    assert play.places == ["asking"]
    assert play.run["frozen"][0]["configuration"] == ["intake"]
    play.send("d", "chat")
    assert play.places == ["intake"]
    assert play.due["intake/after/0"] == "2026-11-25T09:00:00Z"


def test_stages_keep_their_timers() -> None:
    play = begun("part_came")
    play.operate("migrate")
    assert play.due == {"around/after/0": "2026-12-02T09:00:00Z"}


def refused(two: str, *events: str) -> str:
    play = begun(*events)
    play.directory = Play(ONE, two).directory
    before = dict(play.run)
    report = play.operate("migrate")
    assert report["result"] == "refused"
    assert play.run == before
    return " ".join(report["faults"])


def test_a_move_that_cannot_be_is_refused_with_the_reasons() -> None:
    assert "does not say `migrate from 1`" in refused(
        TWO.replace("migrate from 1 { move here -> intake }", "")
    )
    away = TWO.replace("asking", "asked_now").replace("plain", "other")
    assert "`asking` has no place in version 2" in refused(away, "c")
    other = TWO.replace("words: text?", "words: int?")
    play = begun()
    play.answer(words="x")
    play.directory = Play(ONE, other).directory
    assert "words" in " ".join(play.operate("migrate")["faults"])


def test_there_must_be_another_version() -> None:
    play = begun()
    assert "no version 9" in play.operate("migrate", version=9)["faults"][0]
    play.operate("migrate", version=2)
    assert "in version 2 already" in play.operate("migrate")["faults"][0]


def test_a_suspended_or_ended_run_does_not_move() -> None:
    play = begun()
    play.operate("suspend")
    assert play.operate("migrate")["result"] == "refused"
    play.operate("cancel")
    assert play.operate("migrate")["result"] == "refused"


def test_another_wording_is_the_same_version() -> None:
    play = begun()
    worded = ONE.replace('"Trip"', '"A long trip"')
    play.directory = Play(worded).directory
    assert play.send("a")["result"] == "accepted"
    assert play.places == ["there"]


def test_a_run_whose_definition_is_not_loaded_waits() -> None:
    play = begun()
    play.directory = Play(TWO).directory
    play.later(days=9)
    report = play.tick()
    assert (report["result"], report["because"]) == ("not_accepted", "not_accepted")
    assert "is not loaded" in report["reason"]


WORKING = (
    journey(
        """step here via web by queue experts { call bank.pay(bill = "B", tries = 1) timeout 1 hour {
           otherwise -> done }
             run inner() { ends over -> done } after 2 days -> done }""",
        header="version 1",
    )
    + """journey inner "Inner" { starts -> look step look via web { on a -> over } end over success }"""
)


def migrated(two: str) -> Play:
    play = Play(WORKING)
    play.send("opened")
    play.directory = Play(WORKING, two).directory
    play.operate("migrate")
    return play


def test_work_that_the_new_place_does_not_have_ends() -> None:
    play = migrated(
        journey(
            "step here via web { on b -> done  after 2 days -> done }  migrate from 1 { move here -> here }",
            header="version 2",
        )
    )
    assert play.run["version"] == 2
    assert "pending" not in play.run
    assert {"here/call/0", "here/call/0/timeout", "here/run/0", "here/task"} <= set(
        next(done["cancelled"] for done in play.reports[-1]["runs"] if done["result"] == "migrated")
    )
    assert [effect["action"] for effect in play.of_kind("task")] == ["open", "close"]
    assert play.end_of(play.run_of("inner")) == "cancelled"
    assert play.due == {"here/after/0": "2026-11-25T09:00:00Z"}
    assert play.result(play.of_kind("call")[0]["key"], "ok", "R")["because"] == "stale"


def test_work_that_the_new_place_has_too_goes_on() -> None:
    two = WORKING.replace("version 1", "version 2").replace("here", "paying").replace("on b ->", "on c ->")
    two = two.replace(
        "after 2 days -> done }", "after 2 days -> done }  migrate from 1 { move here -> paying }"
    )
    play = migrated(two)
    assert play.places == ["paying"]
    assert list(play.run["pending"]) == ["paying/task", "paying/call/0", "paying/run/0"]
    play.send("a")
    assert play.end == "done"


def test_a_place_with_a_new_name_begins_its_own_work() -> None:
    play = begun()
    two = ONE.replace("version 1", "version 2").replace(
        "step there via desk",
        "step fresh via desk by queue experts { on b -> done  after 9 days -> done } step there via desk",
    )
    two = two.replace("anytime plain", "migrate from 1 { move here -> fresh } anytime plain")
    two = two.replace("on a -> there  ask", "on a -> there  on early -> fresh  ask")
    play.directory = Play(ONE, two).directory
    play.operate("migrate")
    assert play.places == ["fresh"]
    assert [(task["action"], task["place"]) for task in play.of_kind("task")] == [("open", "fresh")]
    assert play.due == {"fresh/after/0": "2026-11-25T09:00:00Z"}  # the first `after` of the step it came from


def test_another_service_at_the_same_clause_is_refused() -> None:
    two = WORKING.replace("version 1", "version 2").replace(
        'bank.pay(bill = "B", tries = 1)', 'bank.check(bill = "B")'
    )
    play = migrated(
        two.replace("after 2 days -> done }", "after 2 days -> done }  migrate from 1 { move here -> here }")
    )
    assert play.run["version"] == 1
    assert play.reports[-1]["faults"] == ["`here` waits for `bank.pay`, and `here` for `bank.check`"]
