"""Which journeys come of a journey."""

import pytest

from journeyc.ir.begun import begun_with
from tests.compiler.lower.compiled import compiled

ENDS = "end done success"
TEXT = f"""
journey first {{ starts on opened -> here step here {{ run second {{ otherwise -> done }} }} {ENDS} }}
journey second {{ starts -> here step here via web {{ on pong -> done {{ start third() }} }} {ENDS} }}
journey third {{ starts -> here step here {{ run second {{ otherwise -> done }} }} {ENDS} }}
journey fourth {{ starts -> here step here via web {{ on pong -> done }} {ENDS} }}
journey fifth {{ starts on opened -> here step here via web {{ on pong -> done }} {ENDS} }}
"""
RULE = "rule greet { on pong { start fourth() } }"


@pytest.mark.parametrize(
    ("journey", "last", "found"),
    [
        ("first", [], ["first", "second", "third"]),
        ("first", ["second"], ["first", "second"]),
        ("second", ["second"], ["second", "third"]),
        ("third", [], ["third", "second"]),
        ("fifth", [], ["fifth"]),
    ],
)
def test_a_journey_with_those_it_begins(journey: str, last: list[str], found: list[str]) -> None:
    """And those they begin, once each; behind what comes last nothing is looked for but what is asked."""
    assert begun_with(compiled(TEXT), journey, last) == found


def test_rules_of_the_customer_begin_some_too() -> None:
    """They come right behind the journey, whichever that is."""
    package = compiled(TEXT + RULE)
    assert begun_with(package, "fifth") == ["fifth", "fourth"]
    assert begun_with(package, "fourth") == ["fourth"]
    assert begun_with(package, "first") == ["first", "fourth", "second", "third"]
