"""Scenarios played one after the other, each for itself."""

import time
from collections.abc import Iterator

from journeyc.ir import model
from journeyc.runtime.core.documents import Report
from journeyc.runtime.core.inputs import ProfileInput
from journeyc.runtime.plan import PlanError
from journeyc.testing import steps
from journeyc.testing.cast import cast_of, ends_of
from journeyc.testing.coverage import marks_of
from journeyc.testing.expecting import expect
from journeyc.testing.played import Failure, Played, Stopped
from journeyc.testing.prepared import Prepared
from journeyc.testing.virtual import Play
from journeyc.testing.way import reached


def play(package: model.Package | Prepared, scenario: model.Scenario) -> Played:
    """Play one scenario of a package. Whoever plays several of one package prepares it once:
    `Prepared(package)`.
    """
    prepared = package if isinstance(package, Prepared) else Prepared(package)
    begun = time.perf_counter()
    played = _outcome(prepared, scenario)
    return played._replace(seconds=time.perf_counter() - begun)


def play_all(package: model.Package) -> Iterator[Played]:
    """Play the scenarios of a package, in written order."""
    prepared = Prepared(package)
    for scenario in package.scenarios:
        yield play(prepared, scenario)


def _outcome(prepared: Prepared, scenario: model.Scenario) -> Played:
    unplayed = Played(scenario.title, scenario.journey, scenario.place, None)
    ends = ends_of(scenario)
    if any(name == scenario.journey for name, _ in ends):
        problem = f"`{scenario.journey}` is what the scenario tests: nothing stands in for it"
        return unplayed._replace(failure=Failure(scenario.place, problem, help="take the stub out"))
    try:
        plan = prepared.plan(scenario.journey)
        cast = cast_of(scenario, plan, prepared.decisions)
        directory = prepared.directory(scenario.journey, ends)
        if cast.plan is not plan:
            directory = directory.with_instead(cast.plan)
    except PlanError as error:
        cure = getattr(error, "help", "")
        return unplayed._replace(failure=Failure(scenario.place, str(error), help=cure))
    except Stopped as stopped:
        return unplayed._replace(failure=stopped.failure)
    at_play = Play(prepared, directory, cast)
    failure = None
    try:
        _play(at_play, scenario)
    except Stopped as stopped:
        failure = stopped.failure
    marks = marks_of(at_play, {name for name, _ in ends})
    reports = (one.report for one in at_play.happened if one.report)
    came = tuple(reached(reports, scenario.journey))
    # What happened refers to the play it happened in: without this only a search for garbage would free both.
    at_play.happened.clear()
    return unplayed._replace(failure=failure, marks=marks, inputs=at_play.inputs, reached=came)


def _play(at_play: Play, scenario: model.Scenario) -> None:
    customer = at_play.cast.customer
    last: dict[str, Report] = {}
    known = at_play.give(ProfileInput(at_play.next_id(), at_play.now, customer.fields), "")
    if known["result"] == "refused":
        problem, faults = "what is given of the customer does not fit", "; ".join(known["faults"])
        raise Stopped(Failure(scenario.place, problem, actual=faults))
    for step in scenario.steps:
        at_play.step = step.place
        match step:
            case model.Send():
                last[step.event] = steps.send(at_play, step)
            case model.Told():
                steps.told(at_play, step)
            case model.Begin():
                steps.begin(at_play, step)
            case model.Answer():
                steps.answer(at_play, step)
            case model.Wait():
                steps.wait(at_play, step)
            case _:
                expect(at_play, step, last)
