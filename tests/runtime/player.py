"""The program that `test_kill.py` starts and kills: it plays inputs and says after each that it is done.

`player.py STORE INPUTS OUT`: INPUTS is a JSON file of rows `[what, customer, argument, channel, id, minute]`,
OUT the file to which the channel appends a line for each message.
"""

import json
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from journeyc.runtime import Delivery, Message, Report, Runtime

DISPUTE = Path(__file__).parent / "dispute.json"
MORNING = datetime(2026, 11, 23, 9, tzinfo=UTC)
#: The same for every program, as their messages are compared.
LINK_KEY = "the key of links in these tests"


class Appender:
    """A channel that appends to a file, in one write for each message."""

    address: str | None = None

    def __init__(self, path: str) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def deliver(self, message: Message) -> Delivery:
        os.write(self._file, (json.dumps([message.id, message.text]) + "\n").encode())
        return Delivery("delivered")


def moment(minute: int) -> datetime:
    return MORNING + timedelta(minutes=minute)


def apply(runtime: Runtime, row: Sequence[Any]) -> Report:
    what, customer, argument, channel, identity, minute = row
    at = moment(minute)
    if what == "identify":
        return runtime.identify(customer, argument, id=identity, at=at)
    if what == "answer":
        return runtime.answer(customer, argument, channel=channel, id=identity, at=at)
    return runtime.send(what, argument, customer=customer, channel=channel, id=identity, at=at)


def main(store: str, inputs: str, out: str) -> None:
    rows = json.loads(Path(inputs).read_text(encoding="utf-8"))
    with Runtime.open(store, DISPUTE, {"sms": Appender(out)}, link_key=LINK_KEY) as runtime:
        for row in rows:
            report = apply(runtime, row)
            print(json.dumps([row[4], report["result"]]), flush=True)
            runtime.tick(moment(row[5]))
        print("done", flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main(*sys.argv[1:])
