"""`journeyc diagram`: the picture of a journey, with what lint found on it."""

import sys
from importlib import import_module
from pathlib import Path
from typing import Literal, NamedTuple

from journeyc.cli.checking import check_path, merged, own_journeys, require_correct, say_findings
from journeyc.cli.diagram_ways import scenario_in, way_of_run, way_of_scenario
from journeyc.cli.ending import ExitCode, Failure
from journeyc.compiler import Checked, compile_package
from journeyc.compiler.diagram import DiagramError, Options, Picture, draw, write
from journeyc.compiler.diagram.draw import journey_of
from journeyc.compiler.diagram.picture import Direction, FindingKind
from journeyc.compiler.diagram.theme import Theme
from journeyc.compiler.diagram.views import View, followed, pages, seen, too_many
from journeyc.compiler.flow import JourneyFlow
from journeyc.compiler.rules import RULES
from journeyc.diagnostic import Diagnostic, Severity
from journeyc.ir import Package
from journeyc.ir.model import Scenario

ThemeChoice = Literal["auto", "light", "dark"]

_KINDS: dict[str, FindingKind] = {"dead-end": "dead-end", "unreachable-step": "unreachable"}


class DiagramOptions(NamedTuple):
    """What is drawn of a journey, how, and where to; `way` is a file with the history of a run, `scenario`
    words of a title.
    """

    out: str
    journey: str | None = None
    lanes: bool = False
    stages: bool = False
    stage: str | None = None
    pages: bool = False
    way: str | None = None
    scenario: str | None = None
    direction: Direction | None = None
    theme: ThemeChoice = "auto"
    engine: str | None = None


def diagram(path: str, options: DiagramOptions) -> int:
    """Draw one journey of a file; errors in its flow are shown on the map, others prevent it."""
    _refuse_both(options)
    checked = check_path(path)
    on_the_map = {import_module(rule.__module__).NAME for rule in RULES}
    hopeless = [
        item
        for item in checked.diagnostics
        if item.severity is Severity.ERROR and item.rule not in on_the_map
    ]
    if hopeless:
        say_findings(merged([checked]))
        require_correct(checked, path)
    package = compile_package(checked)
    scenario = None
    if options.scenario is not None:
        # It stands beside its journey, or in a file that imports it.
        scenario = scenario_in(package, options.scenario, options.journey)
        flow = next(flow for flow in checked.flows if flow.node.name.text == scenario.journey)
    else:
        flow = _chosen(checked, path, options.journey)
    try:
        warnings = _write(package, flow, checked, options, scenario)
    except DiagramError as error:
        raise Failure(str(error)) from None
    for warning in warnings:
        print(warning, file=sys.stderr)
    if count := len(checked.diagnostics):
        said = "1 finding" if count == 1 else f"{count} findings"
        print(f"drawn with {said}; `journeyc lint {path}` says more", file=sys.stderr)
    return ExitCode.CLEAN


def _refuse_both(options: DiagramOptions) -> None:
    """Say so where two are asked for of which there can be only one."""
    views = {
        "--lanes": options.lanes,
        "--stages": options.stages,
        "--stage": options.stage is not None,
        "--pages": options.pages,
    }
    ways = {"--path": options.way is not None, "--scenario": options.scenario is not None}
    for kinds, one in ((views, "view"), (ways, "way")):
        asked = [f"`{name}`" for name, wanted in kinds.items() if wanted]
        if len(asked) > 1:
            raise Failure(f"{' and '.join(asked)} are two {one}s", f"ask for one {one} at a time")


def _write(
    package: Package,
    flow: JourneyFlow,
    checked: Checked,
    options: DiagramOptions,
    scenario: Scenario | None,
) -> tuple[str, ...]:
    """Draw and write what is asked for, and return what is to be said about it."""
    name = flow.node.name.text
    findings = _findings(flow, checked.diagnostics)
    picture = draw(package, name, Options(direction=options.direction, findings=findings))
    if options.way is not None:
        picture = followed(picture, *way_of_run(options.way, name))
    if scenario is not None:
        picture = followed(picture, *way_of_scenario(package, scenario))
    view = View(options.lanes, options.stages, options.stage, options.direction)
    journey = journey_of(package, name)

    def look(view: View) -> Picture:
        return seen(picture, journey, package.declarations, view)

    ink: Theme | None = None if options.theme == "auto" else options.theme
    out = Path(options.out)
    parts = pages(picture, out, view, look) if options.pages else {out: look(view)}
    warnings = [line for file, part in parts.items() for line in write(part, file, ink, options.engine)]
    if not options.pages and view.whole and (said := too_many(picture)):
        warnings.append(said)
    return tuple(dict.fromkeys(warnings))


def _chosen(checked: Checked, path: str, name: str | None) -> JourneyFlow:
    own = {flow.node.name.text: flow for flow in own_journeys(checked)}
    if not own:
        raise Failure(f"there is no journey in `{path}`")
    names = ", ".join(f"`{known}`" for known in own)
    if name is None and len(own) > 1:
        raise Failure(f"`{path}` holds several journeys: {names}", "say which one with `--journey NAME`")
    if name is not None and name not in own:
        raise Failure(f"there is no journey `{name}` in `{path}`", f"there is {names}")
    return own[name] if name else next(iter(own.values()))


def _findings(flow: JourneyFlow, diagnostics: list[Diagnostic]) -> dict[str, tuple[FindingKind, str]]:
    """What was found in each step, choice or end; the gravest kind is shown where there are several."""
    found: dict[str, tuple[FindingKind, str]] = {}
    for item in diagnostics:
        if item.source is not flow.reporter.source:
            continue
        around = [name for name, place in flow.places.items() if place.start <= item.span.start < place.end]
        # What is in something else comes after it.
        for name in around[-1:]:
            kind = _KINDS.get(item.rule, "other")
            if name not in found or found[name][0] == "other":
                found[name] = (kind, item.message.replace("`", ""))
    return found
