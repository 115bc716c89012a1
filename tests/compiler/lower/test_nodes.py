"""Places and what they stand in, in the intermediate representation."""

from typing import Any

import pytest

from journeyc.expression.tree import Literal, Read
from tests.compiler.lower.compiled import bare, journey

WAITS = "via web { on pong -> done }"


def node(body: str, name: str, start: str | None = None) -> Any:
    made = journey(f"starts on opened -> {start or name} {body}")
    return next(item for item in made.nodes if item.name == name)


def names(nodes: Any) -> list[str]:
    return [item.name for item in nodes]


@pytest.mark.parametrize(
    ("head", "remembers", "initial"),
    [
        ("", "no", "a"),
        ("remembers", "shallow", "a"),
        ("remembers deep", "deep", "a"),
        ("{} first b", "no", "b"),
    ],
)
def test_a_stage(head: str, remembers: str, initial: str) -> None:
    """It begins with the child it names, or with the first; its clauses serve all."""
    words, _, first = head.partition("{}")
    body = f"on ping -> gone a_first step a {WAITS} step b {WAITS}".replace("a_first", first)
    made = node(f'stage s "A stage" {words} {{ {body} after 1 day -> gone on pong -> b }}', "s")
    assert (made.kind, made.title, made.remembers, made.initial) == ("stage", "A stage", remembers, initial)
    assert names(made.nodes) == ["a", "b"]
    assert [item.events for item in made.handlers] == [("ping",), ("pong",)]
    assert made.timers[0].target == "gone"


def test_ends_inside_need_no_outcome() -> None:
    """They complete what they stand in."""
    made = node("stage s { step a via web { on pong -> over } end over on s.done -> done }", "s")
    assert bare(made.nodes[1]) == {"name": "over", "title": "Over", "outcome": None}
    assert made.handlers[0].events == ("s.done",)


def test_a_parallel() -> None:
    """Branches side by side, each with a beginning of its own."""
    branch = "branch {0} {{ step a_{0} via web {{ on pong -> end_{0} }} end end_{0} }}"
    both = " ".join(branch.format(name) for name in ("left", "right"))
    made = node(f"parallel p {{ {both} on left.done -> done on p.done -> done }}", "p")
    assert (made.kind, [(item.kind, item.name, item.initial) for item in made.nodes]) == (
        "parallel",
        [("branch", "left", "a_left"), ("branch", "right", "a_right")],
    )
    assert [item.events for item in made.handlers] == [("left.done",), ("p.done",)]


def test_each() -> None:
    """The item is read with the root `local`, by its name."""
    inner = (
        'step a via web { enter { note "{{ word }}" } on ping when length(word) > event.n -> over } end over'
    )
    made = node(f"each e for word in words at most 2 at once {{ {inner} on e.done -> done }}", "e")
    assert (made.item, made.type, made.at_once, made.initial) == ("word", "text", 2, "a")
    assert (made.among, made.text) == (Read("context", ("words",), "list of text"), "words")
    (guard,) = (handler.guard for handler in made.nodes[0].handlers)
    assert Read("local", ("word",), "text") in guard.expression.arguments[0].arguments


def test_a_split() -> None:
    """Shares are decimal numbers, as text."""
    body = "split s { 33.30% a -> done { set n = 1 } 66.7% b -> gone }"
    assert bare(node(body, "s").shares) == [
        {
            "name": "a",
            "percent": "33.3",
            "target": "done",
            "effects": [{"path": ["n"], "value": Literal(1, "int"), "text": "1"}],
        },
        {"name": "b", "percent": "66.7", "target": "gone"},
    ]


def test_an_interrupt_and_the_way_back() -> None:
    """Its handlers begin it; `back` has no target of its own."""
    made = journey(
        f"starts on opened -> w step w {WAITS} "
        "anytime urgent help { on ping -> talk step talk via desk { on pong -> back { set n = 1 } } }"
    )
    help_ = made.nodes[1]
    assert (help_.kind, help_.urgent, help_.initial) == ("interrupt", True, "talk")
    assert help_.handlers[0].target == "talk"
    back = help_.nodes[0].handlers[0]
    assert (back.target, back.way, back.leaves) == (None, "back", True)


def test_the_last_of_a_stage_and_undoing() -> None:
    """Where to, and what is done about what was done."""
    made = journey(
        "starts on opened -> s stage s remembers { on ping -> w step a via web { on pong -> done undoing } } "
        "step w via web { on pong -> last of s undoing }"
    )
    inside, outside = made.nodes[0].nodes[0].handlers[0], made.nodes[1].handlers[0]
    assert (inside.target, inside.way, inside.undoing) == ("done", "enter", True)
    assert (outside.target, outside.way, outside.undoing) == ("s", "last", True)
