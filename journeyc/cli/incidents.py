"""`journeyc incidents`: what could not be done, for an operator."""

import json
import sys
from collections.abc import Sequence
from datetime import UTC
from typing import Any, NamedTuple

from journeyc.cli.acting import doer
from journeyc.cli.chosen import Brought
from journeyc.cli.ending import ExitCode, Failure
from journeyc.cli.known import require_journey
from journeyc.cli.run.screen import Screen
from journeyc.cli.runs_work import each_incident
from journeyc.cli.stored import looked_into, print_json, tell_more, tell_rows
from journeyc.cli.terminal import paint_for
from journeyc.nearest import meant
from journeyc.report.reasons import shown
from journeyc.runtime import Incident, IncidentNow, Report, Runtime, Store
from journeyc.runtime.core.incidents import EFFECT, NOTHING, UNDELIVERED
from journeyc.runtime.engine import of_engine
from journeyc.runtime.stores import shown_address

#: What to do about an incident, by the kind of the input that was kept; of the others something failed that
#: a run was given.
_NEXT = {
    NOTHING: "it only tells what happened: `journeyc incidents dismiss` settles it",
    EFFECT: "mend what the message needs, then `journeyc incidents retry` decides it anew",
    UNDELIVERED: "mend the channel or the address, then `journeyc incidents retry` sends it again",
    "message": "mend the channel or the address, then `journeyc incidents retry` sends it again",
    "emitted": "mend the listener, then `journeyc incidents retry` tells it again",
}
_OF_RUN = (
    "the run stays where it was: mend what failed (what is known of the customer, the service, or the "
    "journey, by a new version and `journeyc runs migrate`), then `journeyc incidents retry` applies the "
    "input again; where the input itself is wrong, send the right one, and `journeyc incidents dismiss` this"
)


class ListOptions(NamedTuple):
    """Which incidents are listed, and how; `after` is the one behind which to begin."""

    store: str
    customer: str | None = None
    journey: str | None = None
    run: str | None = None
    kind: str | None = None
    settled: bool = False
    after: str = ""
    limit: int = 100
    form: str = "text"


def list_incidents(options: ListOptions) -> int:
    """A line for each incident, the oldest first."""

    def look(store: Store) -> list[Incident]:
        found = Runtime.open(store).incidents(
            options.limit + 1,
            after=options.after,
            settled=options.settled,
            journey=options.journey,
            customer=options.customer,
            run=options.run,
            kind=options.kind,
        )
        if not found:
            require_journey(store, options.journey)
        return found

    found = looked_into(options.store, look)
    rows: list[dict[str, Any]] = [
        {"incident": one["id"], "at": one["at"], "kind": one["input"]["kind"], "problem": one["problem"]}
        for one in found[: options.limit]
    ]
    if options.form == "json":
        print_json(found[: options.limit])
    else:
        tell_rows(rows, options.form, "there is no such incident")
    tell_more(len(found), options.limit, "`--after` goes on behind the last one, `--limit` says how many")
    return ExitCode.CLEAN


def show_incident(name: str, address: str, form: str, *, private: bool) -> int:
    """What happened, where in the source, with which values and which input, and what to do next."""

    def look(store: Store) -> IncidentNow | Failure:
        found = Runtime.open(store).incident(name, private=private)
        return _no_incident(store.incidents(1_000), name, address) if found is None else found

    found = looked_into(address, look)
    if isinstance(found, Failure):
        raise found
    incident, is_open = found
    if form == "json":
        print_json({**incident, "open": is_open, "next": _next(incident, is_open=is_open)})
        return ExitCode.CLEAN
    screen = Screen(paint_for(sys.stdout), UTC)
    screen.line()
    screen.rule(incident["id"], "open" if is_open else "settled")
    screen.labelled("when", [screen.when(incident["at"], year=True)])
    screen.labelled("run", [incident["run"]])
    screen.labelled("problem", [incident["problem"]], hang=2)
    screen.labelled("where", [incident["place"]] if incident["place"] and not of_engine(incident) else [])
    screen.labelled("reads", [incident["expression"]] if incident["expression"] else [], hang=2)
    values = [f"{field} = {shown(value)}" for field, value in incident["values"].items()]
    screen.labelled("values", values, hang=2)
    kept = {field: value for field, value in incident["input"].items() if field not in {"id", "at"}}
    screen.labelled("input", [json.dumps(kept, ensure_ascii=False)], hang=2)
    screen.labelled("next", [_next(incident, is_open=is_open)], hang=2)
    screen.line()
    return ExitCode.CLEAN


def _next(incident: Incident, *, is_open: bool) -> str:
    if not is_open:
        return "nothing: it is settled"
    return _NEXT.get(str(incident["input"]["kind"]), _OF_RUN)


def _no_incident(known: Sequence[Incident], name: str, address: str) -> Failure:
    cure = meant(name, [one["id"] for one in known], "`journeyc incidents list` shows those there are")
    return Failure(f"there is no incident `{name}` in `{shown_address(address)}`", cure)


def retry_incidents(names: Sequence[str], address: str, form: str, brought: Brought) -> int:
    """Apply what failed again."""

    def retry(runtime: Runtime, name: str) -> Report:
        _require(runtime, name, address)
        return runtime.retry(name)

    return each_incident(names, address, form, "tried again", retry, brought=brought)


def dismiss_incidents(names: Sequence[str], address: str, form: str, *, by: str | None, reason: str) -> int:
    """Settle incidents and try nothing."""
    who = doer(by)

    def dismiss(runtime: Runtime, name: str) -> Report:
        _require(runtime, name, address)
        return runtime.dismiss(name, by=who, reason=reason)

    return each_incident(names, address, form, "dismissed", dismiss)


def _require(runtime: Runtime, name: str, address: str) -> None:
    if runtime.incident(name) is None:
        raise _no_incident(runtime.incidents(1_000), name, address)
