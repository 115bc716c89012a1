"""The contract of channels finds what is wrong with one."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from journeyc.runtime import Channel, Delivery, Message
from journeyc.testing.channel_contract import Arrived, ChannelContract

PAGE = Path(__file__).parents[2] / "docs" / "developer.md"
TESTS = sorted(name for name in vars(ChannelContract) if name.startswith("test_"))

Box = list[Arrived]


class Good:
    """A channel that keeps to it: it puts messages into a box."""

    address: Any = "email"
    at_most_once: Any = False

    def __init__(self, box: Box) -> None:
        self.box = box

    def deliver(self, message: Message) -> Any:
        to = message.to
        if not to or len(to.split()) > 1 or not to.isprintable() or {*",;<>"} & {*to}:
            return Delivery("failed", "no address")
        self.box.append(Arrived(message.id, message.text, message.subject, message.html, to))
        return Delivery("delivered")


class Down(Good):
    """The same when nobody is there."""

    def deliver(self, _message: Message) -> Any:
        return Delivery("retry", "nobody is there")


def contract(make: Callable[[Box], Any], down: Callable[[Box], Any] = Down) -> ChannelContract:
    box: Box = []

    class Tried(ChannelContract):
        parts = ("subject", "html")
        secrets = ("sesame",)

        def channel(self) -> Channel:
            channel: Channel = make(box)
            return channel

        def unreachable(self) -> Channel:
            channel: Channel = down(box)
            return channel

        def arrived(self) -> list[Arrived]:
            return list(box)

    return Tried()


def faults(tried: ChannelContract) -> dict[str, str]:
    """The tests that fail, with what they say."""
    found = {}
    for name in TESTS:
        try:
            getattr(tried, name)()
        except AssertionError as fault:
            found[name] = str(fault)
    return found


def broken(**changed: Any) -> type[Good]:
    return type("Broken", (Good,), changed)


def answering(answer: Callable[[Good, Message], Any]) -> type[Good]:
    return broken(deliver=answer)


def changed(**more: Callable[[Message], Any]) -> type[Good]:
    """One that changes something of each message before it delivers it."""

    def deliver(self: Good, message: Message) -> Any:
        return Good.deliver(self, message._replace(**{name: how(message) for name, how in more.items()}))

    return answering(deliver)


def split(self: Good, message: Message) -> Any:
    """As a program for mail does that takes a list of addresses."""
    for to in re.split(r"[,;\s<>\0]+|Bcc:", message.to or ""):
        if to:
            self.box.append(Arrived(message.id, message.text, message.subject, message.html, to))
    return Delivery("delivered" if message.to else "failed", "no address")


def with_lines_in_subject(self: Good, message: Message) -> Any:
    head, _, rest = message.subject.partition("\r\n\r\n")
    return Good.deliver(self, message._replace(subject=head, text=f"{rest}{message.text}"))


def numbered(self: Good, message: Message) -> Any:
    return Good.deliver(self, message._replace(id=str(len(self.box))))


def raising(_self: Good, message: Message) -> Any:
    raise ValueError(message.id)


def test_a_good_channel_has_no_fault() -> None:
    assert faults(contract(Good)) == {}


@pytest.mark.parametrize(
    ("make", "test", "says"),
    [
        (broken(address=""), "it_says_what_it_is", "`address` is ''"),
        (broken(at_most_once="yes"), "it_says_what_it_is", "`at_most_once` is 'yes'"),
        (changed(text=lambda m: m.text[:3]), "a_message_arrives", "['Hello Anna'] arrives as ['Hel']"),
        (changed(subject=lambda _: ""), "a_message_arrives", "the subject ['Hello'] arrives as []"),
        (changed(html=lambda _: ""), "html_arrives_beside_the_text", "the html"),
        (changed(text=lambda m: m.text.replace("ü", "?")), "texts_arrive_whole", "arrives as"),
        (changed(text=lambda m: re.sub("(?m)^From ", ">From ", m.text)), "texts_arrive_whole", "From here"),
        (changed(text=lambda m: m.text[:4_000]), "texts_arrive_whole", "arrives as"),
        (changed(id=lambda m: m.id.lower()), "messages_are_told_apart", "under one id"),
        (changed(id=lambda m: m.id.replace("+", " ")), "messages_are_told_apart", "under one id"),
        (answering(numbered), "a_message_that_comes_again_is_known", "under two ids"),
        (answering(with_lines_in_subject), "a_subject_ends_where_it_ends", "arrives as"),
        (answering(split), "an_address_reaches_one", "reaches somebody else"),
        (changed(to=lambda m: m.to or "x"), "nobody_is_written_to_without_an_address", "has arrived"),
        (answering(raising), "odd_messages_raise_nothing", "it raises ValueError"),
        (answering(lambda *_: None), "a_message_arrives", "a NoneType, not a Delivery"),
        (answering(lambda *_: Delivery("sent")), "a_message_arrives", "'sent', which is none of"),  # type: ignore[arg-type]
        (answering(lambda *_: Delivery("delivered")), "several_threads_may_use_it", "0 have arrived"),
        (answering(lambda *_: Delivery("retry", "busy")), "several_threads_may_use_it", "at the same time"),
        (answering(lambda *_: Delivery("retry", "x", -1)), "a_message_arrives", "_seconds` is -1"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_found(make: type[Good], test: str, says: str) -> None:
    assert says in faults(contract(make))[f"test_{test}"]


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (Delivery("delivered"), "when nobody is there, it says 'delivered'"),
        (Delivery("failed", "gone"), "when nobody is there, it says 'failed'"),
        (Delivery("retry"), "it says 'retry', and not why"),
        (Delivery("retry", "login with sesame"), "shows what is secret"),
    ],
)
def test_what_is_wrong_with_an_outage_is_found(answer: Delivery, says: str) -> None:
    down = answering(lambda *_: answer)
    assert says in faults(contract(Good, down))["test_an_outage_is_worth_another_try"]


@pytest.mark.parametrize("name", ["channel", "unreachable", "arrived"])
def test_an_author_is_asked_for_what_only_they_know(name: str) -> None:
    class TestLetters(ChannelContract):
        """Nothing of it is written yet."""

    with pytest.raises(NotImplementedError, match=f"`TestLetters` has no `{name}`; write it, and return"):
        getattr(TestLetters(), name)()


def test_the_channel_that_the_page_for_developers_shows_keeps_to_it() -> None:
    (block,) = [
        text
        for text in re.findall(
            r"^```python\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
        )
        if "ChannelContract" in text
    ]
    shown: dict[str, Any] = {}
    exec(compile(block, PAGE.name, "exec"), shown)  # noqa: S102  # our own page
    (tests,) = [
        one
        for one in shown.values()
        if isinstance(one, type) and issubclass(one, ChannelContract) and one is not ChannelContract
    ]
    assert faults(tests()) == {}
