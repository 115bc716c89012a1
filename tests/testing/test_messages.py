"""Notifications in scenarios: over which channel they go, and what the journey hears of them."""

from tests.testing.scenes import SHARED, passes, problem

TELLING = """
journey telling "Telling" {
  starts on opened -> here
  step here "Here" {
    on agreed { notify thanks   notify pushed   notify news   notify bill }
    on left -> over
  }
  end over "Over" neutral
}
"""


def test_the_preferred_channel_that_reaches_the_customer_and_is_agreed_to() -> None:
    """`phone` is the address of `sms`; nothing is known of `app_push`, so it comes last."""
    passes(
        TELLING
        + """
        scenario "nobody knows how" for telling {
          on opened(topic = "a")
          on agreed
          expect not notified thanks
          expect notified pushed via app_push
          expect not notified news
          expect not notified bill
        }
        scenario "by phone, without consent" for telling {
          given customer.phone = "1"
          on opened(topic = "a")
          on agreed
          expect not notified thanks
          expect notified pushed via app_push
          expect notified bill via sms
        }
        scenario "by phone" for telling {
          given customer = { id = "a", phone = "1", sms_consent = true }
          on opened(topic = "a")
          on agreed
          expect notified thanks via sms
          expect notified pushed via sms
        }
        scenario "by mail, and news" for telling {
          given customer = { id = "a", phone = "1", email = "a@b", news = true }
          on opened(topic = "a")
          on agreed
          expect notified thanks via email
          expect notified news via email
        }
        scenario "by mail, and no news" for telling {
          given customer = { id = "a", email = "a@b" }
          on opened(topic = "a")
          on agreed
          expect not notified news
        }
        """
    )


def test_a_failure_says_what_is_missing() -> None:
    """An address, or consent."""
    found = problem(
        TELLING
        + """
        scenario "no address" for telling {
          on opened(topic = "a")
          on agreed
          expect notified thanks
        }
        """
    )
    assert found == ("`thanks` was not sent", "`thanks` sent", "suppressed: no_address")
    found = problem(
        TELLING
        + """
        scenario "no consent" for telling {
          given customer = { id = "a", phone = "1" }
          on opened(topic = "a")
          on agreed
          expect notified thanks via sms
        }
        """
    )
    assert found == ("`thanks` was not sent over `sms`", "`thanks` sent over `sms`", "suppressed: no_consent")


def test_the_journey_hears_that_a_message_arrived_or_was_not_sent() -> None:
    """At once, if it handles that."""
    passes(
        """
        journey hearing "Hearing" {
          starts on opened -> here { notify thanks }
          step here "Here" {
            on thanks.delivered -> done
            on thanks.suppressed when event.reason == no_address -> gone
          }
          end done "Done" success
          end gone "Gone" failure
        }
        scenario "arrives" for hearing {
          given customer.email = "a@b"
          on opened(topic = "a")
          expect ended done
        }
        scenario "does not" for hearing {
          on opened(topic = "a")
          expect ended gone
        }
        """
    )


def test_a_customer_without_fields_for_addresses_is_reached() -> None:
    """What nobody can give need not be given."""
    assert "channel sms: push" in SHARED
    passes(
        TELLING.replace("notify thanks   notify pushed   notify news   notify bill", "notify pushed")
        + """
        scenario "reached" for telling {
          on opened(topic = "a")
          on agreed
          expect notified pushed
        }
        """
    )


def test_a_message_that_arrives_is_no_input_from_the_customer() -> None:
    """Semantics rule 12: only that starts the time of idleness again."""
    passes(
        """
        journey quiet "Quiet" {
          context { heard: bool = false }
          starts on opened from web -> here
          pause { after 1 hour idle }
          step here "Here" via web {
            remind thanks after 30 minutes
            on thanks.delivered { set heard = true }
            on agreed -> over
          }
          end over "Over" neutral
        }
        scenario "still idle" for quiet {
          given customer.email = "a@b"
          on opened(topic = "a") from web
          wait 1 hour
          expect heard
          expect paused
        }
        """
    )


# ── policies ──

POLICIES = """
    policy company { quiet from 20:00 to 08:00 in customer.zone  at most 2 service per 1 day }
    journey telling "Telling" {
      starts on opened -> here
      step here "Here" {
        on agreed { notify thanks }
        on left { notify bill }
        on thanks.suppressed when event.reason == capped -> gone
        after 20 days -> done
      }
      end done "Done" success
      end gone "Gone" failure
    }
"""


def test_what_is_held_arrives_in_the_morning() -> None:
    """On the clocks of the customer; what is transactional at once."""
    passes(
        POLICIES
        + """
        scenario "at night" for telling {
          given customer = { id = "a", phone = "1", sms_consent = true, zone = "America/New_York" }
          at 2026-11-24T03:30
          on opened(topic = "a")
          on agreed
          on left
          expect not notified thanks
          expect notified bill
          wait 9 hours
          expect not notified thanks
          wait 30 minutes
          expect notified thanks via sms
        }
        """
    )


def test_what_is_beyond_a_cap_the_journey_hears_of() -> None:
    passes(
        POLICIES
        + """
        scenario "too many" for telling {
          given customer = { id = "a", email = "1" }
          on opened(topic = "a")
          on agreed
          on agreed
          expect at here
          wait 1 day
          on agreed
          expect at here
          on agreed
          on agreed
          expect ended gone
        }
        """
    )
