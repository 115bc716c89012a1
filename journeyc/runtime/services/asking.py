"""What is said between a service and its connection."""

from typing import NamedTuple


class NoAnswer(Exception):
    """Nothing came back that counts; the message says why. What was asked `may_have_arrived` unless there
    never was a connection.
    """

    def __init__(self, problem: str, *, may_have_arrived: bool = True) -> None:
        super().__init__(problem)
        self.may_have_arrived = may_have_arrived


class Limits(NamedTuple):
    """How long making a connection, waiting for more of an answer, and a call in all may take, in seconds."""

    connect: float
    read: float
    total: float


class Answered(NamedTuple):
    """What came back: its status, its content type, its content, None where that was not wanted, and when to
    come again (`Retry-After`), empty where it does not say.
    """

    status: int
    kind: str
    content: bytes | None
    retry_after: str
