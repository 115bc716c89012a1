"""How commands are started and how they end, the same for all of them."""

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import PIPE, CompletedProcess, Popen
from typing import Any

import pytest
from typer.main import get_command

from journeyc import __version__
from journeyc.cli import quick
from journeyc.cli.app import app
from journeyc.runtime import Runtime
from tests.posix import posix

Journeyc = Callable[..., CompletedProcess[str]]
COMMANDS = ("lint", "format", "compile", "diagram", "explain", "test", "run", "preview", "doctor")
#: Where each command does its work, for faults to happen there; `--` lets Typer read the options of `lint`.
WORK = [
    ("journeyc.linting.examine.examine", ["lint", "case.journey"]),
    ("journeyc.linting.examine.examine", ["lint", "--", "case.journey"]),
    ("journeyc.cli.format.format_source", ["format", "case.journey"]),
    ("journeyc.cli.format.format_source", ["format", "--", "case.journey"]),
    ("journeyc.cli.compile.compile_path", ["compile", "case.journey", "-o", "case.json"]),
    ("journeyc.cli.diagram.check_path", ["diagram", "case.journey", "-o", "case.dot"]),
    ("journeyc.cli.explain.pages", ["explain", "dead-end"]),
    ("journeyc.cli.run.playing.compile_path", ["run", "case.journey", "--store", "a.sqlite"]),
    ("journeyc.cli.preview.find", ["preview", "case.journey", "looking"]),
    ("journeyc.cli.doctor.look_at_machine", ["doctor", "case.journey"]),
]


def program(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "journeyc", *arguments]


def test_the_version(journeyc: Journeyc) -> None:
    """On standard output, by both names."""
    for option in ("--version", "-V"):
        done = journeyc(option)
        assert (done.returncode, done.stdout, done.stderr) == (0, f"journeyc {__version__}\n", "")


def all_commands(group: Any, *names: str) -> Iterator[tuple[str, ...]]:
    """The words of every command, of those in groups, too."""
    for name, command in group.commands.items():
        is_group = hasattr(command, "commands")
        yield from all_commands(command, *names, name) if is_group else [(*names, name)]


@pytest.mark.parametrize("command", [*all_commands(get_command(app))], ids=" ".join)
def test_every_command_has_help_with_an_example(journeyc: Journeyc, command: tuple[str, ...]) -> None:
    """A line in the list of its group, which is whole, and a page of its own."""
    *group, name = command
    listed = journeyc(*group, "--help").stdout
    assert f"  {name} " in listed
    assert "..." not in listed.replace("[ARGS]...", "")
    done = journeyc(*command, "--help")
    assert done.returncode == 0
    assert f"Example: journeyc {' '.join(command)} " in " ".join(done.stdout.split())


@pytest.mark.parametrize("command", [*COMMANDS, "runs list", "runs show"])
def test_help_speaks_no_python(journeyc: Journeyc, command: str) -> None:
    """What a command takes is called by name in capital letters; nowhere stands the name of a type."""
    shown = journeyc(*command.split(), "--help").stdout
    assert not [word for word in ("str", "int", "float", "list[") if f"<{word}" in shown]
    taken = shown.partition("Arguments:")[2].partition("Options:")[0].split()
    assert taken[:1] == [name for name in ("PATHS", "PATH", "RULE", "RUN") if name in taken]
    assert all(name in shown.splitlines()[0] for name in taken[:1])


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["lint", "--nonsense"],
        ["diagram"],
        ["run"],
        ["preview"],
        ["explain"],
        ["lint", "--fail-level", "x"],
    ],
)
@pytest.mark.usefixtures("here")
def test_wrong_usage_is_two(journeyc: Journeyc, arguments: list[str]) -> None:
    """Said on standard error, with where to find help."""
    done = journeyc(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Usage: journeyc" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["lint", "no.journey"],
        ["format", "no.journey"],
        ["compile", "no.journey"],
        ["diagram", "no.journey", "-o", "x.svg"],
        ["run", "no.journey"],
        ["preview", "no.journey", "reminder"],
    ],
)
def test_a_missing_file_is_two(journeyc: Journeyc, here: Path, arguments: list[str]) -> None:
    """One line, and nothing written."""
    done = journeyc(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "journeyc: `no.journey` cannot be read: there is no such file\n"
    assert list(here.iterdir()) == []


@pytest.mark.parametrize(("place", "arguments"), WORK)
def test_a_fault_of_ours_is_three(
    journeyc: Journeyc, small: Path, monkeypatch: pytest.MonkeyPatch, place: str, arguments: list[str]
) -> None:
    """The message says how to report it; the traceback is for those who ask for it."""

    def broken(*_: object) -> None:
        raise KeyError("step")

    monkeypatch.setattr(place, broken)
    before = small.read_text()
    done = journeyc(*arguments)
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith(
        "journeyc: this is a fault of journeyc, not yours (KeyError: 'step')\nhelp: "
    )
    assert "Traceback" not in done.stderr
    monkeypatch.setenv("JOURNEYC_TRACEBACK", "1")
    assert "Traceback" in journeyc(*arguments).stderr
    assert ([path.name for path in Path().iterdir()], small.read_text()) == (["case.journey"], before)


def test_the_quick_reader_knows_what_typer_knows() -> None:
    """The options of `lint` stand in two places, which agree."""
    options = {
        name
        for parameter in get_command(app).commands["lint"].params  # type: ignore[attr-defined]  # it is a group
        for name in parameter.opts
        if name.startswith("--")
    }
    assert options - {"--help"} == {*quick.OPTIONS, *quick.LINT_FLAGS}


@pytest.mark.parametrize(
    "arguments",
    [
        ["lint", "-", "--output-format", "json", "--stdin-filename=x.journey"],
        ["lint", "--fail-level=error", "--output-format=concise", "-"],
        ["lint", "-", "--output-file", "-"],
        ["lint", "-", "--fix"],
        ["format", "-", "--check", "--stdin-filename=x.journey"],
        ["format", "--diff", "-"],
    ],
)
@pytest.mark.usefixtures("here")
def test_both_readers_mean_the_same(
    journeyc: Journeyc, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    """Whoever reads the options, the command does the same."""
    quickly = journeyc(*arguments, stdin="journey {")
    monkeypatch.setattr(quick, "read_lint", lambda _: None)
    monkeypatch.setattr(quick, "read_format", lambda _: None)
    slowly = journeyc(*arguments, stdin="journey {")
    assert (quickly.returncode, quickly.stdout, quickly.stderr) == (1, slowly.stdout, slowly.stderr)
    assert slowly.returncode == 1


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(("place", "arguments"), WORK)
def test_ctrl_c_is_one_hundred_and_thirty(
    journeyc: Journeyc, monkeypatch: pytest.MonkeyPatch, place: str, arguments: list[str]
) -> None:
    """Whichever command was at work, and whichever way it was started."""

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(place, interrupted)
    done = journeyc(*arguments)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "\n")
    assert [path.name for path in Path().iterdir()] == ["case.journey"]


@pytest.fixture
def heeded() -> Iterator[None]:
    """SIGINT counts for what is started, though a shell that tests in the background has it ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@posix("SIGINT that one process can send to another")
@pytest.mark.usefixtures("heeded")
def test_ctrl_c_in_a_play_keeps_what_happened(small: Path) -> None:
    """A process of its own, stopped while it waits for the next line."""
    command = program("run", str(small), "--store", "a.sqlite")
    with Popen(command, stdin=PIPE, stdout=PIPE, stderr=PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write('on opened(case = { id = "C1" })\nwhere\n')
        process.stdin.flush()
        while (line := process.stdout.readline()) and "> where" not in line:
            pass
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (130, "\n")
    done = subprocess.run(command, input="", capture_output=True, text=True, check=True)
    assert "What is it?" in done.stdout


def test_a_reader_that_leaves_is_no_error(small: Path) -> None:
    """As in `journeyc compile … | head -1`."""
    with Popen(program("compile", str(small)), stdout=PIPE, stderr=PIPE) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        said = process.stderr.read()
    assert (process.returncode, said) == (0, b"")


@pytest.mark.skipif(
    not Path("/dev/full").is_char_device(), reason="only Linux has a /dev/full, a disk that is full"
)
def test_a_full_disk_is_two(small: Path) -> None:
    """What cannot be written is the machine's fault, and is said once."""
    with Path("/dev/full").open("w") as nowhere:
        done = subprocess.run(
            program("compile", str(small)), stdout=nowhere, stderr=PIPE, text=True, check=False
        )
    assert (done.returncode, done.stderr) == (2, "journeyc: the system refused: no space left on device\n")
    with Path("/dev/full").open("w") as nowhere:
        done = subprocess.run(program("lint", "nowhere"), stdout=PIPE, stderr=nowhere, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")


@posix("shell that closes the streams of a command")
@pytest.mark.parametrize(("closed", "code"), [(">&-", 1), ("2>&-", 1), (">&- 2>&-", 1), ("<&-", 2)])
def test_streams_that_are_closed(small: Path, closed: str, code: int) -> None:
    """What would be said there goes nowhere, and from there nothing comes."""
    small.write_text("event {", encoding="utf-8")
    path = "-" if closed == "<&-" else str(small)
    command = ["sh", "-c", f'"$@" {closed}', "sh", *program("lint", path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == code
    assert "Traceback" not in done.stderr


@posix("/dev/stdout")
def test_a_pipe_is_written_to(small: Path) -> None:
    """By the name it has among files, too."""
    small.write_text("event {", encoding="utf-8")
    command = program("lint", str(small), "--output-file", "/dev/stdout", "--output-format", "concise")
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.count("error[syntax-error]")) == (1, 1)


@pytest.mark.parametrize(
    ("arguments", "unwanted"),
    [
        (["--version"], {"lark", "pydantic", "jinja2", "graphviz", "durable", "typer", "sqlite3", "rich"}),
        (["--help"], {"lark", "pydantic", "jinja2", "graphviz", "durable", "sqlite3", "rich"}),
        (
            ["lint", "case.journey", "--output-format", "json"],
            {"lark", "pydantic", "jinja2", "graphviz", "durable", "typer", "sqlite3", "rich"},
        ),
        (
            ["format", "case.journey"],
            {"lark", "pydantic", "jinja2", "graphviz", "durable", "typer", "sqlite3", "rich"},
        ),
        (["doctor", "--help"], {"lark", "jinja2", "graphviz", "durable", "sqlite3", "rich"}),
        (["explain", "--all"], {"lark", "jinja2", "graphviz", "durable", "sqlite3", "rich"}),
    ],
)
@pytest.mark.usefixtures("small")
def test_a_command_loads_what_it_needs(arguments: list[str], unwanted: set[str]) -> None:
    """Starting fast is a matter of what is not imported."""
    code = (
        "import sys\nfrom journeyc.cli import main\n"
        f"code = main({arguments!r})\nprint('loaded', *sys.modules)\nsys.exit(code)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert unwanted.intersection(done.stdout.rpartition("loaded")[2].split()) == set()


@pytest.mark.parametrize("command", ["runs", "incidents", "tasks", "customers"])
def test_lists_of_a_store_load_no_compiler(tmp_path: Path, command: str) -> None:
    """That is half of the time they take."""
    store = str(tmp_path / "a.sqlite")
    Runtime.open(tmp_path / "a.sqlite").close()
    code = (
        "import sys\nfrom journeyc.cli import main\n"
        f"code = main([{command!r}, 'list', '--store', {store!r}])\n"
        "print('loaded', *sys.modules)\nsys.exit(code)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = done.stdout.rpartition("loaded")[2].split()
    assert {"lark", "journeyc.compiler", "journeyc.cli.run.play"}.intersection(loaded) == set()


def test_what_is_not_among_the_choices_is_said_plainly(
    journeyc: Callable[..., CompletedProcess[str]],
) -> None:
    """Without the words of the library that checks it."""
    done = journeyc("lint", "--output-format", "nope")
    assert done.returncode == 2
    assert "Invalid value for '--output-format': 'nope' is not one of 'full', 'concise'" in done.stderr
