"""`journeyc diagram`: the picture of a journey, with the faults in its ways on it."""

import sys
from importlib import import_module
from os.path import realpath
from pathlib import Path
from typing import NamedTuple

from journeyc.cli.checking import check_path, merged, own_journeys, require_correct, say_findings
from journeyc.cli.diagram_links import links_to_pictures
from journeyc.cli.diagram_ways import misplaced, scenario_in, way_of_run, way_of_scenario, way_of_stored
from journeyc.cli.drawn_of import Request
from journeyc.cli.ending import ExitCode, Failure
from journeyc.cli.files import STANDARD, SUFFIX, is_journey, read_raw, require_apart
from journeyc.cli.laying import overlay_in, with_found
from journeyc.compiler import Checked, compile_package
from journeyc.compiler.diagram import DiagramError, Options, Picture, draw, write
from journeyc.compiler.diagram.draw import journey_of
from journeyc.compiler.diagram.laid_over import as_found, lay_over
from journeyc.compiler.diagram.overlay import Overlay, fitting
from journeyc.compiler.diagram.picture import FindingKind
from journeyc.compiler.diagram.record import Origin, read
from journeyc.compiler.diagram.stale import why_stale
from journeyc.compiler.diagram.theme import Theme
from journeyc.compiler.diagram.views import View, followed, pages, seen, too_many
from journeyc.compiler.diagram.write import form_of
from journeyc.compiler.flow import JourneyFlow
from journeyc.compiler.rules import RULES
from journeyc.diagnostic import Diagnostic, Severity
from journeyc.ir import Package
from journeyc.ir.model import Journey
from journeyc.nearest import meant
from journeyc.report.cells import plain
from journeyc.report.counted import counted


class Drawing(NamedTuple):
    """Pictures that are wanted, by their files, ready to be drawn; `found` is how many findings there are,
    `links` the pictures of sub-journeys that cards lead to.
    """

    request: Request
    pictures: dict[Path, Picture]
    theme: Theme | None
    journey: str
    warnings: tuple[str, ...]
    found: int
    links: tuple[str, ...]

    def write(self) -> None:
        """Draw them, into the files that were asked for. Failure where one would be written over what is read
        for it, over another of them or, by a name that nobody gave, over what is no picture of ours.
        """
        inputs = (self.request.path, *(self.request.options.get(name) or "" for name in ("overlay", "path")))
        said = list(self.warnings)
        by_place: dict[str, Path] = {}
        try:
            for file in self.pictures:
                require_apart(str(file), inputs)
                if (other := by_place.setdefault(realpath(file), file)) != file:
                    raise Failure(f"`{file}` and `{other}` are one file", "remove the link")
                named = self.request.asked and file == Path(self.request.out)
                if not named and file.exists() and not _is_ours(file):
                    raise Failure(
                        f"`{file}` would be written over, and has no record of a picture",
                        "remove it, or move it elsewhere",
                    )
            for file, picture in self.pictures.items():
                said += write(picture, file, self.theme, self._origin(file), self.request.engine)
        except DiagramError as error:
            raise Failure(str(error)) from None
        for warning in dict.fromkeys(said):
            print(warning, file=sys.stderr)

    def why_stale(self, file: Path) -> str | None:
        """Why the file that is there is another picture; None when it is this one. No engine is asked."""
        content = read_raw(str(file)) if file.exists() else None
        try:
            return why_stale(content, self.pictures[file], form_of(file), self._origin(file), self.theme)
        except DiagramError as error:
            raise Failure(str(error)) from None

    def missing_page(self, file: Path) -> str | None:
        """Which page that a file links to is not there, or something else; None where all are, or it is no
        overview of pages.
        """
        if file != Path(self.request.out):
            return None
        page = next((page for page in self.pictures if not _is_ours(page)), None)
        if page is None:
            return None
        return f"its page `{page}` {'has no record of a picture' if page.exists() else 'is missing'}"

    def _origin(self, file: Path) -> Origin:
        shown = {card.link for card in self.pictures[file].every_card()}
        return self.request.origin(self.journey, file, tuple(link for link in self.links if link in shown))


def _is_ours(file: Path) -> bool:
    """Whether a picture of ours is there: one that has a record."""
    return file.exists() and read(read_raw(str(file)), form_of(file)) is not None


def diagram(request: Request) -> int:
    """Draw one journey of a file; errors in its flow are shown on the map, others prevent it."""
    drawing = prepared(request)
    drawing.write()
    if drawing.found:
        said = counted(drawing.found, "finding")
        print(f"drawn with {said}; `journeyc lint {request.path}` says more", file=sys.stderr)
    return ExitCode.CLEAN


def check_diagram(request: Request) -> int:
    """Say whether the pictures of one journey are stale, and what draws them anew."""
    drawing = prepared(request)
    stale = {file: why for file in drawing.pictures if (why := drawing.why_stale(file))}
    for file, why in stale.items():
        say_stale(str(file), why, request.command)
    return ExitCode.FINDINGS if stale else ExitCode.CLEAN


def say_stale(out: str, why: str, command: str) -> None:
    """Say that a picture is stale, and what draws it anew."""
    print(plain(f"{out} is stale: {why}"))
    print(plain(f"  {command}"))


def prepared(request: Request) -> Drawing:
    """The pictures of one journey of a file, with all that decides how they look."""
    _refuse_both(request)
    given = request.options
    overlay = given.get("overlay")
    laid = overlay_in(overlay) if overlay else None
    checked = _drawable(request.path)
    package = compile_package(checked)
    scenario = None
    if words := given.get("scenario"):
        # It stands beside its journey, or in a file that imports it.
        scenario = scenario_in(package, words, request.journey)
        flow = next(flow for flow in checked.flows if flow.node.name.text == scenario.journey)
    else:
        flow = _chosen(checked, request.path, request.journey)
    name = flow.node.name.text
    try:
        journey = journey_of(package, name)
        misfits = fitting(laid, journey, package.declarations) if laid else ()
        findings = _findings(flow, checked.diagnostics)
        found = with_found(findings, laid) if laid else findings
        links = links_to_pictures(journey, checked, Path(request.out))
        options = Options(direction=given.get("direction"), findings=found, links=links)
        picture = draw(package, name, options)
        if way := given.get("path"):
            store = given.get("store")
            if store:
                whose, came = way_of_stored(way, store, name)
            else:
                whose, came = way_of_run(way, name, asked=request.asked)
            misfits += misplaced(came, journey)
            picture = followed(picture, whose, came)
        if scenario is not None:
            picture = followed(picture, *way_of_scenario(package, scenario))
        pictures, said = _seen(request, package, journey, picture, laid)
    except DiagramError as error:
        raise Failure(str(error)) from None
    if request.path != STANDARD and not is_journey(request.path):
        said += (f"`{request.path}` does not end in `{SUFFIX}`: its picture is checked with `-o` only",)
    several = len(own_journeys(checked)) > 1
    named = request._replace(journey=name if several else None)
    return Drawing(
        named,
        pictures,
        given.get("theme"),
        name,
        (*misfits, *said),
        len(checked.diagnostics),
        tuple(sorted(set(links.values()))),
    )


def _refuse_both(request: Request) -> None:
    """Say so where two are asked for of which there can be only one."""
    given = request.options
    for kinds, one in (
        (("lanes", "stages", "stage", "pages"), "view"),
        (("path", "scenario"), "way"),
    ):
        asked = [f"`--{name}`" for name in kinds if given.get(name)]
        if len(asked) > 1:
            raise Failure(f"{' and '.join(asked)} are two {one}s", f"ask for one {one} at a time")
    run = None if given.get("store") else given.get("path")
    inputs = {"the journey": request.path, "the overlay": given.get("overlay"), "the run": run}
    standard = [what for what, file in inputs.items() if file == STANDARD]
    if len(standard) > 1:
        raise Failure(f"{standard[0]} and {standard[1]} cannot both be standard input", "write one to a file")


def _drawable(path: str) -> Checked:
    """A file without other errors than those a map can show; Failure after they were shown."""
    if Path(path).is_dir():
        raise Failure(f"`{path}` is a folder", "a map shows one journey: name its file")
    checked = check_path(path)
    on_the_map = {import_module(rule.__module__).NAME for rule in RULES}
    if any(item.severity is Severity.ERROR and item.rule not in on_the_map for item in checked.diagnostics):
        say_findings(merged([checked]))
        require_correct(checked, path)
    return checked


def _seen(
    request: Request, package: Package, journey: Journey, picture: Picture, laid: Overlay | None
) -> tuple[dict[Path, Picture], tuple[str, ...]]:
    """What is asked for of a map, by its files, and what is to be said about it."""
    given = request.options
    view = View(
        bool(given.get("lanes")), bool(given.get("stages")), given.get("stage"), given.get("direction")
    )

    def look(view: View) -> Picture:
        part = seen(picture, journey, package.declarations, view)
        return lay_over(part, journey, laid) if laid else part

    out = Path(request.out)
    if given.get("pages"):
        return pages(picture, out, view, look), ()
    said = too_many(picture) if view.whole else None
    return {out: look(view)}, ((said,) if said else ())


def _chosen(checked: Checked, path: str, name: str | None) -> JourneyFlow:
    own = {flow.node.name.text: flow for flow in own_journeys(checked)}
    if not own:
        raise Failure(f"there is no journey in `{path}`")
    names = ", ".join(f"`{known}`" for known in own)
    if name is None and len(own) > 1:
        raise Failure(f"`{path}` holds several journeys: {names}", "say which one with `--journey NAME`")
    if name is not None and name not in own:
        raise Failure(f"there is no journey `{name}` in `{path}`", meant(name, own, f"there is {names}"))
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
            if name not in found or found[name][0] == "other":
                found[name] = as_found(item.rule, item.message)
    return found
