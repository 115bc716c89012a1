"""The program that `test_killed_calls.py` starts and kills: it begins runs that call a service.

`caller.py STORE JOURNEY OUT CUSTOMERS`: OUT is the file to which the service appends a line for each request,
and the listener one for each event.
"""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from journeyc.runtime import Emitted, Reply, Request, Runtime

MORNING = datetime(2026, 11, 23, 9, tzinfo=UTC)


class Fixed:
    """A clock that stands still, as lateness is not what is tried here."""

    def now(self) -> datetime:
        return MORNING


class Billing:
    """A service that appends to a file, in one write for each request."""

    def __init__(self, file: int) -> None:
        self._file = file

    def call(self, request: Request) -> Reply:
        os.write(self._file, f"{request.id}\n".encode())
        return Reply("ok", {"amount": request.arguments["amount"]})


def opened(store: Any, journey: str, out: str, clock: Any = None) -> Runtime:
    file = os.open(out, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def hear(event: Emitted) -> None:
        os.write(file, f"{event.id}\n".encode())

    return Runtime.open(
        store, journey, clock=clock or Fixed(), services={"billing.credit": Billing(file)}, listeners=[hear]
    )


def main(store: str, journey: str, out: str, customers: str) -> None:
    with opened(store, journey, out) as runtime:
        for number in range(int(customers)):
            name = f"customer {number}"
            runtime.send("opened", {"bill": "B1"}, customer=name, channel="web", id=f"{number}")
            runtime.tick()
            print(number, flush=True)
        print("done", flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    Path(sys.argv[3]).touch()
    main(*sys.argv[1:])
