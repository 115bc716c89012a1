"""The clock of a scenario: it stands still until the scenario waits; then every timer has its own time."""

import time

from journeyc.testing import play_all
from tests.testing.scenes import package, passes, played, problem

TICKS = """
journey ticks "Ticks" {
  timezone "Europe/Berlin"
  calendar office
  context { days: int = 0   weeks: int = 0   seen: instant = 2026-01-01T00:00 }
  starts on opened -> here
  step here "Here" {
    every 1 day at most 800 times { set days = days + 1   set seen = now }
    every 1 week at most 100 times { set weeks = weeks + 1 }
    on left -> done
  }
  end done "Done" success
}
"""


def test_a_scenario_begins_on_a_monday_morning() -> None:
    """Always on the same one, in the zone of the journey, where it does not say when."""
    passes(
        TICKS
        + """
        scenario "nothing said" for ticks {
          on opened(topic = "a")
          wait 1 day
          expect seen == 2026-11-24T09:00
        }
        """
    )


def test_nothing_happens_without_waiting() -> None:
    """Time only passes where the scenario says so."""
    passes(
        TICKS
        + """
        scenario "no time" for ticks {
          at 2026-11-23T09:00
          on opened(topic = "a")
          on agreed
          expect days == 0
          wait 23 hours
          expect days == 0
          wait 1 hour
          expect days == 1
        }
        """
    )


def test_a_day_is_a_day_of_the_calendar_when_clocks_change() -> None:
    """On 25 October 2026 the day has 25 hours, on 28 March 2027 it has 23."""
    passes(
        TICKS
        + """
        scenario "clocks go back" for ticks {
          at 2026-10-24T09:00
          on opened(topic = "a")
          wait 24 hours
          expect days == 0
          wait 1 hour
          expect days == 1 and seen == 2026-10-25T09:00
          wait 6 days
          expect weeks == 1 and days == 7 and seen == 2026-10-31T09:00
        }
        scenario "clocks go forward" for ticks {
          at 2027-03-27T09:00
          on opened(topic = "a")
          wait 23 hours
          expect days == 1 and seen == 2027-03-28T09:00
        }
        scenario "wait counts days in the same way" for ticks {
          at 2027-03-24T09:00
          on opened(topic = "a")
          wait 1 week
          expect days == 7 and weeks == 1 and seen == 2027-03-31T09:00
        }
        """
    )


def test_a_year_has_all_its_days() -> None:
    """Every timer fires at its own time, and a year is over at once."""
    text = (
        TICKS
        + """
        scenario "a year" for ticks {
          at 2026-11-23T09:00
          on opened(topic = "a")
          wait 12 months
          expect days == 365 and weeks == 52
          on left
          expect ended done
        }
        """
    )
    ready = package(text)
    begun = time.perf_counter()
    (one,) = play_all(ready)
    assert one.passed, str(one)
    assert one.inputs == 1 + 1 + 365 + 1
    assert time.perf_counter() - begun < 5


def test_business_time_is_counted_by_the_calendar_of_the_journey() -> None:
    """Weekends and closed days do not count."""
    passes(
        """
        journey office_work "Office" {
          timezone "Europe/Berlin"
          calendar office
          starts on opened -> here
          step here "Here" { after 2 business days -> done   after 3 business hours -> here_still }
          step here_still "Still" { after 3 business days -> done }
          end done "Done" success
        }
        scenario "over a weekend" for office_work {
          at 2026-11-27T15:00
          on opened(topic = "a")
          wait 2 business hours
          expect at here
          wait 63 hours
          expect at here
          wait 1 business hour
          expect at here_still
          wait 2 business days
          expect at here_still
          wait 1 business day
          expect ended done
        }
        scenario "over Christmas" for office_work {
          at 2026-12-24T16:00
          on opened(topic = "a")
          wait 3 business hours
          expect at here_still
        }
        """
    )


def test_times_are_those_of_the_customer_where_the_journey_says_so() -> None:
    """Moments that a scenario writes, its beginning too, are in the zone of its customer."""
    passes(
        """
        journey there "There" {
          timezone customer.zone
          context { visit: instant?   begun: instant = 2026-01-01T00:00   clock: time = 00:00 }
          starts on opened -> here { set begun = now   set clock = time(now) }
          step here "Here" via web { ask visit   on answered -> waiting }
          step waiting "Waiting" { at visit - 1 day -> done }
          end done "Done" success
        }
        scenario "in Berlin" for there {
          at 2026-10-24T09:00
          on opened(topic = "a")
          expect begun == 2026-10-24T09:00 and clock == 09:00
          answer visit = 2026-10-26T09:00 from web
          wait 23 hours
          expect at waiting
          wait 2 hours
          expect ended done
        }
        scenario "in New York" for there {
          at 2026-10-24T09:00
          given customer = { id = "a", zone = "America/New_York" }
          on opened(topic = "a")
          expect clock == 09:00
          answer visit = 2026-10-26T09:00 from web
          wait 23 hours 59 minutes
          expect at waiting
          wait 1 minute
          expect ended done
        }
        """
    )


def test_moments_of_the_journey_are_those_of_the_customer_too() -> None:
    passes(
        """
        journey sale "Sale" {
          timezone customer.zone
          starts on opened -> here
          step here "Here" via web {
            at 2026-11-24T09:00 -> done
            on agreed when now < 2026-11-24T09:00 -> gone
          }
          end done "Done" success
          end gone "Gone" success
        }
        scenario "in New York" for sale {
          given customer = { id = "a", zone = "America/New_York" }
          at 2026-11-24T08:00
          on opened(topic = "a")
          wait 59 minutes
          expect at here
          wait 1 minute
          expect ended done
        }
        scenario "before it" for sale {
          given customer = { id = "a", zone = "America/New_York" }
          at 2026-11-24T08:59
          on opened(topic = "a")
          on agreed
          expect ended gone
        }
        """
    )


def test_what_is_due_already_fires_at_once() -> None:
    """A moment that has passed when it is waited for needs no waiting; an event goes before it."""
    passes(
        """
        journey past "Past" {
          starts on opened -> here
          step here "Here" { at 2026-01-01T09:00 -> done   on agreed -> agreed_end }
          end done "Done" success
          end agreed_end "Agreed" success
        }
        scenario "long ago" for past {
          at 2026-06-01T09:00
          on opened(topic = "a")
          expect ended done
        }
        scenario "at that very moment the event comes first" for past {
          at 2025-12-31T09:00
          on opened(topic = "a")
          wait 23 hours 59 minutes
          on agreed
          expect ended agreed_end
        }
        """
    )


def test_what_never_ends_is_stopped_and_said() -> None:
    """A journey that goes round at one instant, with a service that answers at once."""
    found = problem(
        """
        journey round "Round" {
          starts on opened -> here
          step here "Here" {
            call bank.refund(amount = 3 EUR) { ok -> done   otherwise -> again }
          }
          step again "Again" {
            call bank.refund(amount = 4 EUR) { ok -> done   otherwise -> here }
          }
          end done "Done" success
        }
        scenario "without end" for round {
          stub bank.refund fails refused
          on opened(topic = "a")
        }
        """
    )
    assert found[0] == "more than 1,000 things happen at one instant, the last is: bank.refund fails: refused"


def test_time_that_leads_out_of_the_calendar_is_said() -> None:
    """The years end with 9999."""
    text = (
        TICKS.replace("every 1 day at most 800 times", "every 1 day at most 2 times")
        + """
        scenario "too far" for ticks {
          at 9999-12-30T09:00
          on opened(topic = "a")
          wait 1 month
        }
        """
    )
    (one,) = played(text)
    assert one.failure is not None


def test_journeys_begin_by_themselves() -> None:
    """On a schedule, and when the customer enters a segment, as they do when they become known."""
    passes(
        """
        segment golden "Golden" when customer.tier == gold
        journey weekly "Weekly" {
          timezone "Europe/Berlin"
          context { begun: instant = now }
          starts every monday at 09:00 -> here
          starts when customer enters golden -> there
          step here "Here" { after 2 days -> done }
          step there "There" { after 2 days -> done }
          end done "Done" success
        }
        scenario "on monday" for weekly {
          at 2026-10-23T12:00
          expect not at here
          wait 2 days 20 hours
          expect not at here
          wait 1 hour
          expect at here
          expect begun == 2026-10-26T09:00
          wait 2 days
          expect ended done
          wait 5 days
          expect at here
        }
        scenario "golden" for weekly {
          given customer.tier = gold
          expect at there
        }
        """
    )
