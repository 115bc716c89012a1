"""`journeyc diagram`: a picture, or why there is none."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Journeyc = Callable[..., CompletedProcess[str]]

DEAD_END = """
journey stuck "Stuck" {
  starts on left -> one
  step one "Nobody leaves" via web { say "Hello" }
}
"""
SECOND = """
journey other "Other" {
  starts on left -> over
  end over "Over" neutral
}
"""


@pytest.mark.parametrize(
    ("form", "start"), [("dot", "digraph"), ("mmd", "flowchart"), ("json", "journeyc.picture")]
)
def test_the_suffix_says_what_to_write(journeyc: Journeyc, small: Path, form: str, start: str) -> None:
    """Forms that need no engine are always there."""
    done = journeyc("diagram", small, "-o", f"case.{form}")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert start in Path(f"case.{form}").read_text()


def test_direction_and_theme_are_chosen(journeyc: Journeyc, small: Path) -> None:
    """Both reach the picture."""
    journeyc("diagram", small, "-o", "a.dot", "--direction", "LR", "--theme", "light")
    journeyc("diagram", small, "-o", "b.dot", "--direction", "TB", "--theme", "dark")
    one, two = Path("a.dot").read_text(), Path("b.dot").read_text()
    assert ("rankdir=LR" in one, "rankdir=TB" in two) == (True, True)
    assert "#ffffff" in one
    assert "#ffffff" not in two


def test_findings_are_on_the_map(journeyc: Journeyc, small: Path) -> None:
    """A dead end is drawn as one, though it is an error."""
    Path("stuck.journey").write_text(small.read_text().partition("journey case")[0] + DEAD_END)
    done = journeyc("diagram", "stuck.journey", "-o", "stuck.dot")
    assert (done.returncode, done.stderr) == (
        0,
        "drawn with 1 finding; `journeyc lint stuck.journey` says more\n",
    )
    assert "dead-end" in Path("stuck.dot").read_text()


def test_other_errors_prevent_it(journeyc: Journeyc, small: Path) -> None:
    """Without names and types there is nothing to draw."""
    Path("bad.journey").write_text(small.read_text().replace("-> look", "-> lok"))
    done = journeyc("diagram", "bad.journey", "-o", "bad.dot")
    assert (done.returncode, Path("bad.dot").exists()) == (1, False)
    assert "error[undefined-name]" in done.stderr


def test_one_of_several_is_named(journeyc: Journeyc, small: Path) -> None:
    """And a name that is not there is answered with those that are."""
    Path("two.journey").write_text(small.read_text() + SECOND)
    unnamed = journeyc("diagram", "two.journey", "-o", "x.dot")
    assert unnamed.returncode == 2
    assert unnamed.stderr == (
        "journeyc: `two.journey` holds several journeys: `case`, `other`\n"
        "help: say which one with `--journey NAME`\n"
    )
    wrong = journeyc("diagram", "two.journey", "-o", "x.dot", "--journey", "caze")
    assert wrong.stderr.startswith("journeyc: there is no journey `caze` in `two.journey`")
    assert journeyc("diagram", "two.journey", "-o", "x.dot", "--journey", "case").returncode == 0


@pytest.mark.parametrize(
    ("out", "problem"),
    [
        ("case.bmp", "`case.bmp` does not say what to write"),
        ("no/such/case.dot", "cannot be written: no such file"),
    ],
)
def test_what_cannot_be_written_is_one_message(
    journeyc: Journeyc, small: Path, out: str, problem: str
) -> None:
    """With the code for usage."""
    done = journeyc("diagram", small, "-o", out)
    assert (done.returncode, done.stdout) == (2, "")
    assert problem in done.stderr


def test_a_missing_engine_is_two(journeyc: Journeyc, small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message names the ways to get one."""
    monkeypatch.setenv("GRAPHVIZ_DOT", "no-such-dot")
    named = journeyc("diagram", small, "-o", "case.svg")
    assert (named.returncode, Path("case.svg").exists()) == (2, False)
    assert "`GRAPHVIZ_DOT` is `no-such-dot`" in named.stderr
    monkeypatch.delenv("GRAPHVIZ_DOT")
    monkeypatch.setattr("shutil.which", lambda _: None)
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    monkeypatch.setattr("journeyc.compiler.diagram.engine._STATIC", small.with_name("none"))
    done = journeyc("diagram", small, "-o", "case.svg")
    assert done.returncode == 2
    assert all(way in done.stderr for way in ("journeyc[render]", "apt install graphviz", "GRAPHVIZ_DOT="))


# ── an overlay ──

HEAD = '{"format": "journeyc.overlay", "format_version": 1, "journey": "case", '


def test_an_overlay_lies_over_the_map(journeyc: Journeyc, small: Path) -> None:
    """From a file or from standard input."""
    text = HEAD + '"places": [{"name": "ask", "now": 7}]}'
    Path("o.json").write_text(text)
    done = journeyc("diagram", small, "-o", "a.dot", "--overlay", "o.json")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert "7 now" in Path("a.dot").read_text()
    journeyc("diagram", small, "-o", "b.dot", "--overlay", "-", stdin=b"\xef\xbb\xbf" + text.encode())
    drawn = [Path(name).read_text().partition("\n")[2] for name in ("a.dot", "b.dot")]
    assert drawn[0] == drawn[1]


def test_findings_of_an_overlay_are_beside_those_found_now(journeyc: Journeyc, small: Path) -> None:
    Path("stuck.journey").write_text(small.read_text().partition("journey case")[0] + DEAD_END)
    found = [
        {"place": "one", "severity": "warning", "rule": "slow", "message": "too slow"},
        {"place": "one", "severity": "info", "rule": "old", "message": "too old"},
    ]
    head = {"format": "journeyc.overlay", "format_version": 1, "journey": "stuck"}
    Path("o.json").write_text(json.dumps({**head, "findings": found}))
    assert journeyc("diagram", "stuck.journey", "-o", "a.dot", "--overlay", "o.json").returncode == 0
    drawn = Path("a.dot").read_text()
    assert all(words in drawn for words in ("too slow", "too old", 'class="step dead-end"'))


@pytest.mark.parametrize(
    ("overlay", "problem"),
    [
        (b"{", "`<stdin>` is not JSON: line 1, column 2: it ends too soon"),
        (b"\xff", "`<stdin>` is not UTF-8: byte 1 is no letter"),
        (b'{"format": 1, "format": 2}', "`<stdin>` says twice what `format` is"),
        (b"[" * 100_000, "`<stdin>` is not JSON: it is nested too deeply"),
        (HEAD.encode() + b'"runs": {"open": ' + b"9" * 5_000 + b"}}", "a number in it is too large"),
        (HEAD.encode() + b'"runs": {"open": 1e' + b"9" * 50 + b"}}", "a number in it is too large"),
        (HEAD.encode() + b'\n"runs": {"open": NaN}}', "`<stdin>`, line 2, column 10: `runs.open` is `nan`"),
        (HEAD.encode() + b'"places": [{"name": "aks"}]}', "journey `case` has no place `aks`"),
        (HEAD.replace("case", "cases").encode() + b'"runs": {}}', "the overlay is of journey `cases`"),
    ],
)
def test_a_wrong_overlay_is_one_message(
    journeyc: Journeyc, small: Path, overlay: bytes, problem: str
) -> None:
    """Of usage, and nothing is written."""
    done = journeyc("diagram", small, "-o", "a.dot", "--overlay", "-", stdin=overlay)
    assert (done.returncode, done.stdout, Path("a.dot").exists()) == (2, "", False)
    assert problem in done.stderr
    assert done.stderr.count("\n") <= 2


def test_both_cannot_be_standard_input(journeyc: Journeyc, small: Path) -> None:
    done = journeyc("diagram", "-", "-o", "a.dot", "--overlay", "-", stdin=small.read_bytes())
    assert done.returncode == 2
    assert "cannot both be standard input" in done.stderr


def test_another_version_is_told(journeyc: Journeyc, small: Path) -> None:
    """The map is drawn all the same."""
    text = HEAD + '"version": 9, "places": [{"name": "old", "now": 7}]}'
    done = journeyc("diagram", small, "-o", "a.dot", "--overlay", "-", stdin=text)
    assert (done.returncode, Path("a.dot").exists()) == (0, True)
    assert "the overlay is of version 9, and this is version 1: what it tells of `old`" in done.stderr


def test_schemas_are_printed(journeyc: Journeyc, here: Path) -> None:
    for form, title in (("overlay", "Overlay"), ("picture", "Picture")):
        done = journeyc("diagram", "--schema", form)
        assert (done.returncode, done.stderr) == (0, "")
        assert json.loads(done.stdout)["title"] == title
    assert list(here.iterdir()) == []


@pytest.mark.parametrize(("arguments", "problem"), [([], "which journey"), (["x.journey"], "say where to")])
def test_what_a_picture_needs_is_asked_for(journeyc: Journeyc, arguments: list[str], problem: str) -> None:
    done = journeyc("diagram", *arguments)
    assert done.returncode == 2
    assert problem in done.stderr


STAGED = """
journey staged "Staged" {
  starts on left -> hall
  stage hall "The hall" { step door "The door" via web { on left -> room } }
  stage room "The room" { step chair "The chair" via web { on left -> out  after 1 day -> out } }
  end out "Out" neutral
}
scenario "in and out" for staged {
  on left from web
  on left from web
  wait 2 days
  expect ended out
}
scenario "only in" for staged { on left from web }
"""


@pytest.fixture
def staged(small: Path) -> str:
    Path("staged.journey").write_text(small.read_text().partition("journey case")[0] + STAGED)
    return "staged.journey"


@pytest.mark.parametrize(
    ("view", "there", "gone"),
    [
        (["--lanes"], "BEHIND|OUTCOMES", "STAGE ·"),
        (["--stages"], "1 step", "The door"),
        (
            ["--stage", "room"],
            "The chair",
            "class=neutral",
        ),
    ],
)
def test_views(journeyc: Journeyc, staged: str, view: list[str], there: str, gone: str) -> None:
    """Each is another picture of the same journey."""
    done = journeyc("diagram", staged, "-o", "view.dot", *view)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    text = Path("view.dot").read_text()
    assert any(word in text for word in there.split("|"))
    assert gone not in text


def test_pages_are_files_beside_each_other(journeyc: Journeyc, staged: str) -> None:
    """One for the whole, and one for each stage."""
    done = journeyc("diagram", staged, "-o", "staged.mmd", "--pages")
    assert (done.returncode, done.stderr) == (0, "")
    assert sorted(path.name for path in Path().glob("*.mmd")) == [
        "staged.hall.mmd",
        "staged.mmd",
        "staged.room.mmd",
    ]


def test_the_way_of_a_scenario(journeyc: Journeyc, staged: str) -> None:
    """Played, and drawn; words of its title are enough where only one has them."""
    done = journeyc("diagram", staged, "-o", "way.mmd", "--scenario", "and out")
    assert (done.returncode, done.stderr) == (0, "")
    text = Path("way.mmd").read_text()
    assert '<b>The door</b><br>1"' in text
    assert '<b>The chair</b><br>2"' in text
    assert "The way of “in and out”: The door, then The chair, then Out." in text


@pytest.mark.parametrize(
    ("words", "problem", "help_"),
    [
        ("in", "several scenarios have `in` in the title", "there is: in and out; only in"),
        ("away", "no scenario has `away` in the title", "there is: in and out; only in"),
    ],
)
def test_one_scenario_is_meant(journeyc: Journeyc, staged: str, words: str, problem: str, help_: str) -> None:
    """And those there are get named."""
    done = journeyc("diagram", staged, "-o", "way.dot", "--scenario", words)
    assert (done.returncode, done.stderr) == (2, f"journeyc: {problem}\nhelp: {help_}\n")


def test_a_scenario_beside_its_journey(journeyc: Journeyc, staged: str) -> None:
    """Most stand in a file of their own that imports what they test."""
    Path("tests.journey").write_text(
        f'import "{staged}"\nscenario "imported" for staged {{ on left from web }}\n', encoding="utf-8"
    )
    done = journeyc("diagram", "tests.journey", "-o", "way.mmd", "--scenario", "imported")
    assert (done.returncode, done.stderr) == (0, "")
    assert "The way of “imported”: The door." in Path("way.mmd").read_text()


def history(*reports: Mapping[str, object]) -> str:
    return json.dumps({"history": [{"kind": "event", "document": {"report": report}} for report in reports]})


def test_the_way_of_a_run(journeyc: Journeyc, staged: str) -> None:
    """From what was written of it; other journeys of the customer are passed over."""
    run = {"run": "staged/anna/1", "journey": "staged", "fired": []}
    Path("run.json").write_text(
        history(
            run | {"entered": ["hall", "door"]},
            {"run": "other/anna/1", "journey": "other", "entered": ["x"], "fired": []},
            run | {"path": ["door"]},
            run | {"entered": ["room", "chair"]},
        )
    )
    done = journeyc("diagram", staged, "-o", "way.mmd", "--path", "run.json")
    assert (done.returncode, done.stderr) == (0, "")
    assert "The way of staged/anna/1: The door, then The chair." in Path("way.mmd").read_text()


def test_a_run_of_another_version_is_told(journeyc: Journeyc, staged: str) -> None:
    """What it came to that this version does not have is not passed over in silence."""
    run = {"run": "staged/anna/1", "journey": "staged", "entered": ["hall", "cellar", "door", 1]}
    Path("run.json").write_text(history(run, run | {"entered": 1}))
    done = journeyc("diagram", staged, "-o", "way.mmd", "--path", "run.json")
    assert done.returncode == 0
    assert done.stderr == "the run came to `cellar`, which version 1 of `staged` does not have\n"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{", "`run.json` is not JSON"),
        ("{}", "`run.json` has no `history`"),
        ('{"history": [1, {}]}', "`run.json` tells nothing of a run of `staged`"),
        (history({"journey": "other"}), "it tells of `other`"),
    ],
)
def test_what_tells_of_no_run(journeyc: Journeyc, staged: str, text: str, problem: str) -> None:
    """One message says what is wrong with it."""
    Path("run.json").write_text(text)
    done = journeyc("diagram", staged, "-o", "way.dot", "--path", "run.json")
    assert done.returncode == 2
    assert problem in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (["--lanes", "--stages"], "`--lanes` and `--stages` are two views"),
        (["--pages", "--stage", "hall"], "`--stage` and `--pages` are two views"),
        (["--path", "x", "--scenario", "y"], "`--path` and `--scenario` are two ways"),
        (["--stage", "hal"], "there is no stage `hal`; did you mean `hall`?"),
    ],
)
def test_what_does_not_go_together(journeyc: Journeyc, staged: str, options: list[str], problem: str) -> None:
    """Is said before anything is drawn."""
    done = journeyc("diagram", staged, "-o", "x.dot", *options)
    assert (done.returncode, Path("x.dot").exists()) == (2, False)
    assert problem in done.stderr


def test_a_wall_comes_with_a_word(journeyc: Journeyc, small: Path) -> None:
    """A map of more than sixty cards is drawn, and what helps is said."""
    ends = "".join(f'end e{number} "E" neutral\n' for number in range(60))
    ways = "".join(f'on left when word == "{number}" -> e{number}\n' for number in range(60))
    head = small.read_text().partition("journey case")[0]
    body = f'context {{ word: text = "x" }} starts on left -> a step a "A" via web {{ {ways} }}'
    Path("wall.journey").write_text(f'{head}journey wall "Wall" {{ {body} {ends} }}')
    done = journeyc("diagram", "wall.journey", "-o", "wall.dot")
    assert done.returncode == 0
    assert "this map has 61 cards; stages would make it readable, one by one\n" in done.stderr


def test_an_engine_is_chosen(journeyc: Journeyc, small: Path) -> None:
    """One that is not there is said, with those there can be."""
    done = journeyc("diagram", small, "-o", "case.svg", "--engine", "/no/dot")
    assert (done.returncode, Path("case.svg").exists()) == (2, False)
    assert (
        "the engine `/no/dot` is not there; it is dot, pygraphviz, graphviz-pure or the path" in done.stderr
    )


SUB = 'journey check "Check" { starts -> only  end only "Only" neutral }'
MAIN = """
journey main "Main" {
  starts on left -> who
  step who "Who is it?" { run check() { ends only -> done } }
  end done "Done" success
}
"""


@pytest.fixture
def running(small: Path) -> str:
    """A journey that runs another, which stands in a folder of its own."""
    declared = small.read_text().partition("journey case")[0]
    Path("parts").mkdir()
    Path("parts/checks.journey").write_text(declared + SUB)
    Path("main.journey").write_text('import "parts/checks.journey"' + MAIN)
    return "main.journey"


@pytest.mark.parametrize("picture", ["parts/check", "parts/checks", "check"])
def test_a_sub_journey_leads_to_its_picture(journeyc: Journeyc, running: str, picture: str) -> None:
    """Named after it or its file, beside its file or beside the picture that leads there."""
    assert journeyc("diagram", "parts/checks.journey", "-o", f"{picture}.svg").returncode == 0
    assert journeyc("diagram", running, "-o", "main.svg").returncode == 0
    assert f'href="{picture}.svg"' in Path("main.svg").read_text()
    assert journeyc("diagram", "--check", ".").returncode == 0


def test_a_suffix_in_capitals_is_one(journeyc: Journeyc, running: str, staged: str) -> None:
    """As a link, as a page, and in a folder that is checked."""
    journeyc("diagram", "parts/checks.journey", "-o", "check.SVG")
    for drawn in ((running, "-o", "main.SVG"), (staged, "-o", "staged.Svg", "--pages")):
        done = journeyc("diagram", *drawn)
        assert (done.returncode, done.stderr) == (0, "")
    assert 'href="check.SVG"' in Path("main.SVG").read_text()
    assert 'href="staged.hall.Svg"' in Path("staged.Svg").read_text()
    assert journeyc("diagram", "--check", ".").stderr == "5 pictures are up to date\n"


def test_no_link_leads_out_of_a_folder(journeyc: Journeyc, running: str) -> None:
    """What is published is often a folder of pictures, and nothing around it."""
    journeyc("diagram", "parts/checks.journey", "-o", "parts/check.svg")
    Path("maps").mkdir()
    journeyc("diagram", running, "-o", "maps/main.svg")
    assert "href=" not in Path("maps/main.svg").read_text()
    journeyc("diagram", "parts/checks.journey", "-o", "maps/check.svg")
    journeyc("diagram", "--redraw", "maps")
    assert 'href="check.svg"' in Path("maps/main.svg").read_text()


def test_a_picture_of_something_else_is_no_link(journeyc: Journeyc, running: str) -> None:
    """Only one that says that it shows the journey; and what has gone makes a picture stale."""
    Path("parts/check.svg").write_text("<svg/>")
    journeyc("diagram", "case.journey", "-o", "check.svg")
    journeyc("diagram", running, "-o", "main.svg")
    assert "href=" not in Path("main.svg").read_text()
    journeyc("diagram", "parts/checks.journey", "-o", "check.svg")
    done = journeyc("diagram", "--check", "main.svg")
    assert done.returncode == 1
    assert "main.svg is stale: it does not link to `check.svg`, and now would\n" in done.stdout
    assert journeyc("diagram", "--redraw", "main.svg").returncode == 0
    assert 'href="check.svg"' in Path("main.svg").read_text()
    Path("check.svg").unlink()
    done = journeyc("diagram", "--check", "main.svg")
    assert "main.svg is stale: it links to `check.svg`, and now would not\n" in done.stdout


def test_a_journey_that_runs_another_no_more_links_to_it_no_more(journeyc: Journeyc, running: str) -> None:
    """The picture of that one is there all the while, so nothing is said of its coming or going."""
    main = Path(running).read_text()
    journeyc("diagram", "parts/checks.journey", "-o", "check.svg")
    journeyc("diagram", running, "-o", "main.svg")
    Path(running).write_text(main.replace("run check() { ends only -> done }", "on left -> done"))
    done = journeyc("diagram", "--redraw", "main.svg")
    assert done.stdout == "main.svg is drawn anew: it links to `check.svg`, and now would not\n"
    Path(running).write_text(main)
    done = journeyc("diagram", "--redraw", "main.svg")
    assert done.stdout == "main.svg is drawn anew: it does not link to `check.svg`, and now would\n"
    Path(running).write_text(main.replace("run check() { ends only -> done }", "on left -> done"))
    Path(running).rename("other.journey")
    done = journeyc("diagram", "other.journey", "-o", "main.svg", "--check")
    assert "it was drawn of `main` of `main.journey`, not of `main` of `other.journey`\n" in done.stdout
