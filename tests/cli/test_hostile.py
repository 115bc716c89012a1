"""Files that nobody means well with: one clear answer each, in bounded time, and never a trace of Python."""

import json
import os
import threading
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tests.cli.conftest import SMALL
from tests.posix import LINKS, name_of, posix

Journeyc = Callable[..., CompletedProcess[str]]


def linted(journeyc: Journeyc, path: Path, raw: bytes | str) -> CompletedProcess[str]:
    """What is said to a file with this in it; whatever it is, it is no fault of the program."""
    path.write_bytes(raw.encode() if isinstance(raw, str) else raw)
    done = journeyc("lint", path.name)
    assert done.returncode in {0, 1, 2}
    assert "Traceback" not in done.stdout + done.stderr
    return done


@pytest.mark.parametrize("sign", ["{", "}", "(", "[", '"', '"""', "journey a {", "->", "\u202e", "е"])
def test_ten_thousand_signs(journeyc: Journeyc, here: Path, sign: str) -> None:
    """A few findings, not ten thousand."""
    done = linted(journeyc, here / "a.journey", sign * 10_000)
    assert done.returncode == 1
    assert done.stdout.count("error[") < 20
    assert max(map(len, done.stdout.splitlines())) < 1000


def test_ten_megabytes_of_nothing(journeyc: Journeyc, here: Path) -> None:
    """Comments and spaces are read through."""
    text = ("# " + "x" * 97 + "\n") * 50_000 + " " * 5_000_000
    assert linted(journeyc, here / "a.journey", text).returncode == 0


@pytest.mark.full
def test_ten_megabytes_of_events(journeyc: Journeyc, here: Path) -> None:
    """A few hundred thousand declarations are checked."""
    text = "".join(f"event happened_{number} {{ amount: money }}\n" for number in range(240_000))
    assert linted(journeyc, here / "a.journey", text).returncode == 0


def test_a_file_beyond_all_bounds_is_refused(journeyc: Journeyc, here: Path) -> None:
    """Before it is read."""
    with (here / "a.journey").open("wb") as file:
        file.truncate(2**33)
    done = journeyc("lint", "a.journey")
    assert (done.returncode, done.stdout) == (2, "")
    assert "more than the 16,000,000 that are read" in done.stderr


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"event a\nevent \xff", "it is not UTF-8 text (line 2 has the byte 0xff)"),
        (SMALL.encode("utf-16"), "it is not text (it has NUL bytes)"),
        (b"\xed\xa0\x80", "it is not UTF-8 text (line 1 has the byte 0xed)"),
        (b"event a\x00", "it is not text (it has NUL bytes)"),
    ],
)
def test_what_is_no_text_is_refused(journeyc: Journeyc, here: Path, raw: bytes, why: str) -> None:
    """With what is wrong and where, opened or imported."""
    done = linted(journeyc, here / "a.journey", raw)
    assert (done.returncode, done.stdout) == (2, "")
    assert why in done.stderr
    done = linted(journeyc, here / "b.journey", 'import "a.journey"')
    assert done.returncode == 1
    assert f"`a.journey` cannot be read: {why}" in done.stdout


@pytest.mark.parametrize(
    "written",
    [
        "\ufeff" + SMALL,
        SMALL.replace("\n", "\r\n"),
        SMALL.replace("\n", "\r"),
        SMALL.replace("}\n", "}\r\n").replace("{\n", "{\r"),
    ],
)
def test_marks_and_line_breaks_of_other_systems(journeyc: Journeyc, here: Path, written: str) -> None:
    """They are read as what they mean, and lines are counted as an editor counts them."""
    assert linted(journeyc, here / "a.journey", written).returncode == 0
    done = linted(journeyc, here / "a.journey", written.replace("-> look", "-> lok"))
    assert "a.journey:19:" in done.stdout


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("event bill_ch\u0435cked", "the letter `\u0435` (U+0435), cyrillic small letter ie"),
        ("event \u0430bc", "the letter `\u0430` (U+0430), cyrillic small letter a"),
        ("event b\u03bfx", "the letter `\u03bf` (U+03BF), greek small letter omicron"),
        ("event a\u202eb", "U+202E"),
        ("event a\u200bb", "U+200B"),
        ("event a \u00a0{ }", "U+00A0"),
    ],
)
def test_letters_that_cannot_be_seen(journeyc: Journeyc, here: Path, text: str, said: str) -> None:
    """It is said which one it is, and the report shows no sign that turns text around."""
    done = linted(journeyc, here / "a.journey", text)
    assert said in done.stdout
    assert "\u202e" not in done.stdout
    assert "\u200b" not in done.stdout


@posix(f"named pipes, and no {LINKS}")
@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/etc/passwd", "it is a place on this machine"),
        ("~/secret.journey", "it is a place on this machine"),
        ("C:/secret.journey", "it is a place on this machine"),
        ("../../../../../../../../../../../../etc/passwd", "only files that end in `.journey` can be"),
        ("../" * 500 + "secret.journey", "cannot be read"),
        ("secret.txt", "only files that end in `.journey` can be"),
        ("x" * 5000 + ".journey", "cannot be read"),
        ("folder.journey", "it is a folder"),
        ("loop.journey", "too many levels of symbolic links"),
        ("pipe.journey", "it is not a regular file"),
        ("zero.journey", "it is not a regular file"),
    ],
)
def test_what_is_not_imported(journeyc: Journeyc, here: Path, path: str, why: str) -> None:
    """Nothing but journeys is read, and nothing of it is shown."""
    (here / "secret.txt").write_text("the secret")
    (here / "folder.journey").mkdir()
    (here / "loop.journey").symlink_to("loop.journey")
    os.mkfifo(here / "pipe.journey")
    (here / "zero.journey").symlink_to("/dev/zero")
    done = linted(journeyc, here / "a.journey", f'import "{path}"')
    assert done.returncode == 1
    assert done.stdout.count("error[") == 1
    assert why in done.stdout
    assert "the secret" not in done.stdout
    assert len(done.stdout) < 12_000


@posix(LINKS)
def test_a_file_that_is_a_loop(journeyc: Journeyc, here: Path) -> None:
    """One message."""
    (here / "a.journey").symlink_to("b.journey")
    (here / "b.journey").symlink_to("a.journey")
    done = journeyc("lint", "a.journey")
    assert (done.returncode, done.stdout) == (2, "")
    assert "too many levels of symbolic links" in done.stderr


@posix(LINKS)
def test_a_folder_in_itself(journeyc: Journeyc, here: Path) -> None:
    """A link that leads round is followed as far as the system follows it."""
    (here / "again").symlink_to(".")
    done = linted(journeyc, here / "a.journey", 'import "again/a.journey" event a')
    assert done.returncode == 1
    assert done.stdout.count("error[") < 100
    assert journeyc("lint", ".").returncode == 1


def test_a_long_chain_of_imports(journeyc: Journeyc, here: Path) -> None:
    """Two thousand files, each imported by the next."""
    for number in range(2000):
        text = f'import "f{number + 1}.journey" event e{number}'
        (here / f"f{number}.journey").write_text(text)
    (here / "f2000.journey").write_text('import "f0.journey"')
    done = journeyc("lint", "f0.journey")
    assert done.returncode == 1
    assert done.stdout.count("error[") == 1
    assert "import each other: `f0.journey` imports `f1.journey`" in done.stdout
    assert len(done.stdout) < 2000


def test_thousands_of_errors(journeyc: Journeyc, here: Path) -> None:
    """All of them are found, and a machine can read them."""
    fields = "".join(f"  a{number}: Nothing{number}\n" for number in range(3000))
    linted(journeyc, here / "a.journey", f"event a {{\n{fields}}}")
    done = journeyc("lint", "--output-format", "json", "a.journey")
    assert done.returncode == 1
    assert done.stdout.count('"undefined-name"') == 3000


@pytest.mark.parametrize("form", ["full", "concise", "json", "sarif", "github", "gitlab", "junit"])
def test_names_that_are_no_text(journeyc: Journeyc, here: Path, form: str) -> None:
    """A file and a folder with such bytes in their names are checked, and told of in every form."""
    folder = here / name_of(b"inside \xff", here)
    folder.mkdir()
    (folder / os.fsdecode(b"b\xfe.journey")).write_text("event {", encoding="utf-8")
    done = journeyc("lint", ".", "--output-format", form)
    assert (done.returncode, done.stderr) == (1, "checked 1 file: 1 error\n")
    journeyc("lint", ".", "--output-format", form, "--output-file", "report")
    report = (here / "report").read_text("utf-8")
    if form == "sarif":
        assert "inside%20%FF/b%FE.journey" in report
    elif form in {"json", "gitlab"}:
        assert r"b\udcfe.journey" in report
        json.loads(report)


def test_names_that_drive_a_terminal(journeyc: Journeyc, here: Path) -> None:  # noqa: ARG001  # its folder
    """They are shown, not followed; no name is no file."""
    assert "\x1b" not in journeyc("lint", "a\x1b[31m.journey").stderr
    assert journeyc("lint", "").stderr == "journeyc: `` cannot be read: there is no such file\n"


def test_nothing_is_written_over_what_it_is_made_of(journeyc: Journeyc, here: Path, small: Path) -> None:
    """Nor over any journey: no result is one."""
    (here / "o.json").write_text('{"format":"journeyc.overlay","format_version":1,"journey":"case"}')
    assert journeyc("compile", small, "-o", "c.json").returncode == 0
    before = {path.name: path.read_bytes() for path in here.iterdir()}
    for words in (
        ("diff", small, small, "-o", small),
        ("diff", "c.json", small, "-o", "c.json"),
        ("compile", small, "-o", small),
        ("diagram", small, "--overlay", "o.json", "-o", "o.json"),
        ("generate", "jsonschema", "c.json", "-o", "c.json"),
    ):
        done = journeyc(*words)
        assert (done.returncode, done.stdout) == (2, ""), words
        assert "would be" in done.stderr
    assert {path.name: path.read_bytes() for path in here.iterdir()} == before


def test_nothing_is_written_over_a_store(journeyc: Journeyc, here: Path, small: Path) -> None:
    assert journeyc("store", "deploy", small, "--store", "s.db").returncode == 0
    before = (here / "s.db").read_bytes()
    for words in (
        ("runs", "flow", "case", "--store", "s.db", "-o", "s.db"),
        ("store", "export", "--store", "s.db", "-o", "s.db"),
        ("diff", small, small, "-o", "s.db"),
        ("diff", small, small, "-o", "s.db", "--picture", "d.dot"),
        ("lint", small, "--output-file", "s.db"),
        ("test", small, "--output-file", "s.db"),
    ):
        done = journeyc(*words)
        assert (done.returncode, done.stdout) == (2, ""), words
        assert "`s.db` is a store, and would be written over" in done.stderr
    assert (here / "s.db").read_bytes() == before
    assert not (here / "d.dot").exists()


@posix(LINKS)
def test_nothing_is_written_over_a_journey_that_a_link_leads_to(
    journeyc: Journeyc, here: Path, small: Path
) -> None:
    """Of what a file imports, too, which no command is told of."""
    (here / "shared.journey").write_text("event later\n", encoding="utf-8")
    small.write_text('import "shared.journey"\n' + SMALL, encoding="utf-8")
    (here / "main.json").symlink_to("shared.journey")
    (here / "main.dot").symlink_to("shared.journey")
    for words in (
        ("compile", small, "-o", "main.json"),
        ("diagram", small, "-o", "main.dot"),
        ("diff", small, small, "-o", "main.json"),
        ("diff", small, small, "--picture", "main.dot"),
        ("lint", small, "--output-file", "main.json"),
    ):
        done = journeyc(*words)
        assert (done.returncode, done.stdout) == (2, ""), words
        assert "leads to a journey, which would be written over" in done.stderr
    assert (here / "shared.journey").read_text("utf-8") == "event later\n"


@posix(LINKS)
def test_links_that_lead_round_in_a_circle(journeyc: Journeyc, here: Path, small: Path) -> None:
    for name in ("x.json", "x.dot", "folder"):
        (here / name).symlink_to(name)
    assert journeyc("store", "deploy", small, "--store", "s.db").returncode == 0
    for words in (
        ("compile", small, "-o", "x.json"),
        ("compile", small, "-o", "folder/x.json"),
        ("diagram", small, "-o", "x.dot"),
        ("diff", small, small, "-o", "x.json"),
        ("docs", small, "-o", "folder"),
        ("store", "export", "--store", "s.db", "-o", "x.json"),
    ):
        done = journeyc(*words)
        assert (done.returncode, done.stdout) == (2, ""), words
        assert f"`{words[-1]}` cannot be written: too many levels of symbolic links\n" in done.stderr
    assert (here / "x.json").is_symlink()


def test_a_result_in_a_file_with_the_longest_name(journeyc: Journeyc, here: Path, small: Path) -> None:
    name = "ä" * 125 + ".json"
    assert journeyc("compile", small, "-o", name).returncode == 0
    assert (here / name).read_bytes().startswith(b"{")


@posix("named pipes")
def test_code_goes_into_a_pipe(journeyc: Journeyc, here: Path, small: Path) -> None:
    os.mkfifo(here / "code.py")
    reader = os.open(here / "code.py", os.O_RDONLY | os.O_NONBLOCK)
    try:
        assert journeyc("generate", "python", small, "-o", "code.py").returncode == 0
        assert os.read(reader, 100).startswith(b'"""')
    finally:
        os.close(reader)


@posix("named pipes")
def test_a_store_goes_into_a_pipe(journeyc: Journeyc, here: Path, small: Path) -> None:
    """Which stays one, also where a link leads to it."""
    assert journeyc("store", "deploy", small, "--store", "s.db").returncode == 0
    os.mkfifo(here / "pipe")
    (here / "link").symlink_to("pipe")
    read = list[bytes]()
    reader = threading.Thread(target=lambda: read.append((here / "pipe").read_bytes()), daemon=True)
    reader.start()
    assert journeyc("store", "export", "--store", "s.db", "-o", "link").returncode == 0
    reader.join(10)
    assert (here / "pipe").is_fifo()
    assert json.loads(read[0].splitlines()[0])


def test_what_is_made_of_a_file_whose_name_is_no_text(journeyc: Journeyc, here: Path, small: Path) -> None:
    """Its picture has the very name in its record; documents show it, and pages link to each other."""
    name, picture = name_of(b"caf\xe9.journey", here), name_of(b"caf\xe9.svg", here)
    text = small.read_text().replace("step look", 'stage whole "Whole" { step look', 1)
    (here / name).write_text(text.replace("  end done", "}  end done", 1), encoding="utf-8")
    assert journeyc("diagram", name, "-o", picture, "--pages").returncode == 0
    assert journeyc("diagram", "--check", ".").stderr == "2 pictures are up to date\n"
    assert "caf%E9.whole.svg" in (here / picture).read_text(encoding="utf-8")
    assert journeyc("docs", name, "-o", "site").returncode == 0
    assert r"caf\udce9.journey, line" in (here / "site/journeys/case.html").read_text(encoding="utf-8")
