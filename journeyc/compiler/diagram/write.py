"""Pictures into files, by suffix, whole or not at all."""

import os
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Literal, NamedTuple

from journeyc.compiler.diagram import mermaid
from journeyc.compiler.diagram.dot import to_dot
from journeyc.compiler.diagram.engine import find_engine, run_engine
from journeyc.compiler.diagram.failure import DiagramError
from journeyc.compiler.diagram.neutral_json import to_json
from journeyc.compiler.diagram.picture import Picture
from journeyc.compiler.diagram.svg import finish
from journeyc.compiler.diagram.theme import Theme

Form = Literal["svg", "png", "pdf", "dot", "mmd", "json", "html"]
FORMS: tuple[Form, ...] = ("svg", "png", "pdf", "dot", "mmd", "json", "html")


class Rendered(NamedTuple):
    """A picture in one of the forms, and what is to be said about it."""

    content: bytes
    warnings: tuple[str, ...]


def write(
    picture: Picture, path: str | os.PathLike[str], theme: Theme | None = None, engine: str | None = None
) -> tuple[str, ...]:
    """Write a picture in the form its suffix names, whole or not at all, and return what is to be said
    about it.

    `theme` unset: an SVG serves light and dark, the others are light. `engine` is as for `find_engine`.
    DiagramError when it cannot be made or written.
    """
    target = Path(path)
    rendered = render(picture, form_of(target), theme, engine)
    _replace(target, rendered.content)
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
    match form:
        case "dot":
            return Rendered(to_dot(picture, theme or "light").encode(), ())
        case "mmd":
            text = mermaid.to_mermaid(picture)
            return Rendered(text.encode(), mermaid.warnings(text))
        case "json":
            return Rendered(to_json(picture).encode(), ())
        case "html":
            from journeyc.compiler.diagram.page import to_html

            # The page has a heading of its own, and both themes for its reader to choose from.
            dot = to_dot(replace(picture, title="", subtitle=""))
            drawing = run_engine(dot, "svg", engine=find_engine(engine))
            page = to_html(picture, finish(drawing.content, picture), theme)
            return Rendered(page.encode(), drawing.complaints)
        case "svg":
            drawing = run_engine(to_dot(picture, theme or "light"), "svg", engine=find_engine(engine))
            return Rendered(finish(drawing.content, picture, both_themes=theme is None), drawing.complaints)
        case "png" | "pdf":
            text = to_dot(picture, theme or "light", sharp=form == "png")
            return Rendered(*run_engine(text, form, engine=find_engine(engine)))


def _replace(target: Path, content: bytes) -> None:
    """Put the content in place of what is there in one step; a reader sees the old file or the new one."""
    target = target.resolve()
    draft = target.with_name(f".{target.name}.{os.getpid()}.draft")
    try:
        with draft.open("xb") as file:
            file.write(content)
        draft.replace(target)
    except OSError as error:
        with suppress(OSError):
            draft.unlink()
        raise DiagramError(
            f"`{target}` cannot be written: {(error.strerror or str(error)).lower()}"
        ) from None
