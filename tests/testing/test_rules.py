"""Business rules in scenarios: those of the journey, and those of the customer."""

from tests.testing.scenes import passes

CARE = """
rule well_known { on 2 agreed within 1 day { set customer.tier = gold  notify thanks } }
rule silent { on left then no agreed within 2 days { start rescue() } }
journey care "Care" {
  context { asked: int = 0 }
  starts on opened -> here
  rule impatient { on 3 late within 1 hour { set asked = 3 } }
  step here "Here" via web {
    when asked == 3 -> helped
    when customer.tier == gold -> golden
    after 9 days -> gone
  }
  end helped "Helped" success
  end golden "Golden" success
  end gone "Gone" failure
}
journey rescue "Rescue" {
  starts -> calling
  step calling "Calling" via web { enter { notify pushed } after 1 day -> over }
  end over "Over" neutral
}
"""


def test_counts_and_silences_play_on_the_clock_of_the_scenario() -> None:
    """With the customer given, whose fields rules may change."""
    passes(
        CARE
        + """
scenario "three in an hour" for care {
  given customer = { id = "anna", email = "a@example.org" }
  on opened(topic = "x") from web
  on late from web   on late from web
  wait 61 minutes
  on late from web   on late from web
  expect at here
  on late from web
  expect ended helped
}
scenario "what is known of the customer changes" for care {
  given customer = { id = "anna", email = "a@example.org" }
  on opened(topic = "x") from web
  on agreed from web
  expect customer.tier == bronze
  on agreed from web
  expect notified thanks via email
  expect customer.tier == gold
  expect ended golden
}
scenario "nobody came back" for care {
  given customer = { id = "anna", email = "a@example.org" }
  on opened(topic = "x") from web
  on left from web
  wait 2 days
  expect notified pushed
}
"""
    )
