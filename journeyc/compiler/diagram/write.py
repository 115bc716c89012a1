"""Pictures into files, by suffix, whole or not at all."""

import json
import os
import re
from dataclasses import replace
from pathlib import Path
from typing import Literal, NamedTuple

from journeyc.compiler.diagram import mermaid
from journeyc.compiler.diagram.dot import to_dot
from journeyc.compiler.diagram.engine import find_engine, run_engine
from journeyc.compiler.diagram.failure import DiagramError
from journeyc.compiler.diagram.neutral_json import to_json
from journeyc.compiler.diagram.picture import Picture
from journeyc.compiler.diagram.record import Origin, hashed, sealed
from journeyc.compiler.diagram.svg import finish
from journeyc.compiler.diagram.theme import TOKENS, Theme
from journeyc.writing import put

Form = Literal["svg", "png", "pdf", "dot", "mmd", "json", "html"]
FORMS: tuple[Form, ...] = ("svg", "png", "pdf", "dot", "mmd", "json", "html")
#: What is text of ours, so that no engine has a say in it.
WITHOUT_ENGINE: frozenset[Form] = frozenset({"dot", "mmd", "json"})

_UNDRAWN = b'<svg xmlns="http://www.w3.org/2000/svg"/>'
_DATE = re.compile(rb"/(?:Creation|Mod)Date *\(D:[^)]*\)")


class Rendered(NamedTuple):
    """A picture in one of the forms, and what is to be said about it; `dot` is what the engine was given."""

    content: bytes
    warnings: tuple[str, ...]
    dot: str = ""


def write(
    picture: Picture,
    path: str | os.PathLike[str],
    theme: Theme | None = None,
    origin: Origin | None = None,
    engine: str | None = None,
) -> tuple[str, ...]:
    """Write a picture in the form its suffix names, whole or not at all, and return what is to be said
    about it.

    `theme` unset: an SVG serves light and dark, the others are light. With an `origin` the file has a record,
    by which it can be told later whether it is stale. `engine` is as for `find_engine`. DiagramError when it
    cannot be made or written.
    """
    target = Path(path)
    form = form_of(target)
    rendered = render(picture, form, theme, engine)
    content = rendered.content
    if origin is not None:
        content = sealed(content, form, origin, fingerprint(picture, form, theme, rendered))
    _put(target, content)
    return rendered.warnings


def form_of(path: Path) -> Form:
    """The form a file's suffix asks for."""
    suffix = path.suffix.lower().removeprefix(".")
    for form in FORMS:
        if suffix == form:
            return form
    *others, last = (f".{form}" for form in FORMS)
    ends = f"{', '.join(others)} or {last}"
    raise DiagramError(f"`{path.name}` does not say what to write; end it in {ends}")


def render(picture: Picture, form: Form, theme: Theme | None = None, engine: str | None = None) -> Rendered:
    """A picture in one of the forms, as bytes."""
    dot = dot_of(picture, form, theme)
    if form in WITHOUT_ENGINE:
        return _as_text(picture, form, dot)
    drawn, complaints = run_engine(dot, "svg" if form == "html" else form, engine=find_engine(engine))
    match form:
        case "html":
            from journeyc.compiler.diagram.page import to_html

            drawn = to_html(picture, finish(drawn, picture), theme).encode()
        case "svg":
            drawn = finish(drawn, picture, both_themes=theme is None)
        case "pdf":
            drawn = _undated(drawn)
    return Rendered(drawn, complaints, dot)


def _as_text(picture: Picture, form: Form, dot: str) -> Rendered:
    """A picture in a form that needs no engine."""
    match form:
        case "mmd":
            text = mermaid.to_mermaid(picture)
            return Rendered(text.encode(), mermaid.warnings(text))
        case "json":
            return Rendered(to_json(picture).encode(), ())
        case _:
            return Rendered(dot.encode(), ())


def dot_of(picture: Picture, form: Form, theme: Theme | None = None) -> str:
    """The DOT text that a picture is drawn from in one of the forms; empty where it is not."""
    match form:
        case "mmd" | "json":
            return ""
        case "html":
            # The page has a heading of its own, and both themes for its reader to choose from.
            return to_dot(replace(picture, title="", subtitle=""))
        case _:
            return to_dot(picture, theme or "light", sharp=form == "png")


def fingerprint(
    picture: Picture, form: Form, theme: Theme | None = None, rendered: Rendered | None = None
) -> str:
    """The hash of all that decides what a picture shows but the engine that draws it; quicker when it was
    rendered already.

    Of a form that needs no engine it is the hash of the file itself; else of the DOT text, of the colours
    that an SVG takes from the dark theme, and of words that are in no DOT text, such as what hovering tells;
    of a page it has all that is around the drawing.
    """
    if form in WITHOUT_ENGINE:
        return hashed((rendered or render(picture, form, theme)).content)
    dot = rendered.dot if rendered else dot_of(picture, form, theme)
    match form:
        case "svg":
            return hashed(dot, _beside(picture, dot, theme))
        case "html":
            from journeyc.compiler.diagram.page import to_html

            return hashed(dot, _beside(picture, dot, None), to_html(picture, _UNDRAWN, theme))
        case _:
            return hashed(dot)


def _beside(picture: Picture, dot: str, theme: Theme | None) -> str:
    """What an engine is not told."""
    dark = {token.light: token.dark for token in TOKENS.values() if token.light in dot} if not theme else {}
    cards = [(card.id, card.name, card.title, card.hint, card.link) for card in picture.every_card()]
    arrows = [(edge.id, [line.text for line in edge.lines], edge.hint) for edge in picture.edges]
    groups = [(group.id, group.title) for group in picture.every_group()]
    return json.dumps([picture.title, picture.summary, dark, cards, arrows, groups])


def _undated(pdf: bytes) -> bytes:
    """A PDF that does not say when it was made, so that the same picture is the same file; what stands after
    the date stays where it was.
    """
    return _DATE.sub(lambda found: b" " * len(found[0]), pdf)


def _put(target: Path, content: bytes) -> None:
    try:
        put(target, content)
    except OSError as error:
        raise DiagramError(
            f"`{target.resolve()}` cannot be written: {(error.strerror or str(error)).lower()}"
        ) from None
