"""The journeys a host has: those it was given, and older versions that open runs are pinned to, from the
store.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from os import PathLike
from pathlib import Path
from threading import RLock
from typing import TypeAlias

from journeyc.expression.values import Json
from journeyc.ir import (
    Definition,
    DocumentError,
    Package,
    customer_definition,
    definition_of,
    from_json,
    meaning_hash,
    to_json,
)
from journeyc.ir.declarations import Service
from journeyc.runtime.core.contact_plans import PolicyPlan
from journeyc.runtime.core.customer_rules import stand_in
from journeyc.runtime.core.documents import CustomerDocument, Effect, Run
from journeyc.runtime.engine import Engine
from journeyc.runtime.errors import DefinitionError, StoreDamagedError, UsageError
from journeyc.runtime.links import Links
from journeyc.runtime.plan import (
    Directory,
    Plan,
    PlanError,
    directory_of,
    plan_of,
    policies_of,
)
from journeyc.runtime.ports import Channel, Store, StoredDefinition
from journeyc.runtime.wording import Wording

#: Compiled journeys as a host takes them: packages, or paths of what `journeyc compile` writes.
Compiled: TypeAlias = Package | str | PathLike[str]

_AGAIN = "compile the journey again"
NO_CHANNELS: Mapping[str, Channel] = {}


class Journeys:
    """Plans and texts by the hash of their meaning, `wordings`. `directory` is what the core reads; it is
    replaced, never changed.
    """

    def __init__(
        self,
        store: Store,
        given: Compiled | Iterable[Compiled],
        links: Links,
        engine: Engine | None = None,
        channels: Mapping[str, Channel] = NO_CHANNELS,
    ) -> None:
        self._store = store
        self._links = links
        self._engine = engine
        self._channels = channels
        self._lock = RLock()
        self.wordings: dict[str, Wording] = {}
        packages = packages_of(given)
        self._policies = [policy for package in packages for policy in _policies(package)]
        self._has_packages = bool(packages)
        definitions = [definition for package in packages for definition in _definitions(package)]
        self._rules = [self._add(rules) for package in packages if (rules := customer_definition(package))]
        #: The services that the given journeys declare, each as often as it is; None where none were given.
        self.declared = _services(packages) if packages else None
        self._own = {definition.journey.name for definition in definitions}
        for definition in definitions:
            self._add(definition)
        store.define([stored(definition) for definition in definitions])
        newest = [found for name in sorted(self._own) if (found := store.newest(name))]
        for found in newest:
            if found.hash not in self.wordings:
                self._add(_read(found))
        self.directory = self._directory(self.wordings)

    @property
    def aliases(self) -> list[str]:
        """The fields that identify a customer beside the key."""
        return sorted({name for wording in self.wordings.values() for name in wording.aliases})

    def is_declared_in_store(self, service: str) -> bool:
        """Whether a journey that others brought, or an older version of one, may call a service."""
        try:
            found = [_read(one) for one in self._store.definitions()]
        except DefinitionError:
            # A newer journeyc has brought one, and who can tell what it calls?
            return True
        return any(service == one.name for definition in found for one in definition.declarations.services)

    @property
    def given(self) -> bool:
        """Whether this host was given any, and so knows what follows of what a customer is."""
        return bool(self._own or self._rules)

    def wording(self, definition_hash: str) -> Wording:
        """The texts of a definition that is known."""
        return self.wordings[definition_hash]

    def require(self, runs: Iterable[Run]) -> None:
        """Make sure that the definitions of these runs are known. StoreDamagedError where the store has
        lost one.
        """
        missing = {run["definition_hash"]: run for run in runs if run["definition_hash"] not in self.wordings}
        if not missing:
            return
        with self._lock:
            learned: dict[str, Wording] = {}
            for definition_hash, run in missing.items():
                found = self._store.definition(definition_hash)
                if found is None:
                    raise StoreDamagedError(
                        f"run `{run['id']}` needs version {run['version']} of journey `{run['journey']}`,"
                        " and the store does not have it",
                        "open the runtime with that version once more",
                    )
                learned[definition_hash] = self._wording(_read(found))
            # Where these runs lead to may be as new as they are; what cannot be read is another's.
            with suppress(DefinitionError):
                self._read_all(learned)
            self._learn(learned)

    @property
    def plans(self) -> dict[str, Plan]:
        """The plans of all definitions that are known, by hash."""
        return {name: wording.plan for name, wording in self.wordings.items()}

    def know_the_stored(self) -> None:
        """Know what the store has, for a host that was given no journeys: what is private stands there."""
        if not self.given:
            self.know_all()

    def know_all(self) -> None:
        """Know every version that the store has. DefinitionError where a newer journeyc has brought one."""
        with self._lock:
            learned: dict[str, Wording] = {}
            self._read_all(learned)
            self._learn(learned)

    def _read_all(self, learned: dict[str, Wording], journey: str | None = None) -> None:
        """Read what the store has, of one journey or of all, besides what is known and was learned."""
        for one in self._store.definitions():
            if journey in {None, one.journey} and one.hash not in {*self.wordings, *learned}:
                learned[one.hash] = self._wording(_read(one))

    def _learn(self, learned: Mapping[str, Wording]) -> None:
        """Know more. Threads that decide have all of it in their directory once they find that it is
        known.
        """
        if learned:
            wordings = {**self.wordings, **learned}
            self.directory = self._directory(wordings)
            self.wordings = wordings

    def require_sender(self, notification: str, run: Run) -> None:
        """Make sure that a version is known by which a run sends a notification: it may have moved to one
        without it while a message was held, or on its way.
        """
        if self.directory.sender(notification, run) is not None:
            return
        with self._lock:
            learned: dict[str, Wording] = {}
            self._read_all(learned, run["journey"])
            self._learn(learned)

    def require_version(self, journey: str, version: int | None = None) -> None:
        """Make sure that a version of a journey is known, or the newest in the store, if it has it; runs
        begin in the newest then. DefinitionError where a newer journeyc has brought it.
        """
        known = self.directory.versions.get((journey, version)) if version is not None else None
        if known is not None or (version is None and self._knows_newest(journey)):
            return
        with self._lock:
            learned: dict[str, Wording] = {}
            self._read_all(learned, journey)
            self._learn(learned)

    def _knows_newest(self, journey: str) -> bool:
        newest = self._store.newest(journey)
        return newest is None or newest.hash in self.wordings

    def customer_as_run(self, effect: Effect, customer: CustomerDocument) -> Run:
        """What stands for the run of an effect of a rule of the customer; StoreDamagedError where the rule is
        not known any longer.
        """
        for plan in self.directory.customer_rules:
            if any(rule.name == effect["place"] for rule in plan.rules):
                return stand_in(plan, customer)
        raise StoreDamagedError(
            f"effect `{effect['id']}` needs rule `{effect['place']}`, and nobody has it",
            "open the runtime with that rule once more",
        )

    def _add(self, definition: Definition) -> Plan:
        wording = self._wording(definition)
        self.wordings[wording.plan.definition_hash] = wording
        return wording.plan

    def _wording(self, definition: Definition) -> Wording:
        try:
            plan = plan_of(definition)
        except PlanError as error:
            raise DefinitionError(f"journey `{definition.journey.name}`: {error}", _AGAIN) from None
        if self._engine is not None and plan.rules:
            plan.match = self._engine.matcher(definition, plan.private)
        return Wording(definition, plan, self._links)

    def _reaches(self, channel: str, profile: Mapping[str, Json]) -> bool | None:
        """Whether a channel has an address of a customer. One that is not here another host may have: what is
        for it waits in the outbox.
        """
        if (there := self._channels.get(channel)) is None:
            return None
        return there.address is None or profile.get(there.address) not in (None, "")

    def _directory(self, wordings: Mapping[str, Wording]) -> Directory:
        plans = [wording.plan for wording in wordings.values() if wording.plan not in self._rules]
        # Whoever has no journeys at hand knows the policies alone that stored ones were sent under.
        policies = self._policies if self._has_packages else None
        directory = directory_of(plans, self._rules, policies=policies)
        directory.reach = self._reaches
        directory.knows_channels = bool(self._channels)
        directory.looks = self.given
        # A journey that is only here for its open runs begins no new ones.
        directory.prepare(frozenset(self._own))
        return directory


def definitions_in(given: Compiled | Iterable[Compiled]) -> list[Definition]:
    """The journeys of what was compiled, each by itself. DefinitionError where it is damaged, or cannot be
    executed.
    """
    found = [definition for package in packages_of(given) for definition in _definitions(package)]
    for definition in found:
        try:
            plan_of(definition)
        except PlanError as error:
            raise DefinitionError(f"journey `{definition.journey.name}`: {error}", _AGAIN) from None
    return found


def packages_of(given: Compiled | Iterable[Compiled]) -> list[Package]:
    """The packages that a program gives, read where it gives paths; DefinitionError for what cannot be."""
    several = [given] if isinstance(given, Package | str | PathLike) else list(given)
    return [item if isinstance(item, Package) else _read_package(item) for item in several]


def _services(packages: Iterable[Package]) -> tuple[Service, ...]:
    return tuple(service for package in packages for service in package.declarations.services)


def _policies(package: Package) -> tuple[PolicyPlan, ...]:
    try:
        return policies_of(package)
    except PlanError as error:
        raise DefinitionError(f"the policies of a compiled package: {error}", _AGAIN) from None


def _definitions(package: Package) -> list[Definition]:
    try:
        return [definition_of(package, journey) for journey in package.journeys]
    except KeyError as missing:
        raise DefinitionError(f"{missing} is not declared in a compiled package", _AGAIN) from None


def _read_package(path: object) -> Package:
    if not isinstance(path, str | PathLike):
        raise UsageError(
            f"a {type(path).__name__} is no compiled journey", "give what `journeyc.load` returns, or a path"
        )
    where = Path(path)
    if where.suffix == ".journey":
        raise DefinitionError(
            f"`{where}` is not compiled",
            "load it with `journeyc.load`, or compile it with `journeyc compile`",
        )
    try:
        return from_json(where.read_bytes(), Package)
    except OSError as error:
        raise DefinitionError(
            f"`{where}` cannot be read: {(error.strerror or str(error)).lower()}", "check the path"
        ) from None
    except DocumentError as error:
        raise DefinitionError(f"`{where}`: {error}", _AGAIN) from None


def stored(definition: Definition) -> StoredDefinition:
    """A definition as a store keeps it."""
    journey = definition.journey
    return StoredDefinition(meaning_hash(definition), journey.name, journey.version, to_json(definition))


def _read(stored: StoredDefinition) -> Definition:
    try:
        return from_json(stored.text, Definition)
    except DocumentError as error:
        raise DefinitionError(
            f"journey `{stored.journey}` version {stored.version} in the store: {error}", "update journeyc"
        ) from None
