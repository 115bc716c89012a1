"""The channel that prints."""

import io

import pytest

from journeyc.runtime import Message
from journeyc.runtime.channels import ConsoleChannel

MESSAGE = Message(
    id="bill_dispute/anna/1/4/0", at="2026-11-23T09:00:00Z", run="bill_dispute/anna/1", customer="anna",
    journey="bill_dispute", notification="come_back", channel="sms", language="en", to=None,
    subject="Your dispute is waiting", text="Hi Anna,\n\ncontinue here.\n", html="", expires=None,
)  # fmt: skip


def printed(message: Message) -> str:
    stream = io.StringIO()
    assert ConsoleChannel(stream).deliver(message).result == "delivered"
    return stream.getvalue()


def test_a_message_is_printed_in_a_frame() -> None:
    assert printed(MESSAGE) == (
        "┌─ come_back to anna by sms\n"
        "│ Your dispute is waiting\n"
        "│\n"
        "│ Hi Anna,\n"
        "│\n"
        "│ continue here.\n"
        "└─ bill_dispute/anna/1/4/0\n"
    )


def test_a_message_without_subject_begins_with_its_text_and_shows_where_to() -> None:
    lines = printed(MESSAGE._replace(subject="", to="+49 30 1", text="", html="<p>Hi</p>")).splitlines()
    assert lines[:2] == ["┌─ come_back to +49 30 1 by sms", "│ <p>Hi</p>"]


def test_a_message_cannot_drive_the_terminal() -> None:
    assert "\x1b" not in printed(MESSAGE._replace(text="\x1b[2Jgone\x07", subject="a\x1b]0;b"))


def test_a_stream_that_is_closed_is_worth_another_try() -> None:
    stream = io.StringIO()
    stream.close()
    assert ConsoleChannel(stream).deliver(MESSAGE).result == "retry"


def test_standard_output_is_the_default(capsys: pytest.CaptureFixture[str]) -> None:
    ConsoleChannel().deliver(MESSAGE)
    assert capsys.readouterr().out.startswith("┌─ come_back")
