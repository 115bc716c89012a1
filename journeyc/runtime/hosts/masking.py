"""What is told of customers to whoever looks: private fields are masked, and what was copied of them.

What a field is, its journey says. Words that nobody could foresee, such as what a service says of its
failure, are searched for the private texts that are known of the customer.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from journeyc.runtime.core.documents import Incident, Run
from journeyc.runtime.core.failure import MASK
from journeyc.runtime.core.plan import Plan
from journeyc.runtime.hosts.position import Position
from journeyc.runtime.ports import HistoryEntry
from journeyc.runtime.wording import Wording

#: Whether a field of a root, such as `context`, is hidden.
Hides = Callable[[str, str], bool]

#: A private text that is shorter is not searched for: it would be found everywhere.
_SHORTEST = 3
#: Where words and values stand that may hold a private text; not names, ids, and what an author wrote.
_WORDS = frozenset({
    "arguments", "failure", "faults", "fields", "payload", "problem", "reason", "set", "text", "value",
    "values",
})  # fmt: skip
#: Where an input has fields by name, and which root they are of.
_FIELDS = {"fields": "customer", "payload": "event", "values": "context", "arguments": "parameter"}
#: The parts of the document of a run that hold no value of a customer.
_PLAIN_PARTS = frozenset({
    "asked", "configuration", "customer", "definition_hash", "goals", "id", "journey", "last_channel",
    "last_seen", "logical_time", "outcome", "parent", "paused_since", "schema", "seq", "started_at", "status",
    "updated_at", "version",
})  # fmt: skip
#: What a message is made of for its customer alone.
_FOR_THE_CUSTOMER = ("to", "subject", "text", "html", "arguments", "payload")


def hidden_of_all(plans: Iterable[Plan]) -> Hides:
    """What is hidden outside of runs: what any plan calls private, and what of the customer none declares."""
    known = tuple(plans)
    private = frozenset().union(*(plan.private for plan in known))
    declared = frozenset().union(*(plan.customer_fields for plan in known))
    return lambda root, name: (root, name) in private or (root == "customer" and name not in declared)


class Masking:
    """Masks what is told of one customer: of those of their runs that are given, and of themselves. Their
    `profiles` are those of whom they are made of; of what they were before, the `lines` of their timeline
    tell.
    """

    def __init__(
        self,
        plans: Mapping[str, Plan],
        profiles: Iterable[Mapping[str, Any]],
        runs: Iterable[Run],
        lines: Iterable[HistoryEntry],
    ) -> None:
        self._of_all = hidden_of_all(plans.values())
        self._runs: dict[str, Hides] = {}
        texts: set[str] = set()
        given = (line.document.get("input") for line in lines)
        before = (one["fields"] for one in given if isinstance(one, Mapping) and one.get("kind") == "profile")
        for profile in (*profiles, *before):
            texts.update(self._private_of("customer", profile, self._of_all))
        for run in runs:
            hides = self._runs[run["id"]] = self._of(plans.get(run["definition_hash"]))
            for root, fields in (("context", run["context"]), ("parameter", run.get("parameters", {}))):
                texts.update(self._private_of(root, fields, hides))
        #: The longest first: a text that is part of another leaves nothing of that.
        self._texts = sorted(texts, key=len, reverse=True)

    def _of(self, plan: Plan | None) -> Hides:
        """What is hidden in a run; all of it, where its journey is not known."""
        if plan is None:
            return lambda _root, _name: True
        return lambda root, name: (root, name) in plan.private or self._of_all(root, name)

    # ── what is told ──

    def profile(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        """Fields of the customer."""
        return masked(fields, "customer", self._of_all)

    def history(self, lines: Iterable[HistoryEntry]) -> list[HistoryEntry]:
        """Lines of the timeline."""
        return [line._replace(document=self._line(line)) for line in lines]

    def incident(self, incident: Incident) -> Incident:
        """An incident, with the input that was kept."""
        hides = self._runs.get(incident["run"], self._of_all)
        told: Any = {**incident, "input": _input(incident["input"], hides)}
        masked: Incident = self._searched(told, within=False)
        return masked

    def _line(self, line: HistoryEntry) -> dict[str, Any]:
        hides = self._runs.get(line.run or "", self._of_all)
        document: dict[str, Any] = {**line.document}
        if isinstance(document.get("input"), Mapping):
            document["input"] = _input(document["input"], hides)
        for name in document.pop("private", ()):
            if line.kind == "emitted":
                document["payload"] = {**document["payload"], name: MASK}
            else:
                document[name] = MASK
        searched: dict[str, Any] = self._searched(document, within=False)
        return searched

    def run(self, run: Run) -> dict[str, Any]:
        """The document of a run: fields with the private ones masked, and nothing where values stand of
        which nobody can tell whether they are copies of such.
        """
        hides = self._runs.get(run["id"], self._of_all)
        told: dict[str, Any] = {name: value for name, value in run.items() if name in _PLAIN_PARTS}
        told["context"] = masked(run["context"], "context", hides)
        told["parameters"] = masked(run.get("parameters", {}), "parameter", hides)
        told["timers"] = [
            {"name": one["name"], "kind": one["kind"], "due": one["due"]} for one in run["timers"]
        ]
        searched: dict[str, Any] = {
            **told,
            "context": self._searched(told["context"], within=True),
            "parameters": self._searched(told["parameters"], within=True),
        }
        return searched

    def outgoing(self, document: Mapping[str, Any]) -> dict[str, Any]:
        """What leaves, without what is for the customer or for others alone."""
        hidden = {name: MASK for name in _FOR_THE_CUSTOMER if document.get(name)}
        searched: dict[str, Any] = self._searched({**document, **hidden}, within=False)
        return searched

    # ── texts ──

    @staticmethod
    def _private_of(root: str, fields: Mapping[str, Any], hides: Hides) -> Iterator[str]:
        for name, value in fields.items():
            if hides(root, name):
                yield from _texts_in(value)

    def _searched(self, value: Any, *, within: bool) -> Any:
        """A value without the private texts, in all places `within` which words stand."""
        match value:
            case str() if within:
                for text in self._texts:
                    value = value.replace(text, MASK)
                return value
            case Mapping():
                return {
                    name: self._searched(part, within=within or name in _WORDS)
                    for name, part in value.items()
                }
            case list() | tuple():
                return [self._searched(part, within=within) for part in value]
        return value


def _texts_in(value: Any) -> Iterator[str]:
    match value:
        case str() if len(value) >= _SHORTEST and value != MASK:
            yield value
        case Mapping():
            for part in value.values():
                yield from _texts_in(part)
        case list() | tuple():
            for part in value:
                yield from _texts_in(part)


def masked(fields: Mapping[str, Any], root: str, hides: Hides) -> dict[str, Any]:
    """Fields of a root, those that are hidden masked."""
    return {
        name: MASK if value is not None and hides(root, name.partition(".")[0]) else value
        for name, value in fields.items()
    }


def _input(given: Mapping[str, Any], hides: Hides) -> dict[str, Any]:
    """An input as it was kept, or what stands for one in an incident."""
    told = dict(given)
    if isinstance(told.get("input"), Mapping):
        told["input"] = _input(told["input"], hides)
    if isinstance(told.get("event"), Mapping):
        told["event"] = {**told["event"], "payload": masked(told["event"]["payload"], "event", hides)}
    for what in ("effect", "outgoing"):
        if isinstance(told.get(what), Mapping):
            hidden = {name: MASK for name in _FOR_THE_CUSTOMER if told[what].get(name)}
            told[what] = {**told[what], **hidden}
    for name, root in _FIELDS.items():
        if isinstance(told.get(name), Mapping):
            told[name] = masked(told[name], root, hides)
    return told


# ── where somebody is ────────────────────────────────────────────────────────────────────────────────


def position_told(position: Position, wording: Wording) -> Position:
    """Where a run is, for those who only look: without what is private, and without lines that show any."""

    def hides(root: str, name: str) -> bool:
        return (root, name) in wording.plan.private

    places = tuple(
        place._replace(
            items=masked(place.items, "local", hides),
            answered=masked(place.answered, "context", hides),
            says=tuple(MASK for _ in place.says) if wording.says_private(place.step) else place.says,
        )
        for place in position.places
    )
    return position._replace(places=places)
