"""What holds throughout a scenario: what is given, and who stands in for services and sub-journeys."""

from tests.testing.scenes import passes, played, problem, told

CARE = """
journey care(name: text = "nobody", quick: bool = false) "Care" {
  context { amount: money?   line: Line?   receipt: id?   tries: int = 0   label: text = name + "!" }
  starts on opened -> here { set tries = tries + 1 }
  starts -> paying
  step here "Here" via web, voice {
    ask amount
    on answered -> paying
    on agreed -> checking
  }
  step paying "Paying" {
    call bank.refund(amount = amount else 1 EUR) retry 2 times every 1 minute timeout 30 seconds {
      ok as number   -> done { set receipt = number }
      fails refused  -> refused
      fails unknown  -> here
      no answer      -> silent
    }
  }
  step checking "Checking" {
    call net.check(street = "A") timeout 1 minute {
      ok as found   -> writing { set line = found }
      fails nowhere -> silent
      no answer     -> silent
    }
  }
  step writing "Writing" {
    call printer.letter(words = name) timeout 1 minute { ok -> asking   no answer -> silent }
  }
  step asking "Asking" {
    run sub(word = "w") { ends good -> done   ends bad -> refused }
  }
  end done "Done" success
  end refused "Refused" failure
  end silent "Silent" failure
}
journey sub(word: text) "Sub" {
  context { heard: text = word }
  starts -> who
  step who "Who?" via web { on agreed -> good   on left -> bad   after 1 day -> bad }
  end good "Good" success
  end bad "Bad" failure { notify thanks }
}
"""


def test_a_service_gives_fails_is_ok_or_silent() -> None:
    """At once, or never, so that retries and the timeout come into play."""
    passes(
        CARE
        + """
        scenario "gives" for care {
          stub bank.refund gives "R1"
          start()
          expect ended done
          expect receipt == "R1"
        }
        scenario "gives a record" for care {
          stub net.check gives { speed = 250, fast = true }
          stub printer.letter is ok
          stub sub ends good
          on opened(topic = "a") from web
          on agreed from web
          expect ended done
          expect line is set and line.speed == 250 and line.fast
        }
        scenario "fails" for care {
          stub bank.refund fails refused
          start()
          expect ended refused
        }
        scenario "is silent" for care {
          stub bank.refund is silent
          start()
          expect at paying
          wait 2 minutes 29 seconds
          expect at paying
          wait 1 minute 1 second
          expect ended silent
        }
        """
    )


def test_a_call_without_a_stub_fails_the_scenario() -> None:
    """It says what is called, where, and what to write."""
    text = (
        CARE
        + """
scenario "no stub" for care {
  on opened(topic = "a") from web
  answer amount = 3 EUR from voice
}
"""
    )
    assert told(text).splitlines() == [
        "scenes.journey:45:3: failed: `bank.refund` is called, and nobody stands in for it",
        "  45 |   answer amount = 3 EUR from voice",
        "     |   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^",
        "scenario: no stub",
        "scenes.journey:11:5: it is called here, by `paying` of `care`",
        "  11 |     call bank.refund(amount = amount else 1 EUR) retry 2 times every 1 minute timeout 30 seconds {",  # noqa: E501  # it is printed so
        "     |     --------------------------------------------------------------------------------------------",  # noqa: E501  # it is printed so
        "the way there:",
        '  Mon 2026-11-23 09:00  on opened(topic = "a") from web  => here',
        "  Mon 2026-11-23 09:00  answer amount = 3.00 EUR from voice  => here -> paying",
        (
            "help: say at the top of the scenario what comes of it: `stub bank.refund gives …`, "
            "`stub bank.refund fails refused`, `stub bank.refund fails unknown` or `stub bank.refund is silent`"  # noqa: E501  # it is printed so
        ),
    ]


def test_a_service_that_gives_nothing_is_ok() -> None:
    """The help says how that is written."""
    (one,) = played(
        CARE
        + """
        scenario "no stub" for care {
          stub net.check gives { speed = 1, fast = false }
          on opened(topic = "a") from web
          on agreed from web
        }
        """
    )
    assert one.failure is not None
    assert "`stub printer.letter is ok` or `stub printer.letter is silent`" in one.failure.help


def test_a_sub_journey_is_played_unless_somebody_stands_in_for_it() -> None:
    """What stands in for it does nothing but end."""
    passes(
        CARE
        + """
        scenario "played" for care {
          given customer = { id = "a", email = "a@b" }
          stub net.check gives { speed = 1, fast = false }
          stub printer.letter is ok
          on opened(topic = "a") from web
          on agreed from web
          expect at asking
          on left from web
          expect ended refused
          expect notified thanks
        }
        scenario "time passes in it, too" for care {
          stub net.check gives { speed = 1, fast = false }
          stub printer.letter is ok
          on opened(topic = "a") from web
          on agreed from web
          wait 1 day
          expect ended refused
        }
        scenario "stood in for" for care {
          stub net.check gives { speed = 1, fast = false }
          stub printer.letter is ok
          stub sub ends bad
          on opened(topic = "a") from web
          on agreed from web
          expect ended refused
          expect not notified thanks
        }
        """
    )


def test_nothing_stands_in_for_what_is_tested() -> None:
    """That would test nothing."""
    found = problem(CARE + 'scenario "itself" for care { stub care ends done  start()  expect ended done }')
    assert found[0] == "`care` is what the scenario tests: nothing stands in for it"


def test_the_customer_is_given_whole_or_in_parts() -> None:
    """Later clauses add to earlier ones; what is not given has its first value."""
    passes(
        CARE
        + """
        scenario "nothing given" for care {
          stub bank.refund is silent
          start()
          expect customer.id == "scenario" and customer.name == "you" and customer.tier == bronze
          expect customer.phone is missing
        }
        scenario "whole" for care {
          given customer = { id = "anna", phone = "1", tier = gold }
          stub bank.refund is silent
          start()
          expect customer.id == "anna" and customer.tier == gold and customer.phone is set
        }
        scenario "in parts" for care {
          given customer = { id = "anna", phone = "1", tier = gold }
          given customer.tier = silver
          given customer.email = "a@b"
          stub bank.refund is silent
          start()
          expect customer.tier == silver and customer.phone is set and customer.email == "a@b"
        }
        """
    )


def test_the_context_is_given_in_the_place_of_its_first_values() -> None:
    """What the start writes comes after; other first values may read what is given."""
    passes(
        CARE
        + """
        scenario "fields" for care {
          given tries = 4
          given amount = 7 EUR
          stub bank.refund gives "R"
          on opened(topic = "a") from web
          expect at paying or ended
        }
        """.replace("expect at paying or ended", "expect tries == 5 and amount == 7 EUR")
        + """
        scenario "inside of a record" for care {
          given line.speed = 3
          given line.fast = true
          stub bank.refund is silent
          start()
          expect line is set and line.speed == 3 and line.fast
        }
        scenario "of a parameter" for care {
          given name = "Ben"
          stub bank.refund is silent
          on opened(topic = "a") from web
          expect name == "Ben" and label == "Ben!" and not quick
        }
        scenario "and what it is started with goes before" for care {
          given name = "Ben"
          given quick = true
          stub bank.refund is silent
          start(name = "Cem")
          expect name == "Cem" and label == "Cem!" and quick
        }
        """
    )


def test_each_scenario_is_for_itself() -> None:
    """Nothing of one is there in the next."""
    one = """
        scenario "{}" for care {{
          given tries = {}
          stub bank.refund is silent
          on opened(topic = "a") from web
          expect tries == {}
          expect not notified thanks
        }}
        """
    passes(CARE + one.format("first", 3, 4) + one.format("second", 7, 8))
    (first, second) = played(CARE + one.format("first", 3, 4) + one.format("second", 3, 5))
    assert (first.passed, second.passed) == (True, False)


def test_what_is_given_may_have_no_value() -> None:
    """Then the clause is named."""
    text = CARE.replace("tries: int = 0", "tries: decimal = 0") + (
        'scenario "broken" for care {\n  given tries = 1 / 0\n  start()\n}'
    )
    found = problem(text)
    assert found[0] == "what is given cannot be computed: division by zero"


def test_only_what_the_journey_begins_is_there() -> None:
    """Another journey of the package that starts on the same event is not."""
    passes(
        CARE
        + """
        journey other "Other" {
          starts on opened, agreed -> call_it
          step call_it "Call" { call bank.refund(amount = 1 EUR) { ok -> over   otherwise -> over } }
          end over "Over" neutral
        }
        scenario "alone" for care {
          on opened(topic = "a") from web
          expect at here
        }
        """.replace("on opened, agreed", "on opened")
    )
