"""What this machine has: Python, SQLite, time zones, and something that draws pictures."""

import os
import platform
import zoneinfo
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from journeyc import __version__
from journeyc.cli.doctor.finding import Finding

#: A zone that every collection of them has.
_ZONE = "Europe/Berlin"
_DRAWING_SECONDS = 20.0
_GRAPHVIZ = 'python -m pip install "journeyc[render]", or apt install graphviz, or your system\'s like'


def look_at_machine() -> Iterator[Finding]:
    """A finding for each thing that journeyc needs of a machine, or can use."""
    yield Finding("journeyc", "well", __version__, facts={"version": __version__})
    yield _python()
    yield _stores()
    yield _zones()
    yield _pictures()


def _python() -> Finding:
    facts = {
        "implementation": platform.python_implementation(),
        "version": platform.python_version(),
        "system": platform.system(),
        "machine": platform.machine(),
    }
    said = "{implementation} {version} on {system} {machine}".format_map(facts)
    return Finding("Python", "well", said, facts=facts)


def _stores() -> Finding:
    try:
        import sqlite3
    except ImportError:
        problem = "this Python has no SQLite, which stores are made of"
        return Finding("stores", "broken", problem, "use a Python that was built with SQLite")
    from journeyc.runtime.errors import StoreError
    from journeyc.runtime.stores.sqlite.connection import require_sqlite

    facts = {"sqlite": sqlite3.sqlite_version}
    try:
        require_sqlite()
    except StoreError as error:
        return Finding("stores", "broken", error.problem, error.help, facts)
    with closing(sqlite3.connect(":memory:")) as memory:
        options = {option for (option,) in memory.execute("PRAGMA compile_options")}
    if "OMIT_WAL" in options:
        problem = f"SQLite {sqlite3.sqlite_version} was built without a write-ahead log"
        return Finding("stores", "broken", problem, "use a Python with an SQLite that has one", facts)
    return Finding("stores", "well", f"SQLite {sqlite3.sqlite_version}", facts=facts)


def _zones() -> Finding:
    try:
        zoneinfo.ZoneInfo.no_cache(_ZONE)
    except (zoneinfo.ZoneInfoNotFoundError, OSError, ValueError):
        problem = "this machine knows no time zones: journeys would reckon in UTC"
        return Finding("time zones", "broken", problem, "python -m pip install tzdata")
    folders = [folder for folder in zoneinfo.TZPATH if (Path(folder) / _ZONE).exists()]
    source = folders[0] if folders else "the package tzdata"
    return Finding("time zones", "well", f"from {source}", facts={"source": source})


def _pictures() -> Finding:
    from journeyc.compiler.diagram.engine import find_engine, has_font, run_engine
    from journeyc.compiler.diagram.failure import DiagramError, EngineMissing

    try:
        engine = find_engine()
    except EngineMissing as error:
        if os.environ.get("GRAPHVIZ_DOT"):
            return Finding("pictures", "broken", str(error))
        problem = "there is no Graphviz to draw SVG and PNG with; `.dot` and `.mmd` need none"
        return Finding("pictures", "missing", problem, _GRAPHVIZ)
    program = engine.command[0] if engine.name == "dot" else engine.name
    facts = {"engine": engine.name, "command": list(engine.command)}
    try:
        run_engine("digraph { a -> b }", "svg", engine=engine, limit_seconds=_DRAWING_SECONDS)
        font = has_font(engine)
    except DiagramError as error:
        return Finding(
            "pictures", "broken", str(error), "install Graphviz anew, or write `.dot` or `.mmd`", facts
        )
    if not font:
        problem = f"SVG, drawn by {program}; a PNG needs a font, and none is installed"
        return Finding("pictures", "missing", problem, "Debian, Ubuntu: apt install fonts-liberation", facts)
    return Finding("pictures", "well", f"SVG and PNG, drawn by {program}", facts=facts)
