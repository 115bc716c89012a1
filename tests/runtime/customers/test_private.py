"""What is private is shown to nobody who only looks: views and errors are searched for planted values."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from journeyc.runtime import Delivery, JourneyError, Message, Reply, Request, Runtime, Store
from journeyc.runtime.stores import open_store
from tests.runtime.customers.journeys import company
from tests.runtime.stage import HandClock

PACKAGE = company()
#: Nothing else looks like these.
PLANTED = {"phone": "+49-PHONE-1", "mail": "MAIL@x", "name": "NAME-Anna", "bank": "BANK-77"}
BEFORE = "BANK-BEFORE"


class Chatty:
    """A channel and a service that say what they were given when they fail."""

    address = "phone"

    def deliver(self, message: Message) -> Delivery:
        return Delivery("failed", f"cannot send to {message.to}: {message.text}")

    def call(self, request: Request) -> Reply:
        return Reply("no_answer", problem=f"nobody knows {request.arguments}")


@pytest.fixture
def runtime(store: Store, clock: HandClock) -> Runtime:
    """A customer with private values in every place that can hold one."""
    chatty = Chatty()
    opened = Runtime.open(
        store, PACKAGE, {"sms": chatty, "email": chatty}, clock, services={"crm.look_up": chatty}
    )
    opened.identify("anna", {**PLANTED, "bank": BEFORE, "points": 20})
    opened.identify("anna", {"bank": PLANTED["bank"]})
    opened.send("opened", {"bill": "B1"}, customer="anna", channel="web")
    opened.send("moved", {"words": "x"}, customer="anna", channel="web")
    opened.send("heard_of", {"words": PLANTED["name"]}, customer="anna")
    for _ in range(3):
        opened.send("complained", customer="anna")
    clock.pass_(days=3)
    opened.tick()
    opened.send("asked", customer="anna", channel="web", run="dispute/anna/1")
    opened.send("asked", customer="anna", channel="web")
    opened.tick()
    opened.identify("cookie", {"bank": "BANK-COOKIE", "name": "NAME-Cookie"})
    opened.merge("cookie", into="anna")
    return opened


def leaks(told: Any) -> list[str]:
    """The planted values that stand in what is told."""
    text = told if isinstance(told, str) else json.dumps(told, default=str, ensure_ascii=False)
    values = (*PLANTED.values(), BEFORE, "BANK-COOKIE", "NAME-Cookie")
    return [value for value in values if value in text]


def test_the_values_are_there_where_they_are_asked_for(runtime: Runtime) -> None:
    """Else the tests below would find nothing, whatever they search."""
    everything = {*PLANTED.values(), BEFORE, "BANK-COOKIE", "NAME-Cookie"}
    assert set(leaks(runtime.history("anna", private=True))) == everything
    assert {PLANTED["phone"], PLANTED["bank"]} <= set(leaks(runtime.incidents(private=True)))
    assert set(leaks(runtime.customer("anna", private=True))) >= set(PLANTED.values())
    assert leaks(runtime.contacts("anna", private=True)) == [PLANTED["phone"], PLANTED["bank"]]
    assert set(leaks(runtime.export("anna"))) >= {*PLANTED.values(), "BANK-COOKIE", "NAME-Cookie"}
    assert leaks(runtime.position("dispute/anna/1")) == [PLANTED["bank"]]


LOOKS: dict[str, Callable[[Runtime], Any]] = {
    "history": lambda runtime: runtime.history("anna"),
    "history of a run": lambda runtime: runtime.history(run="dispute/anna/1"),
    "incidents": lambda runtime: runtime.incidents(),
    "customer": lambda runtime: runtime.customer("anna"),
    "contacts": lambda runtime: runtime.contacts("anna"),
    "position": lambda runtime: runtime.position("dispute/anna/1", private=False),
    "tasks": lambda runtime: runtime.tasks(),
    "rules": lambda runtime: runtime.rules("anna"),
}


@pytest.mark.parametrize("look", LOOKS)
def test_no_view_shows_what_is_private(runtime: Runtime, look: str) -> None:
    told = LOOKS[look](runtime)
    assert told
    assert leaks(told) == []


@pytest.mark.parametrize("look", LOOKS)
def test_what_was_known_before_is_no_less_private(runtime: Runtime, look: str) -> None:
    """What services and channels have said of the values of then stands there still."""
    runtime.identify("anna", {"phone": "+49-NEW", "mail": "NEW@x", "name": "NEW-Anna", "bank": "NEW-77"})
    told = LOOKS[look](runtime)
    assert told
    assert leaks(told) == []


@pytest.mark.parametrize("look", LOOKS)
def test_what_a_merge_has_put_aside_is_no_less_private(
    runtime: Runtime, store: Store, clock: HandClock, look: str
) -> None:
    """Of two numbers one is believed; the other stands in what was said of it."""
    runtime.identify("ben", {"phone": "+49-NEW", "mail": "NEW@x", "name": "NEW-Ben", "bank": "NEW-77"})
    runtime.merge("anna", into="ben")
    told = LOOKS[look](Runtime.open(store, PACKAGE, clock=clock))
    assert leaks(told) == []


def test_what_was_said_of_both_is_no_less_private_when_a_merge_is_undone(
    store: Store, clock: HandClock
) -> None:
    """To the one belongs what a rule has sent with the number of the other, and the other way round."""
    chatty = Chatty()
    runtime = Runtime.open(store, PACKAGE, {"sms": chatty}, clock)
    runtime.identify("cookie", {"phone": PLANTED["phone"]})
    runtime.send("opened", {"bill": "B1"}, customer="cookie", channel="web")
    merge = runtime.merge("cookie", into="anna")["input"]
    for _ in range(3):
        runtime.send("complained", customer="anna")
    runtime.tick()
    runtime.identify("anna", {"bank": PLANTED["bank"]})
    clock.pass_(days=3)
    runtime.tick()
    runtime.unmerge(merge)
    for customer, said in (("anna", PLANTED["phone"]), ("cookie", PLANTED["bank"])):
        assert said in leaks(runtime.history(customer, private=True))
        assert leaks(runtime.history(customer)) == leaks(runtime.contacts(customer)) == []
    assert leaks(runtime.incidents()) == []


@pytest.mark.parametrize("name", ["AnnaB", "example", ".org", "Anna", "ple.or", "org"])
def test_a_private_text_that_is_part_of_another_leaves_nothing_of_it(
    store: Store, clock: HandClock, name: str
) -> None:
    """Else a name would show the rest of the address that it is part of."""
    runtime = Runtime.open(store, PACKAGE, clock=clock)
    runtime.identify("anna", {"mail": "AnnaB@example.org", "name": name})
    runtime.send("heard_of", {"words": "to AnnaB@example.org"}, customer="anna")
    (line,) = [line for line in runtime.history("anna") if line.kind == "event"]
    assert line.document["input"]["payload"]["words"] == "to •••"


def test_what_is_masked_says_so(runtime: Runtime) -> None:
    view = runtime.customer("anna")
    assert view is not None
    assert view.profile == {**dict.fromkeys(PLANTED, "•••"), "points": 20}
    lines = runtime.history("anna")
    (first, *_) = [line for line in lines if line.kind == "profile"]
    assert first.document["input"]["fields"] == {**dict.fromkeys(PLANTED, "•••"), "points": 20}
    (note,) = [line for line in lines if line.kind == "note"]
    assert note.document["text"] == "•••"
    (raw,) = [line for line in runtime.history("anna", private=True) if line.kind == "note"]
    assert raw.document["text"] == f"bank {PLANTED['bank']}"


def test_what_is_not_private_is_shown(runtime: Runtime) -> None:
    names = [line.document["input"].get("name") for line in runtime.history("anna") if line.kind == "event"]
    assert names == ["opened", "moved", "heard_of", *["complained"] * 3, "asked", "asked"]
    (moved,) = [
        line for line in runtime.history("anna") if line.document.get("input", {}).get("name") == "moved"
    ]
    assert moved.document["report"]["set"] == {"note": "x", "copy": "•••"}


BAD: dict[str, Callable[[Runtime], Any]] = {
    "a field of another type": lambda runtime: runtime.identify("anna", {"phone": {"n": PLANTED["phone"]}}),
    "a number for a text": lambda runtime: runtime.identify("anna", {"bank": 12345678}),
    "an alias of another": lambda runtime: runtime.identify("bob", {"phone": PLANTED["phone"]}),
    "an answer": lambda runtime: runtime.answer("anna", {"copy": 12345678}, channel="web"),
    "a merge": lambda runtime: runtime.merge(PLANTED["phone"], into="anna"),
}


@pytest.mark.parametrize("what", BAD)
def test_no_error_shows_what_is_private(runtime: Runtime, what: str) -> None:
    try:
        said = json.dumps(BAD[what](runtime))
    except JourneyError as error:
        said = str(error)
    assert "12345678" not in said
    if what != "a merge":  # there, whoever asks has called the customer so
        assert leaks(said) == []


def test_a_host_without_journeys_masks_too(runtime: Runtime, store: Store) -> None:
    """Definitions are in the store; with none, every field of the customer is hidden."""
    other = Runtime.open(store)
    assert leaks(other.history("anna")) == leaks(other.customer("anna")) == leaks(other.incidents()) == []
    assert runtime.rule_engine.name


def test_where_no_definition_is_known_all_of_a_customer_is_hidden(tmp_path: Path) -> None:
    rules = company('customer { key id: id  tier: text? } rule r "R" { on e { emit e } } event e {}')
    store = open_store(tmp_path / "s.sqlite")
    Runtime.open(store, rules).identify("anna", {"tier": "gold"})
    view = Runtime.open(store).customer("anna")
    assert view is not None
    assert view.profile == {"tier": "•••"}
