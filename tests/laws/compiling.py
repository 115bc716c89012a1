"""From a drawn text to what it is compiled to."""

from journeyc.catalogue import CATALOGUE, LINT
from journeyc.compiler import Selection, check, compile_package
from journeyc.ir import Package
from journeyc.source import Source
from tests.compiling import nowhere

#: What is said of journeys in which somebody may never get to an end.
_TRAPS = frozenset(
    {
        "dead-end",
        "no-way-out",
        "interrupt-without-return",
        "unreachable-step",
        "outrun-timer",
        "endless-round",
    }
)


def traps(text: str) -> list[str]:
    """What the checker says of places that lead to no end."""
    asked = Selection(frozenset(CATALOGUE) - (frozenset(LINT) - _TRAPS))
    said = check(Source("drawn.journey", text), nowhere, asked, lint=True).diagnostics
    return [found.message for found in said if found.rule in _TRAPS]


def package_of(text: str) -> Package | None:
    """What a text is compiled to; None where the compiler refuses it."""
    checked = check(Source("drawn.journey", text), nowhere)
    return compile_package(checked) if checked.correct else None
