"""What becomes of messages, as scenarios tell and expect it: suppressed, failed, opened later."""

import pytest

from tests.testing.scenes import passes, problem

HEARING = """
journey hearing "Hearing" {
  starts on opened -> here
  step here "Here" {
    on agreed { notify pushed }
    on left { notify news }
    on pushed.failed -> lost
    on pushed.opened, pushed.clicked -> read
    on pushed.delivered { note "arrived" }
  }
  end read "Read" success
  end lost "Lost" failure
}
"""


def test_a_message_that_was_not_sent_is_expected_with_its_reason_or_without() -> None:
    passes(
        HEARING
        + """
        scenario "no consent" for hearing {
          given customer = { id = "a", email = "a@b" }
          on opened(topic = "a")
          expect not suppressed news
          on left
          expect suppressed news
          expect suppressed news because no_consent
          expect not suppressed news because no_address
          expect not suppressed pushed
        }
        """
    )


@pytest.mark.parametrize(
    ("given", "expectation", "found"),
    [
        (
            "email",
            "expect suppressed news because no_address",
            ("`news` was not suppressed because no_address", "suppressed: no_consent"),
        ),
        ("email", "expect not suppressed news", ("`news` was suppressed", "suppressed: no_consent")),
        ("email", "expect suppressed bill", ("`bill` was not suppressed", "nothing was sent")),
        ("news", "expect suppressed news", ("`news` was not suppressed", "sent over `email`")),
        (
            "news",
            "expect suppressed thanks",
            ("`thanks` was not suppressed", "not sent; what was sent is `news`"),
        ),
    ],
)
def test_what_was_not_suppressed_is_said(given: str, expectation: str, found: tuple[str, str]) -> None:
    more = ", news = true" if given == "news" else ""
    told_problem, _, actual = problem(
        f"""{HEARING}
        scenario "s" for hearing {{
          given customer = {{ id = "a", email = "a@b"{more} }}
          on opened(topic = "a")
          on left
          {expectation}
        }}"""
    )
    assert (told_problem, actual) == found


def test_over_a_channel_that_is_down_messages_fail() -> None:
    """They were not sent, and they are not suppressed either."""
    passes(
        HEARING
        + """
        scenario "down" for hearing {
          given customer = { id = "a", phone = "1", sms_consent = true }
          stub sms is down
          stub app_push is down
          stub email is down
          on opened(topic = "a")
          on agreed
          expect not notified pushed
          expect not suppressed pushed
          expect ended lost
        }
        """
    )
    found = problem(
        HEARING
        + """
        scenario "down" for hearing {
          given customer = { id = "a", email = "a@b", news = true }
          stub email is down
          on opened(topic = "a")
          on left
          expect notified news
        }
        """
    )
    assert found == ("`news` was not sent", "`news` sent", "failed over `email`")


def test_where_a_channel_is_down_the_next_one_carries_the_message() -> None:
    """So it was sent, and over that one; a failure that is told later leads on in the same way."""
    passes(
        HEARING
        + """
        scenario "down" for hearing {
          given customer = { id = "a", phone = "1", sms_consent = true, email = "a@b" }
          stub sms is down
          on opened(topic = "a")
          on agreed
          expect notified pushed via email
          expect not notified pushed via sms
          expect at here
        }
        scenario "it fails later" for hearing {
          given customer = { id = "a", phone = "1", sms_consent = true, email = "a@b" }
          stub app_push is down
          on opened(topic = "a")
          on agreed
          expect not notified pushed via email
          on pushed.failed
          expect notified pushed via email
          on pushed.failed
          expect ended lost
        }
        """
    )


def test_what_a_channel_tells_later_is_of_the_newest_message() -> None:
    passes(
        HEARING
        + """
        scenario "opened" for hearing {
          given customer = { id = "a", phone = "1", sms_consent = true }
          on opened(topic = "a")
          on agreed
          wait 2 days
          on pushed.delivered
          expect at here
          on pushed.opened
          expect ended read
          on pushed.clicked
        }
        scenario "it fails after all" for hearing {
          given customer = { id = "a", phone = "1", sms_consent = true }
          stub app_push is down
          on opened(topic = "a")
          on agreed
          on pushed.failed
          expect ended lost
        }
        """
    )


@pytest.mark.parametrize(
    ("outcome", "said"),
    [("opened", "no `pushed` was sent before that could be opened"),
     ("failed", "no `pushed` was sent before that could fail")],
)  # fmt: skip
def test_nothing_is_told_of_a_message_that_was_not_sent(outcome: str, said: str) -> None:
    found = problem(
        f"""{HEARING}
        scenario "s" for hearing {{
          on opened(topic = "a")
          on pushed.{outcome}
        }}"""
    )
    assert found[0] == said
