"""Disputes from a file, taken in by cron: a program that begins, does what there is to do, and ends.

    cd examples/embedding/script && pip install -r requirements.txt
    python take_disputes.py disputes.csv --store disputes.sqlite

    */5 * * * *  cd …/script && python take_disputes.py /var/spool/disputes.csv --store disputes.sqlite

The file is what the billing system writes at night: `id,customer,first_name,phone,bill`, a line for each
dispute that came by letter.

What to look at:

* Every line has an id, and is sent under it. A file that is read again changes nothing, so nobody has to
  remember how far the last one came; a program that was killed is simply started again.
* All lines are one batch, applied together when its block is left.
* `tick` does what has fallen due since the last time, however long ago that was.
* What the journey takes is known to a checker of types: `bill_dispute.py` is generated, and a test of the
  project tells when the journey has changed.

      journeyc generate python ../../journeys/bill_dispute.journey -o bill_dispute.py

* What went wrong is said, and the exit code tells cron.
"""

import argparse
import csv
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from bill_dispute import Dispute, DisputeOpened, Profile, identify, send

import journeyc
from journeyc.runtime import Channel, Clock, JourneyError, Report, Runtime, Tick
from journeyc.runtime.channels import FileChannel

JOURNEY = Path(__file__).parents[2] / "journeys" / "bill_dispute.journey"


def opened(store: str | None, channels: Mapping[str, Channel], clock: Clock | None = None) -> Runtime:
    """A runtime with the journey, compiled here."""
    return Runtime.open(store, journeyc.load(JOURNEY), channels, clock)


def take(runtime: Runtime, lines: Iterable[Mapping[str, str]]) -> list[Report]:
    """Say who wrote, and that a dispute was opened, for each line; what the runtime says to the disputes."""
    places: list[int] = []
    with runtime.batch() as batch:
        for line in lines:
            known = Profile(first_name=line["first_name"], phone=line["phone"])
            identify(batch, line["customer"], known, id=f"letter/{line['id']}/sender")
            opened_ = DisputeOpened(dispute=Dispute(bill=line["bill"]))
            sent = send(batch, opened_, customer=line["customer"], channel="web", id=f"letter/{line['id']}")
            places.append(sent)
    return [batch.reports[place] for place in places]


def told(reports: Iterable[Report], tick: Tick) -> Iterator[str]:
    """What happened, a line each."""
    for report in reports:
        if report["result"] != "accepted":
            yield f"{report['input']}: {report['reason']}"
    fired = sum(bool(run["fired"]) for report in tick.reports for run in report["runs"])
    states = [attempt.state for attempt in tick.attempts]
    yield f"{fired} timers fired, {states.count('delivered')} messages left, {len(states)} tried"


def main(arguments: list[str]) -> int:
    """0 where all is well, 1 where a line was not taken, 2 where nothing could be done."""
    parser = argparse.ArgumentParser(description="Take in disputes, and do what is due.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--store", default="disputes.sqlite")
    parser.add_argument("--outbox", type=Path, default=Path("sms.mbox"))
    given = parser.parse_args(arguments)
    try:
        lines = list(csv.DictReader(given.file.read_text(encoding="utf-8").splitlines()))
        with opened(given.store, {"sms": FileChannel(given.outbox, address="phone")}) as runtime:
            reports = take(runtime, lines)
            tick = runtime.tick()
    except (OSError, JourneyError) as error:
        print(f"take_disputes: {error}", file=sys.stderr)
        return 2
    print(*told(reports, tick), sep="\n")
    return 0 if all(report["result"] == "accepted" for report in reports) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
