"""What must hold of every run at any time, told from the compiled journey and the document alone."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from journeyc.ir.model import Branch, Each, End, Interrupt, Journey, Node, Parallel, Split, Stage, Step
from journeyc.ir.nodes import Choice
from journeyc.ir.walk import every_node
from journeyc.runtime.core.documents import Run

Index = tuple[int, ...]
Spot = tuple[str, Index]
_PAUSE_KINDS = {"idle", "pause_remind", "give_up"}


def spot(place: str) -> Spot:
    """A place as the name of its node and the numbers of its items."""
    name, _, numbers = place.partition("[")
    return name, tuple(int(number) for number in numbers.rstrip("]").split(".")) if numbers else ()


class Law:
    """Judges the runs of a journey; what is wrong is found as sentences."""

    def __init__(self, journey: Journey) -> None:
        self.nodes: dict[str, Node | Branch] = {node.name: node for node in every_node(journey.nodes)}
        self.around: dict[str, str] = {}
        for node in self.nodes.values():
            for child in getattr(node, "nodes", ()):
                self.around[child.name] = node.name
        self.top = {node.name for node in journey.nodes}
        self.order = {name: number for number, name in enumerate(self.nodes)}

    def depth(self, name: str) -> int:
        """In how many `each` a node stands."""
        outer = self.around.get(name)
        return 0 if outer is None else self.depth(outer) + isinstance(self.nodes[outer], Each)

    def with_around(self, places: Iterable[str]) -> set[Spot]:
        """Places with all that they stand in."""
        found: set[Spot] = set()
        for place in places:
            name, index = spot(place)
            while name in self.nodes:
                found.add((name, index[: self.depth(name)]))
                if name not in self.around:
                    break
                name = self.around[name]
        return found

    def with_boundaries(self, places: Iterable[str]) -> set[Spot]:
        """Places with all that they stand in, of those that can be entered and left with effects."""
        kinds = (Step, Stage, Branch, Parallel, Each)
        return {place for place in self.with_around(places) if isinstance(self.nodes[place[0]], kinds)}

    # ── whole runs ──

    def faults(self, run: Run) -> list[str]:
        """What is wrong with a run."""
        if run["status"] == "ended":
            return self._ended(run)
        found = self._configuration(run, run["configuration"], self._interrupted_by(run))
        for number, frame in enumerate(run.get("frozen", ())):
            by = run["frozen"][number - 1]["interrupt"] if number else None
            found += self._configuration(run, frame["configuration"], by)
        return [*found, *self._timers(run), *self._belongings(run), *self._status(run)]

    def _interrupted_by(self, run: Run) -> str | None:
        frames = run.get("frozen", [])
        return frames[-1]["interrupt"] if frames else None

    def _ended(self, run: Run) -> list[str]:
        found = [f"it has ended, and has {name}" for name in ("timers", "asked") if run[name]]
        rare = ("held", "arrived", "mailbox", "items", "channels", "suspended", "pending", "frozen")
        found += [f"it has ended, and has {name}" for name in rare if name in run]
        outcome = run["outcome"]
        if outcome is None:
            return [*found, "it has ended without an outcome"]
        if outcome["end"] != "cancelled" and run["configuration"] != [outcome["end"]]:
            found.append(f"it has ended at {outcome['end']} and is at {run['configuration']}")
        if outcome["end"] != "cancelled" and not isinstance(self.nodes.get(outcome["end"]), End):
            found.append(f"it has ended at {outcome['end']}, which is no end")
        if run["paused_since"] is not None:
            found.append("it has ended and is paused")
        return found

    # ── configurations ──

    def _configuration(self, run: Run, places: list[str], interrupt: str | None) -> list[str]:
        if not places:
            return ["it is nowhere"]
        found = [f"{name} is unknown" for name, _ in map(spot, places) if name not in self.nodes]
        if found:
            return found
        if len(set(places)) < len(places):
            found.append(f"places twice: {places}")
        children: dict[Spot, set[Spot]] = defaultdict(set)
        tops: set[str] = set()
        for name, index in self.with_around(places):
            if len(index) != self.depth(name):
                found.append(f"{name}{index} has not one number for each `each` around it")
            if name in self.top:
                tops.add(name)
            else:
                outer = self.around[name]
                children[outer, index[: self.depth(outer)]].add((name, index))
        if len(tops) != 1:
            found.append(f"it is in {sorted(tops)} at once")
        inside = {name for name in tops if isinstance(self.nodes[name], Interrupt)}
        if inside != ({interrupt} if interrupt else set()):
            found.append(f"it is in {sorted(tops)}, and the interrupt that goes on is {interrupt}")
        for place in places:
            found += self._leaf(run, place)
        for place_around, inner in children.items():
            found += self._inside(run, place_around, inner)
        return found

    def _leaf(self, run: Run, place: str) -> list[str]:
        node = self.nodes[spot(place)[0]]
        if isinstance(node, Choice | Split):
            return [f"it waits at {place}, which is passed at once"]
        if isinstance(node, End):
            outer = self.around.get(node.name)
            if outer is None or isinstance(self.nodes[outer], Interrupt):
                return [f"it is at {place} and has not ended"]
        elif isinstance(node, Each):
            if run.get("items", {}).get(place) != []:
                return [f"{place} has items and nothing inside"]
        elif not isinstance(node, Step):
            return [f"{place} has nothing inside"]
        return []

    def _inside(self, run: Run, outer: Spot, inner: set[Spot]) -> list[str]:
        node = self.nodes[outer[0]]
        names = sorted({name for name, _ in inner})
        if isinstance(node, Parallel):
            absent = {branch.name for branch in node.nodes} - {*names}
            return [f"{sorted(absent)} of {outer} are not active"] if absent else []
        if isinstance(node, Each):
            return self._items(run, node, outer[1], inner)
        if isinstance(node, Stage | Branch | Interrupt) and len(inner) != 1:
            return [f"{names} are active at once in {outer}"]
        return []

    def _items(self, run: Run, node: Each, index: Index, inner: set[Spot]) -> list[str]:
        numbers = sorted(number[len(index)] for _, number in inner)
        place = node.name + (f"[{'.'.join(map(str, index))}]" if index else "")
        items = run.get("items", {}).get(place)
        if items is None:
            return [f"nobody knows the items of {place}"]
        if numbers != list(range(len(numbers))):
            return [f"items {numbers} of {place} are active"]
        going_on = {number for name, number in inner if not isinstance(self.nodes[name], End)}
        if node.at_once is None:
            return (
                []
                if len(numbers) == len(items)
                else [f"{numbers} of {len(items)} items of {place} have begun"]
            )
        if len(going_on) > node.at_once:
            return [f"{len(going_on)} items of {place} go on at once"]
        if len(numbers) < len(items) and len(going_on) < node.at_once:
            return [f"an item of {place} could begin and does not"]
        return []

    # ── what belongs to places ──

    def _timers(self, run: Run) -> list[str]:
        active = self.with_around(run["configuration"])
        found = self._timers_of(run["timers"], active, "timer")
        held = (
            [*run.get("held", ()), *run["suspended"]["timers"]] if "suspended" in run else run.get("held", [])
        )
        found += self._timers_of(held, active, "held timer")
        for frame in run.get("frozen", ()):
            found += self._timers_of(
                frame["timers"], self.with_around(frame["configuration"]), "frozen timer"
            )
        keys = [(entry["due"][:-1], entry["name"]) for entry in run["timers"]]
        if any(one > other for one, other in pairwise(keys)):
            found.append(f"timers are not sorted: {keys}")
        names = [entry["name"] for entry in (*run["timers"], *held)]
        names += [entry["name"] for frame in run.get("frozen", ()) for entry in frame["timers"]]
        if len(set(names)) < len(names):
            found.append(f"timers twice: {sorted(names)}")
        return found

    def _timers_of(self, timers: Iterable[Any], active: set[Spot], what: str) -> list[str]:
        found = []
        for entry in timers:
            if entry["kind"] not in _PAUSE_KINDS and spot(entry["name"].partition("/")[0]) not in active:
                found.append(f"{what} {entry['name']} belongs to no active place")
            if entry["kind"] == "every" and entry.get("left", 0) < 1:
                found.append(f"{what} {entry['name']} has nothing left")
        return found

    def _belongings(self, run: Run) -> list[str]:
        frozen = {place for frame in run.get("frozen", ()) for place in frame["configuration"]}
        places = {*run["configuration"], *frozen}
        found = [f"{place} asks and is not active" for place in run["asked"] if place not in places]
        found += [f"{place} asks nothing" for place, names in run["asked"].items() if not names]
        found += [
            f"{place} has a channel, and is not active"
            for place in run.get("channels", ())
            if place not in places
        ]
        for name in run.get("pending", {}):
            if name.partition("/")[0] not in places:
                found.append(f"{name} is pending, and is not active")
        for place in run.get("items", {}):
            if spot(place) not in self.with_around(places):
                found.append(f"{place} has items and is not active")
        return found

    def _status(self, run: Run) -> list[str]:
        found = []
        paused = run["status"] == "paused" or run.get("suspended", {}).get("status") == "paused"
        if paused != (run["paused_since"] is not None):
            found.append(f"it is {run['status']}, and paused since {run['paused_since']}")
        if ("suspended" in run) != (run["status"] == "suspended"):
            found.append(f"it is {run['status']}, and has {run.get('suspended')}")
        if "suspended" in run and run["timers"]:
            found.append("it is suspended and has timers that count")
        if not paused:
            kinds = {entry["kind"] for entry in run["timers"]} & {"pause_remind", "give_up"}
            found += [f"it is not paused and has {sorted(kinds)}"] if kinds else []
            found += ["it is not paused and holds timers"] if run.get("held") else []
        if run["outcome"] is not None:
            found.append("it has an outcome and goes on")
        return found
