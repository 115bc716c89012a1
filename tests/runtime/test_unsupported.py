"""What no host of this version can do is refused when it is loaded, by name and with its place."""

import pytest

from journeyc.ir import Definition, Package, definition_of
from journeyc.ir import model as m
from journeyc.runtime import JourneyError, Runtime
from journeyc.runtime.plan import UnsupportedError, plan_of, require_supported
from tests.runtime.core.journeys import end, journey, on, package, step, tell

PLACE = m.Place(file="bill.journey", line=7, column=3)
QUIET = m.Policy(name="contact", quiet=(m.Quiet(first="20:00", last="08:00"),), place=PLACE)


def declaring(made: m.Journey, **more: object) -> Package:
    whole = package(made)
    return whole.model_copy(update={"declarations": whole.declarations.model_copy(update=more)})


def with_effect(*effects: m.Effect) -> m.Journey:
    return journey(step("a", on("ping", "done", *effects)), end("done"))


def defined(made: m.Journey, **more: object) -> Definition:
    return definition_of(declaring(made, **more), made)


def test_policies_are_not_ignored() -> None:
    """Quiet hours that nobody keeps would be a lie; a journey that sends nothing has none to keep."""
    require_supported(defined(with_effect(), policies=(QUIET,)))
    sending = defined(with_effect(tell("news")), policies=(QUIET,))
    with pytest.raises(UnsupportedError) as problem:
        require_supported(sending)
    assert str(problem.value) == (
        "`dispute` (test.journey) cannot be run by this version: "
        "it uses contact policies (`policy contact`, bill.journey:7)"
    )


def test_places_in_the_file_of_the_journey_need_no_file() -> None:
    """The message is read by the author, who has the file open."""
    made = with_effect(tell("news")).model_copy(update={"place": PLACE})
    with pytest.raises(UnsupportedError, match=r"it uses contact policies .`policy contact`, line 7."):
        require_supported(defined(made, policies=(QUIET,)))


def test_everything_is_named_at_once() -> None:
    """Who mends one thing does not want to hear of the next one only then."""
    other = QUIET.model_copy(update={"name": "at_night"})
    with pytest.raises(UnsupportedError) as problem:
        require_supported(defined(with_effect(tell("news")), policies=(QUIET, other)))
    assert str(problem.value).endswith(
        "contact policies (`policy contact`, bill.journey:7; `policy at_night`, bill.journey:7)"
    )


def test_a_plan_is_made_all_the_same() -> None:
    """Scenarios play what no host can do yet."""
    assert plan_of(defined(with_effect(tell("news")), policies=(QUIET,))).journey == "dispute"


def test_a_runtime_says_so_when_it_is_opened() -> None:
    """The message is to print as it is, with what to do."""
    made = with_effect(tell("news"))
    with pytest.raises(JourneyError) as failure:
        Runtime.open(journeys=declaring(made, policies=(QUIET,)))
    assert failure.value.problem.startswith("`dispute` (test.journey) cannot be run by this version: it uses")
    assert failure.value.help == "take it out, or run the journey with a version of journeyc that can"
