"""What the worker processes of these tests bind: channels and services that append a line to a file."""

import os
from datetime import UTC, datetime
from pathlib import Path
from time import sleep

from journeyc.runtime import Bindings, Delivery, Message, Reply, Request

OUT = os.environ["JOURNEYC_TEST_OUT"]


def say(*words: str) -> None:
    file = os.open(OUT, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(file, (" ".join(words) + "\n").encode())
    os.close(file)


class Sms:
    """Says what it delivers; for some it waits as long as there is a file of their name."""

    address: str | None = None

    def deliver(self, message: Message) -> Delivery:
        say("begun", message.customer)
        while Path(OUT).with_name(message.customer).exists():
            sleep(0.01)
        say("sms", message.customer, message.text, message.id)
        return Delivery("delivered")


class Billing:
    def call(self, request: Request) -> Reply:
        say("call", request.customer, request.id)
        return Reply("ok", {"amount": request.arguments["amount"]})


bindings: Bindings = {"channels": {"sms": Sms()}, "services": {"billing.credit": Billing()}}


def made() -> Bindings:
    """The same from a function."""
    return bindings


def broken() -> Bindings:
    """Nothing, as it raises."""
    raise LookupError(f"no settings at {datetime.now(UTC):%Y}")
