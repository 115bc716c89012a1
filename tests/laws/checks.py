"""The laws, each as a check of one drawn journey and what was drawn to happen in it."""

import re
from collections import Counter
from datetime import timedelta
from typing import Literal

from journeyc.expression.values import to_instant
from journeyc.runtime.core.documents import Report, Run, TimerEntry
from journeyc.runtime.core.inputs import TimeInput
from journeyc.runtime.hosts.decided import UNKEPT
from journeyc.runtime.plan import directory_of, plans_of
from tests.laws.compiling import traps
from tests.laws.happenings import lived
from tests.laws.hosting import Hosted
from tests.laws.journeys import NAME
from tests.laws.legality import Law, Spot, spot
from tests.laws.ways import Search
from tests.laws.world import Compiled, World, replayed, written

#: A journey that time leads round and round is not followed for longer than this, or than the runtime does.
MAXIMUM_TICKS = 2_000
_EFFECT = re.compile(r".+/(\d+)/(\d+)")


def replay(compiled: Compiled, chunks: list[bytes]) -> None:
    """The stored inputs, given again to plans made anew, give the same bytes."""
    world = lived(compiled, chunks)
    again = replayed(directory_of(plans_of(compiled.package)), world.inputs)
    assert written(world.decisions) == written(again.decisions)


def round_trip(compiled: Compiled, chunks: list[bytes]) -> None:
    """Documents that went through JSON between all inputs give the same, and no input changes its state."""
    world = lived(compiled, chunks, stored=True)
    again = replayed(compiled.directory, world.inputs)
    assert written(world.decisions) == written(again.decisions)


def legal(compiled: Compiled, chunks: list[bytes]) -> None:
    """After every input each run is somewhere where it can be, and nothing is left behind."""
    laws = {journey.name: Law(journey) for journey in compiled.package.journeys}
    world = lived(compiled, chunks)
    again = World(compiled.directory)
    for given in world.inputs:
        before = {name: run["logical_time"] for name, run in again.runs.items()}
        decision = again.apply(given)
        for run in decision.changed:
            faults = laws[run["journey"]].faults(run)
            assert not faults, f"{run['id']} after {given}: {'; '.join(faults)}"
            assert run["logical_time"][:-1] >= before.get(run["id"], "")[:-1]
        open_children(again)


def open_children(world: World) -> None:
    """A sub-journey that goes on has a run that waits for it, and the other way round."""
    keys = {
        pending["key"]: run
        for run in world.open_runs
        for name, pending in run.get("pending", {}).items()
        if "/run/" in name
    }
    for run in world.open_runs:
        if (parent := run.get("parent")) is not None:
            assert parent["key"] in keys, f"{run['id']} goes on, and {parent['run']} does not wait for it"


def effect_ids(compiled: Compiled, chunks: list[bytes]) -> None:
    """Ids of effects are `run/seq/n`, and no two are the same; so are those of incidents."""
    world = lived(compiled, chunks)
    ids = [effect["id"] for effect in world.effects]
    assert len(set(ids)) == len(ids)
    for effect in world.effects:
        assert effect["id"].startswith(effect["run"] + "/")
        assert _EFFECT.fullmatch(effect["id"])
    incidents = [incident["id"] for incident in world.incidents]
    assert len(set(incidents)) == len(incidents)


def failing(compiled: Compiled, chunks: list[bytes]) -> None:
    """A macrostep that fails leaves the run as it was, less a failed timer, and has no effects."""
    world = lived(compiled, chunks)
    again = World(compiled.directory)
    for given in world.inputs:
        before = dict(again.runs)
        decision = again.apply(given)
        failed = {incident["run"] for incident in decision.incidents}
        for name in failed & before.keys():
            reports = [report for report in decision.report["runs"] if report["run"] == name]
            if (
                all(report["result"] == "failed" for report in reports)
                and decision.report["result"] != "kept"
            ):
                timers = {
                    str(incident["input"]["name"])
                    for incident in decision.incidents
                    if incident["run"] == name and incident["input"]["kind"] == "timer"
                }
                kept = [entry for entry in before[name]["timers"] if entry["name"] not in timers]
                assert again.runs[name] == {
                    **before[name],
                    "timers": kept,
                    "seq": before[name]["seq"] + len(timers),
                }
                assert not [effect for effect in decision.effects if effect["run"] == name]


def punctual(compiled: Compiled, chunks: list[bytes]) -> None:
    """How late the host is changes nothing: timers fire once, in order, each at its own time."""
    world = lived(compiled, chunks)
    prompt = World(compiled.directory)
    ticks = 0
    late = World(compiled.directory)
    for told in [*world.inputs, TimeInput("last", world.now + timedelta(days=12))]:
        # What is told of the past comes when it comes.
        given = told._replace(at=max(told.at, prompt.now))
        while (due := prompt.next_due()) is not None and due < given.at:
            prompt.apply(TimeInput(f"tick {ticks}", due))
            ticks += 1
            if ticks > MAXIMUM_TICKS:
                return
        prompt.apply(given)
        late.apply(given)
        if any("was stopped" in incident["problem"] for incident in (*prompt.incidents, *late.incidents)):
            return
    assert comparable(late) == comparable(prompt)


def comparable(world: World) -> list[str]:
    """What a customer and others see of a world: runs and effects, without the names of inputs."""
    runs = [
        {
            **run,
            "arrived": [{**given, "id": 0} for given in run.get("arrived", ())],
            # What a run has raised has the id of the input that brought the time along.
            "mailbox": [{**kept, "id": 0} if kept.get("raised") else kept for kept in run.get("mailbox", ())],
        }
        for run in world.runs.values()
    ]
    return [written(document) for document in (*runs, *world.effects)]


def once(compiled: Compiled, chunks: list[bytes]) -> None:
    """What fires was armed and has neither fired nor been cancelled before, and is due."""
    world = lived(compiled, chunks)
    again = World(compiled.directory)
    for given in world.inputs:
        before = {name: entries_of(run) for name, run in again.runs.items()}
        decision = again.apply(given)
        known: dict[str, list[TimerEntry]] = {name: list(entries) for name, entries in before.items()}
        for report in decision.report["runs"]:
            entries = known.setdefault(report["run"], [])
            for name in report["fired"]:
                found = [entry for entry in entries if entry["name"] == name]
                assert found, f"{name} of {report['run']} fires and was not armed"
                assert any(to_instant(entry["due"]) <= given.at for entry in found), (
                    f"{name} fires before it is due"
                )
                entries.remove(min(found, key=lambda entry: entry["due"]))
            entries += report["armed"]


def entries_of(run: Run) -> list[TimerEntry]:
    """All timers of a run, those that stand still too."""
    entries = [*run["timers"], *run.get("held", ())]
    entries += run["suspended"]["timers"] if "suspended" in run else []
    return entries + [entry for frame in run.get("frozen", ()) for entry in frame["timers"]]


def entered_and_left(compiled: Compiled, chunks: list[bytes]) -> None:
    """What was entered has been left or is active; an end leaves everything."""
    laws = {journey.name: Law(journey) for journey in compiled.package.journeys}
    world = lived(compiled, chunks)
    for run in world.runs.values():
        outcome = run["outcome"]
        if run["journey"] != NAME or (outcome is not None and outcome["end"] == "cancelled"):
            continue
        count = Counter[Spot]()
        for effect in world.effects:
            if effect["kind"] == "note" and effect["run"] == run["id"] and effect["text"] in {"in", "out"}:
                count[spot(effect["place"])] += 1 if effect["text"] == "in" else -1
        places = [
            *run["configuration"],
            *(p for frame in run.get("frozen", ()) for p in frame["configuration"]),
        ]
        active = set() if outcome else laws[NAME].with_boundaries(places)
        assert {place: number for place, number in count.items() if number} == dict.fromkeys(active, 1)


def repeats(compiled: Compiled, chunks: list[bytes], places: list[int]) -> None:
    """An input whose id was seen before gets its first report and changes nothing, wherever it comes again.

    The runtime keeps no reports of what it refused: that may come again, put right, under its id.
    """
    world = lived(compiled, chunks)
    once, again = Hosted(compiled.package), Hosted(compiled.package)
    reports: dict[str, Report] = {}
    for number, given in enumerate(world.inputs):
        once.apply(given)
        report = again.apply(given)
        if report is not None and report["result"] not in UNKEPT:
            reports[given.id] = report
        for place in places:
            earlier = world.inputs[place % (number + 1)]
            if earlier.id in reports:
                # It comes again later, as things do that were sent twice.
                later = earlier._replace(at=max(earlier.at, given.at))
                assert again.apply(later) == reports[earlier.id]
    assert once.everything() == again.everything()


def hosted(compiled: Compiled, chunks: list[bytes]) -> None:
    """The embedded runtime does to a customer what the core does."""
    world = lived(compiled, chunks)
    host = Hosted(compiled.package)
    for given in world.inputs:
        host.apply(given)
    assert {name: written(run) for name, run in host.runs.items()} == {
        name: written(run) for name, run in world.runs.items()
    }


def repeated_anywhere(compiled: Compiled, chunks: list[bytes]) -> None:
    """As `repeats`, at places that the happenings themselves draw."""
    repeats(compiled, chunks, [chunk[-1] for chunk in chunks[:4]])


def can_end(compiled: Compiled, chunks: list[bytes]) -> None:
    """From wherever the runs of the drawn journey came to, there are inputs that lead them to an end, if the
    checker finds no traps in it. Where it is too far to look, nothing is said.
    """
    assert reaches_end(compiled, chunks) != "no"


def reaches_end(
    compiled: Compiled, chunks: list[bytes], most: int = 4000
) -> Literal["yes", "no", "too far", "traps"]:
    """Whether all runs of the drawn journey can get to an end from where they came to, looking at so many
    ways at most.
    """
    if traps(compiled.text):
        return "traps"
    world = lived(compiled, chunks)
    search = Search(compiled, most)
    found = [search.end_from(world, run["id"]) for run in world.open_runs if run["journey"] == NAME]
    if None in found:
        return "no"
    return "too far" if False in found else "yes"
