"""Which way a picture follows: that of a run, from what was written of it, or that of a scenario."""

import sys
from collections.abc import Iterable, Sequence
from typing import Any

from journeyc.cli.ending import Failure
from journeyc.cli.files import named, read_raw
from journeyc.cli.given_json import json_in
from journeyc.compiler.diagram.views import Passed
from journeyc.compiler.diagram.wording import clean, listed
from journeyc.ir import Package
from journeyc.ir.model import Journey, Scenario
from journeyc.ir.walk import every_node
from journeyc.runtime.core.plan import node_name

_CURE = "write it with `journeyc runs show RUN --store URL --output-format json`"


def way_of_run(path: str, journey: str, *, asked: bool = True) -> tuple[str, list[Passed]]:
    """The run that a file tells of, and the nodes it came to, from the lines of its history; `asked` is
    whether somebody named the file just now.
    """
    name = named(path)
    try:
        raw = read_raw(path)
    except Failure as failure:
        cure = "name a file, or the id of a run with its `--store`" if asked else ""
        raise Failure(failure.problem, cure) from None
    found = json_in(raw.decode(errors="replace"), name, _CURE)
    history = found.get("history") if isinstance(found, dict) else found
    if not isinstance(history, list):
        raise Failure(f"`{name}` has no `history`", _CURE)
    documents = [line.get("document") for line in history if isinstance(line, dict)]
    return _way(documents, journey, name, _CURE)


def way_of_stored(run: str, address: str, journey: str) -> tuple[str, list[Passed]]:
    """A run that a store keeps, by its id, and the nodes it came to; Failure where it keeps none of the
    journey by that.
    """
    from journeyc.cli.runs_work import no_run
    from journeyc.cli.stored import looked_into
    from journeyc.runtime import HistoryEntry, Store
    from journeyc.runtime.hosts.checking import require_text

    def look(store: Store) -> Failure | list[HistoryEntry]:
        require_text(run, "run")
        return no_run(store, run, address) if store.owner(run) is None else store.history(run=run)

    found = looked_into(address, look)
    if isinstance(found, Failure):
        raise found
    return _way([line.document for line in found], journey, run, "its history is not kept")


def _way(documents: Iterable[Any], journey: str, name: str, cure: str) -> tuple[str, list[Passed]]:
    """The run that the documents of a history tell of, and the nodes it came to."""
    reports = [report for document in documents if (report := _report(document)) is not None]
    of_journey = [report for report in reports if report.get("journey") == journey]
    if not of_journey:
        others = ", ".join(sorted({f"`{report['journey']}`" for report in reports if report.get("journey")}))
        what = f"it tells of {others}" if others else cure
        raise Failure(f"`{name}` tells nothing of a run of `{journey}`", what)
    run = of_journey[0].get("run")
    came = [
        Passed(node_name(place), timer=bool(report.get("fired")))
        for report in of_journey
        if report.get("run") == run
        for place in _entered(report)
    ]
    return clean(str(run)), came


def misplaced(way: Sequence[Passed], journey: Journey) -> tuple[str, ...]:
    """What is to be said of a way through places that a journey does not have: those of another version."""
    known = {node.name for node in every_node(journey.nodes)}
    gone = sorted({f"`{clean(one.place)}`" for one in way} - {f"`{name}`" for name in known})
    if not gone:
        return ()
    whose = f"version {journey.version} of `{journey.name}`"
    return (f"the run came to {listed(gone, 'and')}, which {whose} does not have",)


def _report(document: Any) -> dict[str, Any] | None:
    """What a line of the history says of an input to a run; None where it says something else."""
    report = document.get("report") if isinstance(document, dict) else None
    return report if isinstance(report, dict) else None


def _entered(report: dict[str, Any]) -> list[str]:
    """The places that a run came to with an input."""
    entered = report.get("entered")
    return [place for place in entered if isinstance(place, str)] if isinstance(entered, list) else []


def scenario_in(package: Package, words: str, journey: str | None) -> Scenario:
    """The scenario, of one journey if one is named, that has words in its title; Failure unless it is one."""
    own = [scenario for scenario in package.scenarios if journey in {None, scenario.journey}]
    exact = [scenario for scenario in own if scenario.title == words]
    meant = exact or [scenario for scenario in own if words.casefold() in scenario.title.casefold()]
    if len(meant) != 1:
        titles = "; ".join(scenario.title for scenario in meant or own)
        problem = f"{'several scenarios have' if meant else 'no scenario has'} `{words}` in the title"
        raise Failure(problem, f"there is: {titles}" if titles else "there is no scenario in the file")
    return meant[0]


def way_of_scenario(package: Package, scenario: Scenario) -> tuple[str, list[Passed]]:
    """The title of a scenario and the nodes that it came to when it was played."""
    from journeyc.testing import play

    played = play(package, scenario)
    if played.failure:
        print(f"the scenario fails: {played.failure.problem}", file=sys.stderr)
    return f"“{clean(scenario.title)}”", [Passed(one.place, timer=one.timer) for one in played.reached]
