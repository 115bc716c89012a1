"""The engines: which is taken, what is said when there is none, and that one can be stopped."""

import importlib.util
import sys
import time
from pathlib import Path

import psutil
import pytest

from journeyc.compiler.diagram import DiagramError, EngineMissing, draw, engine, write
from journeyc.ir import Package
from tests.posix import posix

DOT = "digraph { a -> b }"


def program(folder: Path, name: str, script: str) -> Path:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def no_static_engine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """As on a machine where the wheel loads, so that nobody installed the static engine."""
    monkeypatch.setattr(engine, "_STATIC", tmp_path / "none")


@pytest.mark.usefixtures("no_static_engine")
def test_named_engine_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`$GRAPHVIZ_DOT` beats `dot` on the PATH, which beats the wheel."""
    named = program(tmp_path, "mine", "exit 0")
    on_path = program(tmp_path, "dot", "exit 0")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("GRAPHVIZ_DOT", str(named))
    assert engine.find_engine().command == (str(named),)
    monkeypatch.delenv("GRAPHVIZ_DOT")
    assert engine.find_engine().command == (str(on_path),)
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: object())
    assert engine.find_engine().name == "pygraphviz"


def test_a_wheel_that_does_not_load_gives_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the wheel lacks its libraries the static engine draws; else the wheel, which knows fonts."""
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("GRAPHVIZ_DOT", raising=False)
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: object())
    monkeypatch.setattr(engine, "_STATIC", program(tmp_path, "graphviz-pure", "exit 0"))
    for loads, expected in ((False, "graphviz-pure"), (True, "pygraphviz")):
        monkeypatch.setattr(engine, "_loads", lambda _, loads=loads: loads)
        assert engine.find_engine().name == expected


@pytest.mark.usefixtures("no_static_engine")
def test_no_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without any engine the message names the three ways to get one and what needs none."""
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("GRAPHVIZ_DOT", raising=False)
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(EngineMissing) as caught:
        engine.find_engine()
    for way in (
        'pip install "journeyc[render]"',
        "apt install graphviz",
        "GRAPHVIZ_DOT=",
        "`.dot` or `.mmd`",
    ):
        assert way in str(caught.value)


def test_named_engine_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """A `$GRAPHVIZ_DOT` that is no program is said, not passed over."""
    monkeypatch.setenv("GRAPHVIZ_DOT", "/nowhere/dot")
    with pytest.raises(EngineMissing, match=r"^`GRAPHVIZ_DOT` is `/nowhere/dot`, which is not a program"):
        engine.find_engine()


def test_slow_engine_is_stopped(tmp_path: Path) -> None:
    """An engine that takes longer than the limit is killed and said to be slow."""
    slow = engine.Engine("dot", (str(program(tmp_path, "dot", "exec sleep 60")),), "-T")
    before = time.monotonic()
    with pytest.raises(DiagramError, match=r"longer than 0\.2 seconds"):
        engine.run_engine(DOT, "svg", engine=slow, limit_seconds=0.2)
    assert time.monotonic() - before < 30


@posix("shell scripts")
def test_what_an_engine_has_begun_is_stopped_with_it(tmp_path: Path) -> None:
    """A script around an engine is killed with it; nobody waits for what holds its pipes."""
    noted = tmp_path / "pid"
    wrapped = engine.Engine(
        "dot", (str(program(tmp_path, "dot", f"sleep 60 & echo $! > {noted}; wait")),), "-T"
    )
    before = time.monotonic()
    with pytest.raises(DiagramError, match=r"longer than 1 seconds"):
        engine.run_engine(DOT, "svg", engine=wrapped, limit_seconds=1)
    assert time.monotonic() - before < 30
    psutil.wait_procs([process for process in [_process(noted)] if process], timeout=30)
    left = _process(noted)
    assert left is None or left.status() == psutil.STATUS_ZOMBIE


def _process(noted: Path) -> psutil.Process | None:
    try:
        return psutil.Process(int(noted.read_text()))
    except psutil.NoSuchProcess:
        return None


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds another process")
def test_an_engine_has_bounds(tmp_path: Path) -> None:
    """Of time, which hold without us, and of memory."""
    script = "sleep 0.3; cat >/dev/null; ulimit -t; ulimit -v; ulimit -c"
    bounded = engine.Engine("dot", (str(program(tmp_path, "dot", script)),), "-T")
    said = engine.run_engine(DOT, "svg", engine=bounded, limit_seconds=20).content.split()
    assert said == [b"21", b"4194304", b"0"]


def test_failing_engine_says_why(tmp_path: Path) -> None:
    """The engine's own last word is the reason, without the noise of the fonts."""
    script = "echo 'Error: no such thing' >&2; echo 'Fontconfig error: noise' >&2; exit 1"
    broken = engine.Engine("dot", (str(program(tmp_path, "dot", script)),), "-T")
    with pytest.raises(DiagramError, match=r"^`dot` could not draw this: Error: no such thing$"):
        engine.run_engine(DOT, "svg", engine=broken)


def test_bad_dot_is_an_error() -> None:
    """The engine at hand refuses what is no DOT."""
    with pytest.raises(DiagramError, match="could not draw this"):
        engine.run_engine("digraph {", "svg")


def test_bitmap_needs_a_font(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no font is installed a PNG is refused with the cure, and an SVG is not."""
    boxes = "graph 1 1 1\\nnode a 0 0 0.75 0.5\\nnode b 1 1 0.75 0.5\\nstop"
    monkeypatch.setenv(
        "GRAPHVIZ_DOT", str(program(tmp_path, "fontless", f"cat >/dev/null; printf '{boxes}'"))
    )
    with pytest.raises(DiagramError, match=r"apt install fonts-liberation"):
        engine.run_engine(DOT, "png")
    assert engine.run_engine(DOT, "svg").content


def test_a_chosen_engine_is_the_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever else is there: by its name, or a `dot` by its path."""
    mine = program(tmp_path, "mine", "exit 0")
    pure = program(tmp_path, "graphviz-pure", "exit 0")
    monkeypatch.setenv("GRAPHVIZ_DOT", "/nowhere/dot")
    monkeypatch.setattr(engine, "_STATIC", pure)
    monkeypatch.setattr(engine, "_loads", lambda _: True)
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: object())
    assert engine.find_engine(str(mine)).command == (str(mine),)
    assert engine.find_engine("graphviz-pure").command == (str(pure),)
    assert engine.find_engine("pygraphviz").name == "pygraphviz"


@pytest.mark.parametrize(
    ("name", "cure"), [("pygraphviz", "journeyc[render]"), ("graphviz-pure", "journeyc[render-static]")]
)
@pytest.mark.usefixtures("no_static_engine")
def test_a_chosen_engine_that_is_missing(name: str, cure: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """No other takes its place; the message says how to get it."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(EngineMissing) as caught:
        engine.find_engine(name)
    assert cure in str(caught.value)


@pytest.mark.parametrize(("form", "word"), [("png", "a PNG"), ("pdf", "a PDF")])
def test_what_needs_a_font_says_so(form: str, word: str, tmp_path: Path) -> None:
    """A PDF is refused as a PNG is."""
    boxes = "graph 1 1 1\\nnode a 0 0 0.75 0.5\\nnode b 1 1 0.75 0.5\\nstop"
    fontless = engine.Engine("dot", (str(program(tmp_path, "f", f"cat >/dev/null; printf '{boxes}'")),), "-T")
    with pytest.raises(DiagramError, match=f"^{word} needs a font"):
        engine.run_engine(DOT, form, engine=fontless)


@posix("shell scripts")
@pytest.mark.parametrize(
    ("script", "problem"),
    [
        ("cat >/dev/null", "could not draw this: it wrote nothing"),
        ("kill -9 $$", "could not draw this: it was ended by signal 9"),
        ("cat >/dev/null; exit 7", "could not draw this: exit code 7"),
        ("cat >/dev/null; echo '<svg'", "what the engine drew is no whole SVG"),
    ],
)
def test_an_engine_that_is_none_is_no_fault_of_ours(
    bill_dispute: Package, tmp_path: Path, script: str, problem: str
) -> None:
    """Whatever a program does that is taken for an engine, one message says so, and no file is written."""
    broken = program(tmp_path, "dot", script)
    with pytest.raises(DiagramError, match=problem):
        write(draw(bill_dispute), tmp_path / "map.svg", engine=str(broken))
    assert not (tmp_path / "map.svg").exists()


def test_no_engine_is_taken_from_the_folder_one_works_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may be somebody else's repository, and drawing its journeys runs nothing of it."""
    (tmp_path / "no_such_engine.py").write_text("open('ran', 'w')")
    monkeypatch.chdir(tmp_path)
    assert not engine._loads("no_such_engine")
    assert not Path("ran").exists()
