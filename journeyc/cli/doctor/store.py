"""A store: whether it can be opened, what is in it, and who looks at the rules of its journeys."""

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from journeyc.cli.doctor.engine import RuleDoctor
from journeyc.cli.doctor.finding import Finding
from journeyc.cli.doctor.place import look_at_place
from journeyc.cli.doctor.work import look_at_work
from journeyc.cli.problems import as_failure
from journeyc.ir import Definition, DocumentError, from_json
from journeyc.report.counted import counted
from journeyc.runtime.core.documents import Incident
from journeyc.runtime.engine import of_engine
from journeyc.runtime.errors import StoreError, StoreMissingError, UsageError
from journeyc.runtime.ports import StoredDefinition
from journeyc.runtime.stores import Examined, examine, is_on_server, shown_address
from journeyc.runtime.stores.sqlite.examined import MOST_INCIDENTS


def look_at_store(address: str, doctor: RuleDoctor, *, quick: bool) -> Iterator[Finding]:
    """The store at an address, in which nothing is changed. Failure where there is none."""
    with as_failure(UsageError, StoreMissingError):
        path = shown_address(address)
    try:
        found = examine(address, whole=not quick)
    except StoreError as error:
        yield Finding("store", "broken", error.problem, error.help, {"path": path})
        return
    yield _opened(path, found, quick=quick)
    for stored in found.definitions:
        yield from _journey(path, stored, doctor)
    if found.version == found.newest:
        try:
            yield from look_at_work(address, path, [one.hash for one in found.definitions])
        except StoreError as error:
            yield Finding("store", "broken", error.problem, error.help, {"path": path})
    yield from look_at_place(address, found.clock)
    if found.incidents:
        yield _incidents(path, found.incidents, doctor)


def _opened(path: str, found: Examined, *, quick: bool) -> Finding:
    journeys = {stored.journey for stored in found.definitions}
    tables = f"tables of version {found.version}"
    if found.version == found.newest:
        tables += ", the newest"
    else:
        tables += f", which whoever opens it next brings to version {found.newest}"
    said = f"`{path}` can be opened: {tables}; {counted(len(journeys), 'journey')}"
    if len(found.definitions) > len(journeys):
        said += f" in {len(found.definitions)} versions"
    writable = None if is_on_server(path) else _is_writable(path)
    if writable is False:
        said += "; you may only read it"
    if quick and writable is not None:
        said += "; it was not read to its end"
    facts = {
        "path": path,
        "version": found.version,
        "newest": found.newest,
        "writable": writable,
        "journeys": [{"journey": one.journey, "version": one.version} for one in found.definitions],
    }
    return Finding("store", "well", said, facts=facts)


def _is_writable(path: str) -> bool:
    return os.access(path, os.W_OK) and os.access(Path(path).absolute().parent, os.W_OK)


def _journey(path: str, stored: StoredDefinition, doctor: RuleDoctor) -> Iterator[Finding]:
    whose = f"journey `{stored.journey}` version {stored.version} in `{path}`"
    try:
        rules = from_json(stored.text, Definition).journey.rules
    except DocumentError as error:
        yield Finding("store", "broken", f"{whose} cannot be read: {error}", "update journeyc")
        return
    if rules:
        yield doctor.rules(whose, rules)


def _incidents(path: str, incidents: Sequence[Incident], doctor: RuleDoctor) -> Finding:
    engine = [incident["values"] for incident in incidents if of_engine(incident)]
    given_up = sorted({str(values["ruleset"]) for values in engine if values.get("given_up")})
    many = counted(len(incidents), "incident is", "incidents are")
    said = f"{'at least ' * (len(incidents) == MOST_INCIDENTS)}{many} open in `{path}`"
    if engine:
        said += f", {len(engine)} of the engine for rules"
    if given_up:
        # Rules of the customer are not kept in the store: whose they are is known if their file was named.
        names = (doctor.sets.get(name, f"a set of rules ({name})") for name in given_up)
        said += f", which was given up for {', '.join(names)}"
    kinds = Counter(str(incident["input"]["kind"]) for incident in incidents)
    if len(kinds) > 1:
        said += f"; of what was given as {', '.join(f'{kind} {n}' for kind, n in sorted(kinds.items()))}"
    facts = {
        "path": path,
        "open": len(incidents),
        "kinds": dict(sorted(kinds.items())),
        "runs": len({incident["run"] for incident in incidents}),
        "engine": len(engine),
        "given_up": given_up,
    }
    cure = f"`journeyc incidents list --store {path}` tells of all, "
    cure += f"`journeyc incidents show {incidents[-1]['id']} --store {path}` of the last"
    return Finding("incidents", "well", said, cure, facts)
