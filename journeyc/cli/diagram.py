"""`journeyc diagram`: the picture of a journey, with what lint found on it."""

import sys
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from journeyc.cli.checking import check_path, merged, own_journeys, require_correct, say_findings
from journeyc.cli.drawn_of import Request
from journeyc.cli.ending import ExitCode, Failure
from journeyc.cli.files import STANDARD, read_raw
from journeyc.cli.laying import overlay_in, with_found
from journeyc.compiler import Checked, compile_package
from journeyc.compiler.diagram import DiagramError, Options, Picture, draw, write
from journeyc.compiler.diagram.draw import chosen
from journeyc.compiler.diagram.laid_over import KINDS
from journeyc.compiler.diagram.overlay import fitting
from journeyc.compiler.diagram.picture import FindingKind
from journeyc.compiler.diagram.record import Origin
from journeyc.compiler.diagram.stale import why_stale
from journeyc.compiler.diagram.theme import Theme
from journeyc.compiler.diagram.write import form_of
from journeyc.compiler.flow import JourneyFlow
from journeyc.compiler.rules import RULES
from journeyc.diagnostic import Diagnostic, Severity
from journeyc.report.cells import plain


class Drawing(NamedTuple):
    """A picture that is wanted, ready to be drawn; `found` is how many findings the file has."""

    request: Request
    picture: Picture
    theme: Theme | None
    origin: Origin
    warnings: tuple[str, ...]
    found: int

    def write(self) -> None:
        """Draw it, into the file that was asked for."""
        try:
            warnings = write(self.picture, self.request.out, self.theme, self.origin)
        except DiagramError as error:
            raise Failure(str(error)) from None
        for warning in (*self.warnings, *warnings):
            print(warning, file=sys.stderr)

    def why_stale(self) -> str | None:
        """Why the file that is there is another picture; None when it is this one. No engine is asked."""
        out = self.request.out
        content = read_raw(out) if Path(out).exists() else None
        try:
            return why_stale(content, self.picture, form_of(Path(out)), self.origin, self.theme)
        except DiagramError as error:
            raise Failure(str(error)) from None


def diagram(request: Request) -> int:
    """Draw one journey of a file; errors in its flow are shown on the map, others prevent it."""
    drawing = prepared(request)
    drawing.write()
    if drawing.found:
        said = "1 finding" if drawing.found == 1 else f"{drawing.found} findings"
        print(f"drawn with {said}; `journeyc lint {request.path}` says more", file=sys.stderr)
    return ExitCode.CLEAN


def check_diagram(request: Request) -> int:
    """Say whether the picture of one journey is stale, and what draws it anew."""
    why = prepared(request).why_stale()
    if why is None:
        return ExitCode.CLEAN
    say_stale(request.out, why, request.command)
    return ExitCode.FINDINGS


def say_stale(out: str, why: str, command: str) -> None:
    """Say that a picture is stale, and what draws it anew."""
    print(plain(f"{out} is stale: {why}"))
    print(plain(f"  {command}"))


def _drawable(path: str) -> Checked:
    """A file without other errors than those a map can show; Failure after they were shown."""
    checked = check_path(path)
    on_the_map = {import_module(rule.__module__).NAME for rule in RULES}
    if any(item.severity is Severity.ERROR and item.rule not in on_the_map for item in checked.diagnostics):
        say_findings(merged([checked]))
        require_correct(checked, path)
    return checked


def prepared(request: Request) -> Drawing:
    """The picture of one journey of a file, with all that decides how it looks."""
    given = request.options
    overlay = given.get("overlay")
    if request.path == overlay == STANDARD:
        raise Failure("the journey and the overlay cannot both be standard input", "write one to a file")
    laid = overlay_in(overlay) if overlay else None
    checked = _drawable(request.path)
    flow = _chosen(checked, request.path, request.journey)
    findings = _findings(flow, checked.diagnostics)
    options = Options(
        direction=given.get("direction"),
        findings=with_found(findings, laid) if laid else findings,
        overlay=laid,
    )
    package, name = compile_package(checked), flow.node.name.text
    try:
        misfits = fitting(laid, chosen(package, name)) if laid else ()
        picture = draw(package, name, options)
    except DiagramError as error:
        raise Failure(str(error)) from None
    several = len(own_journeys(checked)) > 1
    named = request._replace(journey=name if several else None)
    return Drawing(named, picture, given.get("theme"), named.origin(name), misfits, len(checked.diagnostics))


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
