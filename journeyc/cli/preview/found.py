"""The notification that is meant: where it is declared, and the journeys that send it."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from journeyc.cli.checking import check_path, merged, require_correct, say_findings
from journeyc.cli.ending import Failure
from journeyc.cli.files import journeys_in
from journeyc.compiler import Checked, compile_package, syntax
from journeyc.compiler.reporter import Reporter
from journeyc.ir import definition_of, model
from journeyc.ir.definition import customer_definition
from journeyc.nearest import meant
from journeyc.source import Source


class Found(NamedTuple):
    """A notification as written and as compiled, with the package it is known in.

    `journey` is the one that it is shown for; None where no journey sends it. `senders` are all that do;
    `by_rules` says that rules of the customer send it, which belong to no journey.
    """

    node: syntax.Notification
    source: Source
    notification: model.Notification
    package: model.Package
    checked: Checked
    journey: model.Journey | None
    senders: tuple[str, ...]
    by_rules: bool

    @property
    def place(self) -> str:
        """Where it is declared, as findings name a place."""
        line, column = self.source.position(self.node.name.start)
        return f"{self.source.name}:{line}:{column}"


def find(paths: Sequence[str], name: str, journey: str | None) -> Found:
    """Look for a notification in files and folders; Failure where there is none, or more than one."""
    files, failure = _checked(paths)
    knowing = {path: checked for path, checked in files.items() if name in checked.names.notifications}
    if not knowing:
        if failure:
            raise failure
        say_findings(merged(one for one in files.values() if not one.correct))
        known = sorted({other for one in files.values() for other in one.names.notifications})
        raise Failure(f"there is no notification `{name}` in {_listed(paths)}", _meant(name, known))
    places = sorted({_declared(checked, name) for checked in knowing.values()})
    if len(places) > 1:
        where = " and ".join(f"`{file}`" for file, _ in places)
        raise Failure(f"`{name}` is declared in {where}", "name the file that is meant")
    say_findings(merged(one for one in knowing.values() if not one.correct))
    for path, checked in knowing.items():
        require_correct(checked, path)
    return _for_journey(knowing.values(), name, journey)


def _checked(paths: Sequence[str]) -> tuple[dict[str, Checked], Failure | None]:
    """The files that can be checked, and why another one cannot: it matters where nothing is found."""
    found: dict[str, Checked] = {}
    first: Failure | None = None
    for path in journeys_in(paths or ["."]):
        try:
            found[path] = check_path(path)
        except Failure as failure:
            first = first or failure
    return found, first


def _listed(paths: Sequence[str]) -> str:
    return ", ".join(f"`{path}`" for path in paths) or "this folder"


def _meant(name: str, known: Sequence[str]) -> str:
    there = f"there is {', '.join(f'`{other}`' for other in known)}" if known else ""
    return meant(name, known, there)


def _declared(checked: Checked, name: str) -> tuple[str, int]:
    declared = checked.names.notifications[name]
    return declared.reporter.source.name, declared.node.start


def _for_journey(knowing: Iterable[Checked], name: str, wanted: str | None) -> Found:
    """The notification as the wanted journey sends it, or else the first that does."""
    packages = [(checked, compile_package(checked)) for checked in knowing]
    senders: dict[str, tuple[Checked, model.Package, model.Journey]] = {}
    by_rules = False
    for checked, package in packages:
        by_rules |= _sends(customer_definition(package), name)
        for journey in package.journeys:
            if _sends(definition_of(package, journey), name):
                senders.setdefault(journey.name, (checked, package, journey))
    if wanted is not None and wanted not in senders:
        raise Failure(f"no journey `{wanted}` sends `{name}`", _meant(wanted, list(senders)))
    chosen = wanted or next(iter(senders), None)
    checked, package, sender = senders[chosen] if chosen else (*packages[0], None)
    node, reporter = _written(checked, name)
    notification = next(item for item in package.declarations.notifications if item.name == name)
    return Found(node, reporter.source, notification, package, checked, sender, tuple(senders), by_rules)


def _sends(definition: model.Definition | None, name: str) -> bool:
    return definition is not None and any(item.name == name for item in definition.declarations.notifications)


def _written(checked: Checked, name: str) -> tuple[syntax.Notification, Reporter]:
    declared = checked.names.notifications[name]
    return declared.node, declared.reporter
