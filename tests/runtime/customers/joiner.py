"""A program that merges and parts two customers again and again, until it is killed."""

import sys

from journeyc.runtime import Runtime
from tests.runtime.customers.journeys import company
from tests.runtime.stage import HandClock

with Runtime.open(sys.argv[1], company(), clock=HandClock()) as runtime:
    number = int(sys.argv[2])
    while True:
        number += 1
        report = runtime.merge("cookie", into="anna", id=f"m{number}")
        runtime.send(
            "moved", {"words": str(number)}, customer="cookie", channel="web", run="dispute/cookie/1"
        )
        runtime.unmerge(f"m{number}")
        print(number, flush=True)
