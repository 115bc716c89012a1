"""Rule 17: what goes along when a run moves to another version, and what does not."""

import re

from tests.semantics.play import Play, journey


def to_two(text: str, **renamed: str) -> tuple[str, str]:
    """A text as version 1, and as version 2 in which some places have other names."""
    later = text
    for old, new in renamed.items():
        later = re.sub(rf"\b{old}\b", new, later)
    moves = " ".join(f"move {old} -> {new}" for old, new in renamed.items())
    return whole(f"version 1 {text}"), whole(f"version 2 migrate from 1 {{ {moves} }} {later}")


def whole(body: str) -> str:
    gone = "end gone failure" if "-> gone" in body else ""
    return f'journey trip "Trip" {{ {body} end done success {gone} }}'


def as_two(text: str) -> str:
    """Version 1 as a version 2 that means the same."""
    return text.replace("version 1", "version 2").replace("starts on", "migrate from 1 { } starts on")


def in_one(texts: tuple[str, str], *events: str) -> Play:
    play = Play(texts[0])
    for event in ("opened", *events):
        play.send(event)
    play.directory = Play(*texts).directory
    return play


def test_a_timer_of_a_stage_that_has_fired_does_not_fire_again() -> None:
    play = in_one(
        to_two(
            """starts on opened -> here  stage here { after 1 day { note "day" }  after 9 days -> done
                 step one via web { on a -> gone } }"""
        )
    )
    play.wait(days=1)
    play.operate("migrate")
    assert play.due == {"here/after/1": "2026-12-02T09:00:00Z"}
    play.wait(days=9)
    assert (play.words, play.end) == (["day"], "done")


def test_a_stage_that_is_new_around_a_step_arms_its_timers() -> None:
    one = "version 1 starts on opened -> here step here via web { on a -> done }"
    two = """version 2 migrate from 1 { } starts on opened -> around
      stage around { after 9 days -> done  step here via web { on a -> done } }"""
    play = in_one((whole(one), whole(two)))
    play.operate("migrate")
    assert play.due == {"around/after/0": "2026-12-02T09:00:00Z"}


def test_timers_that_stand_still_go_along() -> None:
    play = in_one(
        to_two(
            """starts on opened -> here
                 pause { hold timers after 30 minutes idle give up after 14 days -> gone }
                 step here via web { after 2 days -> done  on a { note "a" } }""",
            here="intake",
        )
    )
    play.wait(minutes=30)
    play.wait(days=4)
    play.operate("migrate")
    assert [entry["name"] for entry in play.run["held"]] == ["intake/after/0"]
    play.send("a")
    assert play.due["intake/after/0"] == "2026-11-29T09:00:00Z"


def test_timers_behind_an_interrupt_are_those_that_the_new_version_has() -> None:
    one, two = to_two(
        """starts on opened -> here  step here via web { after 2 days -> done  every 1 day at most 9 times {
             note "tick" }  on a -> gone }
           anytime plain { on b -> aside  step aside via web { on c -> back } }"""
    )
    play = in_one((one, re.sub(r"every 1 day at most 9 times \{\s+note \"tick\" \}", "", two)), "b")
    play.operate("migrate")
    assert [timer["name"] for frame in play.run["frozen"] for timer in frame["timers"]] == ["here/after/0"]
    assert "here/every/1" in play.last["cancelled"]
    play.send("c")
    assert list(play.due) == ["here/after/0"]


def test_what_was_completed_and_where_stages_were_left_have_new_names() -> None:
    play = in_one(
        to_two(
            """starts on opened -> work
               stage work remembers { step one via web { on a -> two  undo { note "undo" } }
                 step two via web { on b -> aside } }
               step aside via web { on a -> last of work  on c -> gone undoing }""",
            one="first_one",
            two="second_one",
        ),
        "a",
        "b",
    )
    play.operate("migrate")
    play.send("a")
    assert play.places == ["second_one"]
    play.send("b")
    play.send("c")
    assert play.words == ["undo"]


def test_what_is_kept_is_kept_as_the_new_version_writes_it() -> None:
    """A whole number that has become a decimal one is read as that."""
    one = """journey trip(limit: int = 2, gone: text = "x") "Trip" { version 1
      context { count: int = 1  parts: list of int = [1, 2] }
      starts -> here  step here via web { on a -> done } end done success }"""
    two = """journey trip(limit: decimal = 2, fresh: text = "new") "Trip" { version 2
      context { count: decimal = 1  parts: list of decimal = [1, 2] }
      starts -> here
      step here via web { on a when count + limit > 3.5 -> done { note "{{ fresh }} {{ count }}" } }
      end done success  migrate from 1 { } }"""
    play = Play(one)
    play.start("trip", limit=3)
    play.directory = Play(one, two).directory
    play.operate("migrate")
    assert play.context == {"count": "1", "parts": ["1", "2"]}
    assert play.run["parameters"] == {"limit": "3", "fresh": "new"}
    play.send("a")
    assert (play.end, play.words) == ("done", ["new 1"])


def test_a_parameter_that_nobody_gave_keeps_a_run_where_it_is() -> None:
    one = (
        'journey trip "Trip" { version 1 starts -> here step here via web { on a -> done } end done success }'
    )
    two = one.replace("trip", "trip(words: text)", 1).replace("version 1", "version 2")
    two = two.replace("end done", "migrate from 1 { } end done")
    play = Play(one)
    play.start("trip")
    play.directory = Play(one, two).directory
    assert play.operate("migrate")["faults"] == ["`words` is missing"]


def test_an_item_that_is_no_longer_of_its_type_is_an_incident() -> None:
    """Items are looked at once; a run that has them stays as it is, and says what it holds."""
    one = journey(
        """each here for part in parts { step one via web { on a -> e1 } end e1 on here.done -> done }""",
        header="version 1 context { parts: list of int = [1] }",
    )
    two = one.replace("version 1", "version 2").replace("list of int", "list of decimal")
    two = two.replace("on a -> e1", "on a when part > 0.5 -> e1").replace("end e1", "end e1", 1)
    two = two.replace("starts on", "migrate from 1 { } starts on")
    play = Play(one)
    play.send("opened")
    play.directory = Play(one, two).directory
    play.operate("migrate")
    play.may_fail = True
    play.send("a")
    assert play.incidents[0]["problem"] == "`local.part` does not hold what its type says"


def test_what_tells_runs_apart_is_that_of_the_new_version() -> None:
    """One run for each part becomes one for each bill."""
    one = journey(
        "step here via web { on a -> done }",
        header='version 1 one run per customer, part context { bill: id = "none"  part: id = "p" }',
    ).replace("-> here\n", '-> here { set bill = event.bill else "none" }\n', 1)
    two = one.replace("version 1 one run per customer, part", "version 2 one run per customer, bill")
    two = two.replace("starts on", "migrate from 1 { } starts on")
    play = Play(one)
    play.send("opened", bill="B1")
    assert play.run["key"] == ["p"]
    play.directory = Play(one, two).directory
    play.operate("migrate")
    assert play.run["key"] == ["B1"]
    assert play.send("opened", bill="B1")["because"] == "reentry"
    assert play.send("opened", bill="B2")["began"] == ["trip/anna/2"]


ASKING = journey(
    """step here via web { ask again count, words  on a -> done
         on answered when count > 5 -> done { note "answered" } }
       anytime plain { on b -> aside  step aside via web { on c -> back } }""",
    header='version 1 context { count: int = 9  words: text = "known" }',
)


def asking(*events: str) -> Play:
    play = Play(ASKING)
    play.send("opened")
    for event in events:
        play.send(event)
    play.directory = Play(ASKING, as_two(ASKING)).directory
    return play


def test_what_is_asked_again_is_open_after_the_move() -> None:
    """Else the run would be answered by nobody, and go on."""
    play = asking()
    play.operate("migrate")
    assert play.run["asked"] == {"here": ["count"]}
    assert play.places == ["here"]
    play.answer(count=7)
    assert play.words == ["answered"]


def test_a_step_that_was_answered_before_is_not_answered_by_the_move() -> None:
    play = asking()
    play.answer(count=3)
    play.know(tier="gold")
    play.operate("migrate")
    assert "raised" not in play.last
    assert (play.places, play.run["asked"]) == (["here"], {})


def test_questions_behind_an_interrupt_stay_open() -> None:
    play = asking("b")
    play.operate("migrate")
    play.send("c")
    assert play.run["asked"] == {"here": ["count"]}
    play.answer(count=7)
    assert play.end == "done"


def test_what_was_set_while_it_was_asked_stays_open() -> None:
    """As it does in the old version: only an answer closes a question."""
    text = journey(
        "step here via web { ask count  on b { set count = 3 }  on answered -> done }",
        header="version 1 context { count: int? }",
    )
    play = Play(text)
    play.send("opened")
    play.send("b")
    assert play.run["asked"] == {"here": ["count"]}
    play.directory = Play(text, as_two(text)).directory
    play.operate("migrate")
    assert play.run["asked"] == {"here": ["count"]}


def test_what_only_the_new_version_asks_is_open_where_it_is_not_known() -> None:
    text = journey(
        "step here via web { ask count  on answered -> done }",
        header='version 1 context { count: int?  words: text?  known: text = "yes" }',
    )
    play = Play(text)
    play.send("opened")
    two = as_two(text).replace("ask count", "ask count, words, known")
    play.directory = Play(text, two).directory
    play.operate("migrate")
    assert play.run["asked"] == {"here": ["count", "words"]}


ASIDE = "anytime plain { on b -> asking  step asking via web { ask count  on c -> back } }"


def aside(old: str, new: str, **answers: int) -> Play:
    """A run that an interrupt holds moves from one step to another, and comes back."""
    header = 'version 1 context { count: int?  known: text = "yes" }'
    one = journey(f"step here via web {{ on a -> done  {old} }} {ASIDE}", header=header)
    two = one.replace("version 1", "version 2").replace("starts on", "migrate from 1 { } starts on")
    play = Play(one)
    play.send("opened")
    play.send("b")
    if answers:
        play.answer(**answers)
    play.directory = Play(one, two.replace(f"on a -> done  {old}", f"on a -> done  {new}")).directory
    assert play.operate("migrate")["result"] == "accepted"
    assert play.places == ["asking"]
    play.send("c")
    return play


def test_a_step_that_its_interrupt_has_answered_before_the_move_is_told_after_back() -> None:
    asks = "ask count  on answered -> done"
    assert aside(asks, asks, count=1).end == "done"
    assert aside(asks, asks).run["asked"] == {"here": ["count"]}


def test_an_interrupted_step_that_asks_only_since_the_move_what_is_known_is_told_after_back() -> None:
    assert aside("", "ask known  on answered -> done").end == "done"
