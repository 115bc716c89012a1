"""What every channel keeps to, as tests: for the tests of channels of your own.

Subclass `ChannelContract` under a name that your test runner finds, say how the channel is made and what has
arrived, and run it with the rest of your tests. It needs no test runner of its own.
"""

from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple, get_args
from uuid import uuid4

from journeyc.runtime import Channel, Delivery, Message
from journeyc.runtime.ports import DeliveryResult

_RESULTS: tuple[str, ...] = get_args(DeliveryResult)
_TEXTS = (
    "Grüße nach Łódź \U0001f600 – «schön»",
    "From here on\n.\n..\n>From there\nFrom end",
    "long " * 1_000,
    "\n".join(f"line {number}" for number in range(300)),
    "<b>5 &amp; 6</b> \"quoted\" 'too' \\n %s {x} =20 =?utf-8?q?x?=",
)
#: Ids that are near each other when they are written in another way.
_IDS = (
    "a/1/0",
    "a/10",
    "A/1/0",
    "ä/1/0",
    "%C3%A4/1/0",
    "a b/1/0",
    "a+b/1/0",
    "a.b/1/0",
    "a%2Eb/1/0",
    "a@b.c/1/0",
)
_AT_ONCE = 8


class Arrived(NamedTuple):
    """What the other side has got: `id` is what it knows a repeated message by, `to` where it went, if the
    channel needs that.
    """

    id: str
    text: str
    subject: str = ""
    html: str = ""
    to: str | None = None


class ChannelContract:
    """The tests. A method that is not as it should be raises AssertionError, which says what is wrong.

    `to` and `another` are two addresses that the channel takes, `parts` is what it carries beside the text
    (`subject`, `html`), `secrets` are words that nobody may read in a problem.
    """

    to: str = "anna@example.com"
    another: str = "mallory@example.com"
    parts: Collection[str] = ("subject",)
    secrets: Collection[str] = ()

    # ── what an author says ──

    def channel(self) -> Channel:
        """The channel, with somebody at the other end."""
        raise self._unwritten("channel", "the channel, with somebody at the other end")

    def unreachable(self) -> Channel:
        """The channel when nobody is at the other end: the network is down, the disk is full."""
        raise self._unwritten("unreachable", "the channel when nobody is at the other end")

    def arrived(self) -> list[Arrived]:
        """Everything that has arrived at the other end so far, oldest first."""
        raise self._unwritten("arrived", "what has arrived so far")

    # ── what it keeps to ──

    def test_it_says_what_it_is(self) -> None:
        """`address` is None or the name of a field; `at_most_once` is there or not, and true or false."""
        channel = self.channel()
        named: object = channel.address
        _require(named is None or (isinstance(named, str) and named != ""), f"`address` is {named!r}")
        once: object = getattr(channel, "at_most_once", False)
        _require(isinstance(once, bool), f"`at_most_once` is {once!r}")

    def test_a_message_arrives(self) -> None:
        """With its words, its subject and where it goes, once."""
        message = self._message()
        self._require_same(self._sent(message), message)

    def test_texts_arrive_whole(self) -> None:
        """Whatever is in them: other letters, long lines, lines that mean something to programs for mail."""
        for number, text in enumerate(_TEXTS):
            message = self._message(f"text/{number}/0", text=text)
            self._require_same(self._sent(message), message)

    def test_html_arrives_beside_the_text(self) -> None:
        """Where the channel carries it."""
        message = self._message(html="<p>Grüße, <b>Anna</b></p>")
        self._require_same(self._sent(message), message)

    def test_a_message_that_comes_again_is_known(self) -> None:
        """By its id: a program that died behind the hand-over repeats it."""
        message = self._message()
        _, found = self._try(self.channel(), message, message)
        _require(bool(found), "a message that was delivered twice has not arrived at all")
        _require(len({one.id for one in found}) == 1, "the same message arrives under two ids")

    def test_messages_are_told_apart(self) -> None:
        """However near their ids are to each other."""
        beginning = _never_seen()
        messages = [self._message(identity, beginning=beginning) for identity in _IDS]
        _, found = self._try(self.channel(), *messages)
        _require(len(found) == len(_IDS), f"of {len(_IDS)} messages {len(found)} have arrived")
        _require(len({one.id for one in found}) == len(_IDS), "two messages arrive under one id")

    def test_a_subject_ends_where_it_ends(self) -> None:
        """Or comes as it was, where that means nothing: what a customer typed may be in it, and must neither
        end it nor begin something else.
        """
        subject = f"Hello\r\nBcc: {self.another}\r\n\r\nGone"
        message = self._message(subject=subject)
        found = self._sent(message)
        is_harmless = found.subject == subject or len(found.subject.splitlines()) <= 1
        _require(is_harmless, f"the subject {subject!r} arrives as {found.subject!r}")
        self._require_same(found, message._replace(subject=found.subject))

    def test_an_address_reaches_one(self) -> None:
        """Or nobody: it is what a customer typed."""
        channel = self.channel()
        if channel.address is None:
            return
        between = (", ", "; ", " ", "\r\nBcc: ", "\n", ">, <", "\0")
        for number, joint in enumerate(between):
            message = self._message(f"joined/{number}/0")._replace(to=f"{self.to}{joint}{self.another}")
            _, found = self._try(channel, message)
            reached = [one.to for one in found]
            _require(self.another not in reached, f"the address {message.to!r} reaches somebody else")

    def test_nobody_is_written_to_without_an_address(self) -> None:
        """That is hopeless, so that another channel can be tried."""
        channel = self.channel()
        if channel.address is None:
            return
        for number, to in enumerate((None, "")):
            message = self._message(f"nobody/{number}/0")._replace(to=to)
            (said,), found = self._try(channel, message)
            _require(not found, "a message without an address has arrived")
            _require(said.result == "failed", f"without an address, it says {said.result!r}")

    def test_odd_messages_raise_nothing(self) -> None:
        """Long ones and empty ones have an end as every other."""
        odd = (
            self._message("long/" + "x" * 5_000, subject="y" * 5_000),
            self._message("empty/1/0", text=""),
            self._message("words/1/0", text="\x00\x1b[2J\x07\u2028"),
        )
        self._try(self.channel(), *odd)

    def test_several_threads_may_use_it(self) -> None:
        """At the same time: all that they hand over arrives."""
        channel = self.channel()
        messages = [self._message(f"thread/{number}/0") for number in range(_AT_ONCE)]
        before = len(self.arrived())
        with ThreadPoolExecutor(_AT_ONCE) as threads:
            said = list(threads.map(lambda message: self._deliver(channel, message), messages))
        found = self.arrived()[before:]
        _require(all(one.result == "delivered" for one in said), f"at the same time, it says {said}")
        _require(len({one.id for one in found}) == _AT_ONCE, f"of {_AT_ONCE}, {len(found)} have arrived")

    def test_an_outage_is_worth_another_try(self) -> None:
        """And says what is wrong, without a word that is secret."""
        said = self._deliver(self.unreachable(), self._message())
        _require(said.result in {"retry", "unknown"}, f"when nobody is there, it says {said.result!r}")
        _require(bool(said.problem), "when nobody is there, it does not say what is wrong")

    # ── how that is found out ──

    def _unwritten(self, name: str, what: str) -> NotImplementedError:
        # Not abstract methods: pytest passes over a class that has one, and says nothing.
        return NotImplementedError(f"`{type(self).__name__}` has no `{name}`; write it, and return {what}")

    def _message(
        self,
        identity: str = "hello/1/0",
        *,
        text: str = "Hello Anna",
        subject: str = "Hello",
        html: str = "",
        beginning: str = "",
    ) -> Message:
        # What was sent in another test, the other side may still know.
        beginning = beginning or _never_seen()
        return Message(
            id=f"{beginning}/{identity}",
            at="2026-11-23T09:00:00Z",
            run=beginning,
            customer="anna",
            journey="contract",
            notification="hello",
            channel="tested",
            language="en",
            to=self.to if self.channel().address is not None else None,
            subject=subject,
            text=text,
            html=html,
            expires=None,
        )

    def _deliver(self, channel: Channel, message: Message) -> Delivery:
        """Deliver once; what is answered has to be an answer."""
        try:
            said = channel.deliver(message)
        except Exception as error:
            raise AssertionError(f"it raises {type(error).__name__}: {error}") from error
        _require(isinstance(said, Delivery), f"it answers with a {type(said).__name__}, not a Delivery")
        result, problem = said.result, said.problem
        _require(result in _RESULTS, f"it answers {result!r}, which is none of {', '.join(_RESULTS)}")
        _require(isinstance(problem, str), f"`problem` is a {type(problem).__name__}, not a text")
        _require(result == "delivered" or problem != "", f"it says {result!r}, and not why")
        seconds: object = said.retry_after_seconds
        is_time = seconds is None or (isinstance(seconds, int | float) and seconds >= 0)
        _require(is_time, f"`retry_after_seconds` is {seconds!r}")
        shown = [secret for secret in self.secrets if secret in problem]
        _require(not shown, f"the problem shows what is secret: {problem!r}")
        return said

    def _try(self, channel: Channel, *messages: Message) -> tuple[list[Delivery], list[Arrived]]:
        """Deliver messages: what is said of each, and what arrives."""
        before = len(self.arrived())
        said = [self._deliver(channel, message) for message in messages]
        return said, self.arrived()[before:]

    def _sent(self, message: Message) -> Arrived:
        """Deliver one message, of which one must arrive."""
        (said,), found = self._try(self.channel(), message)
        _require(said.result == "delivered", f"a plain message is not delivered: {said}")
        _require(len(found) == 1, f"of one message, {len(found)} have arrived")
        return found[0]

    def _require_same(self, found: Arrived, message: Message) -> None:
        parts = {"text", *self.parts} & {"text", "subject", "html"}
        for part in sorted(parts):
            came, was = (_lines(getattr(one, part)) for one in (found, message))
            _require(came == was, f"the {part} {was!r} arrives as {came!r}")
        _require(found.to == message.to, f"a message to {message.to!r} goes to {found.to!r}")


def _never_seen() -> str:
    """What the id of a run begins with that nobody has heard of."""
    return f"contract/{uuid4()}"


def _lines(text: str) -> list[str]:
    """A text as the lines that somebody reads."""
    return [line.rstrip() for line in text.rstrip().splitlines()]


def _require(holds: bool, problem: str) -> None:  # noqa: FBT001  # a condition, as in `assert`
    if not holds:
        raise AssertionError(problem)
