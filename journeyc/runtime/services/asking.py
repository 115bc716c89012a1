"""What is said between a service and its connection."""

from typing import NamedTuple


class NoAnswer(Exception):
    """Nothing came back that counts; the message says why."""


class Limits(NamedTuple):
    """How long making a connection, waiting for more of an answer, and a call in all may take, in seconds."""

    connect: float
    read: float
    total: float


class Answered(NamedTuple):
    """What came back: its status, its content type, and its content, None where that was not wanted."""

    status: int
    kind: str
    content: bytes | None
