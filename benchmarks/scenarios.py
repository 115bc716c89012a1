"""How many scenarios a second are played: ten inputs each, over a year of virtual time.

    python benchmarks/scenarios.py [--n 1000] [--rounds 5]

A subscription is asked about, answered, reminded of and renewed every few weeks; every scenario is another
customer with other answers. `played` is the playing alone; `from text` reads, checks and compiles the file
before, as `journeyc test` does. The goal is 1,000 scenarios a second.
"""

import argparse
import time
from collections.abc import Callable

from table import in_turn, print_table

from journeyc.catalogue import LINT
from journeyc.compiler import check, compile_package
from journeyc.ir import Package
from journeyc.selection import Selection
from journeyc.source import Source
from journeyc.testing import Prepared, play
from journeyc.testing.files import Wanted, play_file

JOURNEY = """\
touchpoint website "Website" { channel web: show, ask   channel email: push }
customer { key id: id   email: text?   timezone: text = "Europe/Berlin" }
event ordered { plan: text }
event paid { amount: money }
event stopped
notification renewal "Renewal" { via email  text "Renewed: {{ resume_link }}" }
journey subscription "Subscription" {
  timezone customer.timezone
  context { plan: text   seats: int?   paid_so_far: money = 0 EUR   rounds: int = 0 }
  starts on ordered from web -> asked { set plan = event.plan }
  step asked "How many?" via web {
    ask seats
    remind renewal after 3 days
    on answered when seats > 100 -> stopped_end
    on answered -> running
    after 30 days -> stopped_end
  }
  stage running "Runs" {
    on stopped -> stopped_end
    step waiting "Until it is paid" via web {
      on paid when event.amount > 5 EUR -> renewed {
        set paid_so_far = paid_so_far + event.amount   set rounds = rounds + 1
      }
      after 60 days -> stopped_end
    }
    step renewed "For some weeks" {
      enter { notify renewal }
      after 6 weeks -> waiting
    }
  }
  end stopped_end "Stopped" neutral
}
"""

SCENARIO = """
scenario "customer {number} stays a year" for subscription {{
  at 2026-01-{day:02}T09:00
  given customer = {{ id = "c{number}", email = "c{number}@example.org" }}
  on ordered(plan = "p{number}") from web
  answer seats = {seats} from web
  expect at waiting
{rounds}
  expect notified renewal via email
  on stopped from web
  expect ended stopped_end
  expect rounds == 7 and paid_so_far > 50 EUR
}}
"""
ROUND = """\
  on paid(amount = {amount} EUR) from web
  expect at renewed
  wait 7 weeks"""
INPUTS = 10


def text(count: int) -> str:
    parts = [JOURNEY]
    for number in range(count):
        rounds = "\n".join(ROUND.format(amount=8 + (number + turn) % 40) for turn in range(7))
        parts.append(
            SCENARIO.format(number=number, day=1 + number % 28, seats=1 + number % 90, rounds=rounds)
        )
    return "".join(parts)


def compiled(written: str) -> Package:
    return compile_package(check(Source("subscription.journey", written), lambda path: path))


def played(package: Package) -> Callable[[], float]:
    def run() -> float:
        start = time.perf_counter()
        prepared = Prepared(package)
        for scenario in package.scenarios:
            result = play(prepared, scenario)
            assert result.passed, str(result)
        return len(package.scenarios) / (time.perf_counter() - start)

    return run


def from_text(written: str, count: int) -> Callable[[], float]:
    file = Wanted("subscription.journey", written.encode(), Selection(ignore=frozenset(LINT)))

    def run() -> float:
        start = time.perf_counter()
        result = play_file(file)
        assert len(result.played) == count
        assert result.passed
        return count / (time.perf_counter() - start)

    return run


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--n", type=int, default=1000, help="scenarios in a round")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    written = text(options.n)
    package = compiled(written)
    one = play(Prepared(package), package.scenarios[0])
    found = in_turn({"played": played(package), "from text": from_text(written, options.n)}, options.rounds)
    print_table("Scenarios of ten inputs, over a year", "a second", found, "played")
    print(f"\n{INPUTS} inputs that are written, {one.inputs} with those of time and services, a scenario")


if __name__ == "__main__":
    main()
