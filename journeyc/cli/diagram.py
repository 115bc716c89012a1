"""`journeyc diagram`: the picture of a journey, with what lint found on it."""

import sys
from importlib import import_module
from typing import Literal

from journeyc.cli.checking import check_path, merged, own_journeys, require_correct, say_findings
from journeyc.cli.ending import ExitCode, Failure
from journeyc.cli.files import STANDARD
from journeyc.cli.laying import overlay_in, with_found
from journeyc.compiler import Checked, compile_package
from journeyc.compiler.diagram import DiagramError, Options, draw, write
from journeyc.compiler.diagram.draw import chosen
from journeyc.compiler.diagram.laid_over import KINDS
from journeyc.compiler.diagram.overlay import fitting
from journeyc.compiler.diagram.picture import Direction, FindingKind
from journeyc.compiler.diagram.theme import Theme
from journeyc.compiler.flow import JourneyFlow
from journeyc.compiler.rules import RULES
from journeyc.diagnostic import Diagnostic, Severity

ThemeChoice = Literal["auto", "light", "dark"]


def diagram(
    path: str,
    out: str,
    journey: str | None = None,
    direction: Direction | None = None,
    theme: ThemeChoice = "auto",
    overlay: str | None = None,
) -> int:
    """Draw one journey of a file; errors in its flow are shown on the map, others prevent it."""
    if path == overlay == STANDARD:
        raise Failure("the journey and the overlay cannot both be standard input", "write one to a file")
    laid = overlay_in(overlay) if overlay is not None else None
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
    flow = _chosen(checked, path, journey)
    findings = _findings(flow, checked.diagnostics)
    if laid is not None:
        findings = with_found(findings, laid)
    options = Options(direction=direction, findings=findings, overlay=laid)
    ink: Theme | None = None if theme == "auto" else theme
    package, name = compile_package(checked), flow.node.name.text
    try:
        misfits: tuple[str, ...] = ()
        if laid is not None:
            misfits = fitting(laid, chosen(package, name), package.declarations)
        warnings = (*misfits, *write(draw(package, name, options), out, ink))
    except DiagramError as error:
        raise Failure(str(error)) from None
    for warning in warnings:
        print(warning, file=sys.stderr)
    if count := len(checked.diagnostics):
        said = "1 finding" if count == 1 else f"{count} findings"
        print(f"drawn with {said}; `journeyc lint {path}` says more", file=sys.stderr)
    return ExitCode.CLEAN


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
            kind = KINDS.get(item.rule, "other")
            if name not in found or found[name][0] == "other":
                found[name] = (kind, item.message.replace("`", ""))
    return found
