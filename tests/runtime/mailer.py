"""The program that `test_killed_mails.py` starts and kills: it writes mails to customers.

`mailer.py STORE JOURNEY SERVER CUSTOMERS ONCE HOLD`: ONCE is `once` for a channel that sends at most once;
with HOLD `hold` it stands still between the hand-over of a mail and noting it.
"""

import sys

from journeyc.runtime import Delivery, Message, Runtime
from journeyc.runtime.channels import SmtpChannel
from tests.runtime.stage import HandClock


class Holding(SmtpChannel):
    """The channel, and a program that has just been told that a mail was taken."""

    def deliver(self, message: Message) -> Delivery:
        said = super().deliver(message)
        print("handed over", flush=True)
        sys.stdin.read()
        return said


def channel(server: str, once: str, kind: type[SmtpChannel] = SmtpChannel) -> SmtpChannel:
    at_most_once = once == "once"
    return kind(f"smtp+plain://{server}", sender="service@telco.example", at_most_once=at_most_once)


def main(store: str, journey: str, server: str, customers: str, once: str, hold: str) -> None:
    mail = channel(server, once, Holding if hold == "hold" else SmtpChannel)
    with Runtime.open(store, journey, {"email": mail}, HandClock()) as runtime:
        for number in range(int(customers)):
            name = f"customer{number}"
            runtime.identify(name, {"email": f"{name}@example.com"}, id=f"{number}/0")
            runtime.send("opened", {"bill": "B1"}, customer=name, channel="web", id=f"{number}/1")
            runtime.tick()
            print(number, flush=True)
        print("done", flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main(*sys.argv[1:])
