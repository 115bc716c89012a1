"""Two hashes: what a journey does, and what it says."""

from collections.abc import Callable
from typing import Any

import pytest

from journeyc.ir import Definition, Package, definition_of, meaning_hash, wording_hash
from journeyc.ir import model as m
from tests.runtime.core.journeys import (
    FALSE,
    after,
    ask,
    ctx,
    days,
    end,
    field,
    journey,
    lit,
    of_customer,
    on,
    package,
    pause,
    put,
    remind,
    seconds,
    step,
    tell,
    when,
)


def whole() -> Package:
    guard = when(of_customer("score", "int"), "customer.score")
    nodes = (
        step(
            "a",
            ask("why", "Reason?"),
            on("ping", "b", put("n", lit(1, "int"), "1"), guard=guard),
            on("pong", "b"),
        ),
        step("b", after(days(2), "c"), remind("nudge", days(1))),
        end("c", "success", tell("news", n=ctx("n", "int"))),
    )
    return package(
        journey(
            *nodes,
            context=(field("n", "int"), field("why", "Reason?")),
            pause=pause(idle=seconds(60), idle_text="1 minute"),
        )
    )


def definition(package_: Package) -> Definition:
    return definition_of(package_, package_.journeys[0])


def changed(value: Any, path: tuple[str | int, ...], change: Callable[[Any], Any]) -> Any:
    """A copy of a document in which one part is different."""
    if not path:
        return change(value)
    first, *rest = path
    if isinstance(first, int):
        return tuple(
            changed(item, tuple(rest), change) if at == first else item for at, item in enumerate(value)
        )
    return value.model_copy(update={first: changed(getattr(value, first), tuple(rest), change)})


def to(value: Any) -> Callable[[Any], Any]:
    return lambda _: value


WORDS = [
    (("journeys", 0, "title"), to("Other")),
    (("journeys", 0, "owner"), to("me")),
    (("journeys", 0, "languages"), to(("de",))),
    (("journeys", 0, "nodes", 0, "doc"), to("said")),
    (("journeys", 0, "nodes", 0, "handlers", 0, "guard", "text"), to("…")),
    (
        ("journeys", 0, "nodes", 0, "says"),
        to((m.Say(template="Hi", place=m.Place(file="x", line=1, column=1)),)),
    ),
    (("journeys", 0, "nodes", 1, "timers", 0, "text"), to("two days")),
    (("journeys", 0, "pause", "idle_text"), to("60 seconds")),
    (("declarations", "notifications", 0, "texts"), to((m.MessageText(template="x"),))),
    (("declarations", "touchpoints", 0, "title"), to("Firm")),
]
NOTHING = [
    (("compiler",), to("another")),
    (("journeys", 0, "place"), to(m.Place(file="other", line=9, column=9))),
    (("journeys", 0, "nodes", 0, "handlers", 0, "place"), to(m.Place(file="other", line=9, column=9))),
    (("declarations", "events"), lambda events: (*events, m.Event(name="unused", fields=()))),
    (("declarations", "types"), lambda types: (*types, m.EnumDeclaration(name="Unused", members=("x",)))),
    (("declarations", "customer", "fields"), lambda old: (*old, m.CustomerField(name="unused", type="int"))),
]
MEANING = [
    (("journeys", 0, "version"), to(2)),
    (("journeys", 0, "one_run_per"), to((("n",),))),
    (("journeys", 0, "context", 0, "default"), to(lit(1, "int"))),
    (("journeys", 0, "nodes", 0, "asks", 0, "again"), lambda _: True),
    (("journeys", 0, "nodes", 0, "channels"), to(("voice",))),
    (("journeys", 0, "nodes", 0, "handlers"), lambda handlers: handlers[::-1]),
    (("journeys", 0, "nodes", 0, "handlers", 0, "guard", "expression"), to(FALSE)),
    (("journeys", 0, "nodes", 0, "handlers", 0, "effects", 0, "value"), to(lit(2, "int"))),
    (("journeys", 0, "nodes", 1, "timers", 0, "after"), to(days(3))),
    (("journeys", 0, "nodes", 2, "outcome"), to("failure")),
    (("journeys", 0, "pause", "hold_timers"), lambda _: True),
    (("declarations", "types", 0, "members"), to(("price", "roaming", "other"))),
    (("declarations", "touchpoints", 0, "channels", 0, "abilities"), to(("show",))),
    (("declarations", "notifications", 0, "category"), to("marketing")),
    (("declarations", "customer", "fields", 2, "default"), to(lit(1, "int"))),
]


@pytest.mark.parametrize(
    ("path", "change"), WORDS, ids=lambda value: ".".join(map(str, value)) if isinstance(value, tuple) else ""
)
def test_words_count_for_the_wording_alone(path: tuple[str | int, ...], change: Callable[[Any], Any]) -> None:
    """Rule 17: texts and titles are taken by open runs at once, so they are no change of meaning."""
    before = whole()
    after_ = changed(before, path, change)
    assert meaning_hash(definition(after_)) == meaning_hash(definition(before))
    assert wording_hash(definition(after_)) != wording_hash(definition(before))


@pytest.mark.parametrize(
    ("path", "change"),
    NOTHING,
    ids=lambda value: ".".join(map(str, value)) if isinstance(value, tuple) else "",
)
def test_places_and_what_is_not_used_count_for_nothing_that_is_done(
    path: tuple[str | int, ...], change: Callable[[Any], Any]
) -> None:
    """Rule 17: layout is in neither hash; unused declarations change nothing of what the journey does."""
    before = whole()
    assert meaning_hash(definition(changed(before, path, change))) == meaning_hash(definition(before))


@pytest.mark.parametrize(
    ("path", "change"),
    MEANING,
    ids=lambda value: ".".join(map(str, value)) if isinstance(value, tuple) else "",
)
def test_what_is_done_counts_for_both(path: tuple[str | int, ...], change: Callable[[Any], Any]) -> None:
    """Rule 17: a run keeps the hash of the meaning it was started with."""
    before = whole()
    after_ = changed(before, path, change)
    assert meaning_hash(definition(after_)) != meaning_hash(definition(before))
    assert wording_hash(definition(after_)) != wording_hash(definition(before))


def test_a_hash_does_not_depend_on_where_it_is_computed() -> None:
    """The hash is written down in stores, so it must never change by itself."""
    tiny = package(journey(step("a", on("ping"))))
    assert meaning_hash(definition(tiny)) == meaning_hash(
        definition(Package.model_validate_json(tiny.model_dump_json()))
    )
    assert meaning_hash(definition(tiny)).startswith("sha256:")
