"""Finds a Graphviz and runs it, always in a process that can be stopped."""

import importlib.util
import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import NamedTuple

from journeyc.compiler.diagram.alone import run_alone
from journeyc.compiler.diagram.failure import DiagramError, EngineMissing

TIME_LIMIT_SECONDS = 60.0

_NO_ENGINE = """no Graphviz found to draw with; any of these gives one:
  pip install "journeyc[render]"          a wheel that brings Graphviz along
  apt install graphviz, brew install graphviz, or your system's like: `dot` on the PATH
  GRAPHVIZ_DOT=/path/to/dot               a `dot` that is somewhere else
or write `.dot` or `.mmd`, which need none"""
_NEED_FONT = {"png": "PNG", "pdf": "PDF"}
_NO_FONT = """a {} needs a font, and none is installed: its words would be empty boxes
  Debian, Ubuntu: apt install fonts-liberation
or write `.svg`, which takes the fonts of its reader"""

#: Where the wheel of the extra `render-static` puts its program.
_STATIC = Path(sys.executable).with_name("graphviz-pure")
#: What engines say of fonts; widths are worked out by `metrics`, so that neither spoils a picture.
_ABOUT_FONTS = ("Fontconfig ", "Warning: Warning: no ")

# Without a font every letter has the same box; with one, an `i` is narrower than a `W`.
_FONT_PROBE = (
    'digraph { node [shape=plain fontname="Helvetica,Arial,sans-serif"] a [label="iiii"] b [label="WWWW"] }'
)


class Engine(NamedTuple):
    """A command that reads DOT and writes a picture; the format is its last argument, after `prefix`."""

    name: str
    command: tuple[str, ...]
    prefix: str

    def arguments(self, form: str) -> list[str]:
        return [*self.command, f"{self.prefix}{form}"]


class Drawing(NamedTuple):
    """What an engine made, and the lines it complained with."""

    content: bytes
    complaints: tuple[str, ...]


def find_engine(wanted: str | None = None) -> Engine:
    """The engine that is wanted: `dot`, `pygraphviz`, `graphviz-pure` or the path of a `dot`. Without one the
    first of `$GRAPHVIZ_DOT`, `dot` on the PATH, the `pygraphviz` wheel where it loads, and the static
    `graphviz-pure` of this environment; else EngineMissing.
    """
    return _wanted(wanted) if wanted is not None else _first()


def _wanted(name: str) -> Engine:
    if name == "pygraphviz":
        if importlib.util.find_spec("pygraphviz") is not None and _loads("pygraphviz"):
            return _wheel()
        raise EngineMissing('there is no `pygraphviz` that loads; `pip install "journeyc[render]"` brings it')
    if name == "graphviz-pure":
        if _STATIC.exists():
            return Engine(name, (str(_STATIC),), "-T")
        raise EngineMissing('there is no `graphviz-pure`; `pip install "journeyc[render-static]"` brings it')
    found = shutil.which(name)
    if found is None:
        known = "it is dot, pygraphviz, graphviz-pure or the path of a dot"
        raise EngineMissing(f"the engine `{name}` is not there; {known}")
    return Engine("dot", (found,), "-T")


def _wheel() -> Engine:
    child = Path(__file__).with_name("pygraphviz_child.py")
    return Engine("pygraphviz", (sys.executable, "-P", str(child)), "")


def _first() -> Engine:
    named = os.environ.get("GRAPHVIZ_DOT")
    if named:
        found = shutil.which(named)
        if found is None:
            raise EngineMissing(
                f"`GRAPHVIZ_DOT` is `{named}`, which is not a program; let it name a `dot` or unset it"
            )
        return Engine("dot", (found,), "-T")
    found = shutil.which("dot")
    if found is not None:
        return Engine("dot", (found,), "-T")
    static = _STATIC if _STATIC.exists() else None
    if importlib.util.find_spec("pygraphviz") is not None and (static is None or _loads("pygraphviz")):
        return _wheel()
    if static is not None:
        return Engine("graphviz-pure", (str(static),), "-T")
    raise EngineMissing(_NO_ENGINE)


@cache
def _loads(module: str) -> bool:
    """Whether a module and the libraries it needs are there; asked in a process of its own, which takes none
    from the folder that somebody works in.
    """
    command = [sys.executable, "-P", "-c", f"import {module}"]
    tried = subprocess.run(command, capture_output=True, check=False)  # noqa: S603  # a module we name
    return tried.returncode == 0


def run_engine(
    dot: str, form: str, *, engine: Engine | None = None, limit_seconds: float = TIME_LIMIT_SECONDS
) -> Drawing:
    """The drawing of a DOT text as `svg`, `png` or `pdf`; DiagramError when the engine fails or takes longer
    than the limit.
    """
    engine = engine or find_engine()
    if form in _NEED_FONT and not has_font(engine):
        raise DiagramError(_NO_FONT.format(_NEED_FONT[form]))
    return _run(engine, dot, form, limit_seconds)


@cache
def has_font(engine: Engine) -> bool:
    """Whether an engine finds any font to write with."""
    plain = _run(engine, _FONT_PROBE, "plain", TIME_LIMIT_SECONDS).content.decode(errors="replace")
    widths = {line.split()[4] for line in plain.splitlines() if line.startswith("node ")}
    return len(widths) > 1


def _run(engine: Engine, dot: str, form: str, limit_seconds: float) -> Drawing:
    try:
        code, drawn, said = run_alone(engine.arguments(form), dot.encode(), limit_seconds)
    except subprocess.TimeoutExpired:
        raise DiagramError(
            f"drawing took longer than {limit_seconds:g} seconds and was stopped; "
            "write `.dot`, or draw a smaller journey"
        ) from None
    except OSError as error:
        raise DiagramError(
            f"`{engine.command[0]}` cannot be run: {(error.strerror or str(error)).lower()}"
        ) from None
    complaints = _complaints(said.decode(errors="replace"))
    if code or not drawn:
        reason = complaints[-1] if complaints else _ending(code)
        raise DiagramError(f"`{engine.name}` could not draw this: {reason}")
    return Drawing(drawn, complaints)


def _ending(code: int) -> str:
    """How a program ended that did not say why; below zero stands the signal that ended it."""
    if not code:
        return "it wrote nothing"
    return f"exit code {code}" if code > 0 else f"it was ended by signal {-code}"


def _complaints(stderr: str) -> tuple[str, ...]:
    return tuple(line for line in stderr.splitlines() if line.strip() and not line.startswith(_ABOUT_FONTS))
