"""Journeys and their scenarios as text, and what came of playing them."""

from journeyc.ir import Package
from journeyc.source import Source
from journeyc.testing import Played, play_all
from journeyc.testing.words import in_full
from tests.compiling import package_of

NAME = "scenes.journey"

#: What all scenes share, in one line, so that lines count from the journey on.
SHARED = (
    'touchpoint shop "Shop" { channel web: show, ask channel voice: speak, ask channel desk: agent } '
    'touchpoint mail "Mail" { channel sms: push channel email: push channel app_push: push } '
    "type Tier one of bronze, silver, gold type Line { speed: int fast: bool } "
    'customer { key id: id private phone: text? email: text? name: text = "you" tier: Tier = bronze '
    'sms_consent: bool = false news: bool = false zone: text = "Europe/Berlin" } '
    "event opened { topic: text amount: money? } event closed { won: bool } event left event agreed "
    "event late keep 2 days service bank.refund(amount: money) gives id fails refused, unknown "
    "service printer.letter(words: text) service net.check(street: text) gives Line fails nowhere "
    'calendar office { timezone "Europe/Berlin" monday to friday from 09:00 to 17:00 closed 2026-12-25 } '
    "policy contact { consent sms needs customer.sms_consent consent marketing email needs customer.news } "
    'notification thanks "Thanks" { via sms, email text "Thank you" } '
    'notification pushed "Pushed" { via app_push, sms, email text "Pushed" } '
    'notification news "News" { via email category marketing text "News" } '
    'notification bill "Bill" { via sms category transactional text "Bill" } '
)

#: A journey with a scenario that passes, and one of it that fails.
SMALL = """
journey small "Small" {
  starts on opened -> here
  step here "Here" { on agreed -> done }
  end done "Done" success
}
scenario "agreed" for small {
  on opened(topic = "a")
  on agreed
  expect ended done
}
""".lstrip()
FORGOTTEN = """
scenario "forgotten" for small {
  on opened(topic = "a")
  expect ended done
}
""".lstrip()


def source(text: str) -> Source:
    return Source(NAME, SHARED + text.lstrip("\n"))


def package(text: str) -> Package:
    """The compiled journeys and scenarios of a text; it must have no errors."""
    return package_of(source(text))


def played(text: str) -> list[Played]:
    """All scenarios of a text, played."""
    return list(play_all(package(text)))


def passes(text: str) -> None:
    """All scenarios of a text pass, and there are some."""
    all_played = played(text)
    assert all_played
    failed = [str(one) for one in all_played if not one.passed]
    assert not failed, "\n".join(failed)


def told(text: str) -> str:
    """What is told of the one scenario of a text, which fails."""
    (one,) = played(text)
    assert one.failure is not None
    sources = {NAME: source(text)}
    return in_full(one, sources.get)


def problem(text: str) -> tuple[str, str, str]:
    """What is wrong with the one scenario of a text, what was expected, and what was."""
    (one,) = played(text)
    assert one.failure is not None
    return one.failure.problem, one.failure.expected, one.failure.actual
