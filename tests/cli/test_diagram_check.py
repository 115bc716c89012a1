"""`journeyc diagram --check` and `--redraw`: which committed pictures are stale, told without an engine."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from journeyc.compiler.diagram.record import Origin, sealed
from journeyc.reading import MAXIMUM_BYTES

Journeyc = Callable[..., CompletedProcess[str]]

#: Leads to the root of the disk from wherever a test is.
UP = "../" * 40
CHANGED = "the journey has changed since, or how journeys are drawn"


@pytest.fixture
def drawn(journeyc: Journeyc, small: Path) -> Path:
    """A project with two pictures of one journey, in folders of their own."""
    Path("docs/maps").mkdir(parents=True)
    journeyc("diagram", small.name, "-o", "docs/maps/case.mmd")
    journeyc("diagram", small.name, "-o", "case.dot", "--theme", "dark", "--direction", "LR")
    return small


def change(journey: Path) -> None:
    journey.write_text(journey.read_text().replace("Somebody looks", "Somebody reads"))


def test_a_picture_that_is_fresh_passes_in_silence(journeyc: Journeyc, drawn: Path) -> None:
    done = journeyc("diagram", drawn.name, "-o", "docs/maps/case.mmd", "--check")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_stale_one_is_named_with_what_draws_it_anew(journeyc: Journeyc, drawn: Path) -> None:
    change(drawn)
    old = Path("case.dot").read_bytes()
    options = ("--theme", "dark", "--direction", "LR")
    done = journeyc("diagram", drawn.name, "-o", "case.dot", *options, "--check")
    assert (done.returncode, done.stderr) == (1, "")
    command = f"journeyc diagram {drawn.name} -o case.dot --direction LR --theme dark"
    assert done.stdout == f"case.dot is stale: {CHANGED}\n  {command}\n"
    assert Path("case.dot").read_bytes() == old
    assert journeyc(*command.split()[1:]).returncode == 0
    assert journeyc("diagram", drawn.name, "-o", "case.dot", *options, "--check").returncode == 0


def test_a_missing_one_is_stale(journeyc: Journeyc, small: Path) -> None:
    done = journeyc("diagram", small.name, "-o", "no/case map.svg", "--check")
    assert done.returncode == 1
    assert done.stdout == (
        f"no/case map.svg is stale: it is missing\n  journeyc diagram {small.name} -o 'no/case map.svg'\n"
    )


def test_other_options_make_another_picture(journeyc: Journeyc, drawn: Path) -> None:
    done = journeyc("diagram", drawn.name, "-o", "case.dot", "--check")
    assert done.returncode == 1
    assert "it was drawn with `--direction LR` `--theme dark`, not with none" in done.stdout


@pytest.mark.usefixtures("drawn")
def test_a_picture_that_was_edited_is_stale(journeyc: Journeyc) -> None:
    Path("case.dot").write_text(Path("case.dot").read_text().replace("Somebody looks", "Somebody naps"))
    done = journeyc("diagram", "--check", "case.dot")
    assert done.returncode == 1
    assert "case.dot is stale: it was changed by something else since it was drawn" in done.stdout


def test_a_finding_is_a_part_of_the_picture(journeyc: Journeyc, drawn: Path) -> None:
    """What lint finds stands on the map, so a map from before it was found is stale."""
    text = drawn.read_text().replace("on answered -> look", "on answered -> look  on left -> dull")
    dull = '  step dull "Nobody leaves" via web { say "Hello"  say de "Hallo" }\n  end done'
    drawn.write_text(text.replace("  end done", dull, 1))
    journeyc("diagram", drawn.name, "-o", "case.svg.dot")
    assert "dead-end" in Path("case.svg.dot").read_text()
    assert journeyc("diagram", "--check", "case.svg.dot").returncode == 0
    drawn.write_text(text.replace("  end done", dull.replace('say "', 'on left -> done  say "'), 1))
    assert journeyc("diagram", "--check", "case.svg.dot").returncode == 1


def test_a_folder_is_checked_by_what_its_pictures_say(journeyc: Journeyc, drawn: Path) -> None:
    """Each knows its journey and its options; what else lies there is none of ours."""
    Path("docs/photo.svg").write_text("<svg/>")
    Path("docs/.hidden.mmd").write_text("x")
    fresh = journeyc("diagram", "--check", ".")
    assert (fresh.returncode, fresh.stdout, fresh.stderr) == (0, "", "2 pictures are up to date\n")
    change(drawn)
    stale = journeyc("diagram", "--check")
    told = "help: `journeyc diagram --redraw .` draws all of them anew\n2 pictures are stale\n"
    assert (stale.returncode, stale.stderr) == (1, told)
    assert stale.stdout.splitlines() == [
        f"case.dot is stale: {CHANGED}",
        f"  journeyc diagram {drawn.name} -o case.dot --direction LR --theme dark",
        f"{Path('docs/maps/case.mmd')} is stale: {CHANGED}",
        f"  journeyc diagram {drawn.name} -o {Path('docs/maps/case.mmd')}",
    ]


def test_what_cannot_be_a_picture_in_a_folder_is_passed_over(journeyc: Journeyc, drawn: Path) -> None:
    """A folder is somebody's project: links that lead nowhere lie there, and large data."""
    assert drawn.exists()
    Path("docs/gone.svg").symlink_to("nowhere.svg")
    with Path("docs/data.json").open("wb") as data:
        data.truncate(MAXIMUM_BYTES + 1)
    done = journeyc("diagram", "--check", ".")
    assert (done.returncode, done.stderr) == (0, "2 pictures are up to date\n")
    assert journeyc("diagram", "--check", "docs/gone.svg").returncode == 2


def test_it_is_the_same_from_every_folder(
    journeyc: Journeyc, drawn: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A record names files as seen from the picture, never as somebody's machine has them."""
    assert os.fspath(Path.cwd()) not in Path("case.dot").read_text()
    before = Path("docs/maps/case.mmd").read_bytes()
    monkeypatch.chdir("docs/maps")
    assert journeyc("diagram", "--check", "case.mmd", "../..").returncode == 0
    journeyc("diagram", f"../../{drawn.name}", "-o", "case.mmd")
    assert Path("case.mmd").read_bytes() == before


def test_redraw_draws_what_is_stale(journeyc: Journeyc, drawn: Path) -> None:
    """And leaves the others as they are."""
    change(drawn)
    journeyc("diagram", drawn.name, "-o", "docs/maps/case.mmd")
    done = journeyc("diagram", "--redraw", ".")
    assert (done.returncode, done.stdout) == (0, f"case.dot is drawn anew: {CHANGED}\n")
    assert done.stderr == "1 picture is up to date, 1 picture was drawn anew\n"
    assert "Somebody reads" in Path("case.dot").read_text()
    assert "rankdir=LR" in Path("case.dot").read_text()
    assert journeyc("diagram", "--check", ".").returncode == 0


def test_the_figures_of_an_overlay_are_a_part_of_the_picture(journeyc: Journeyc, small: Path) -> None:
    """Its file is read again; figures of standard input are nowhere to be read."""
    laid = '{"format": "journeyc.overlay", "format_version": 1, "journey": "case", %s}'
    laid %= '"places": [{"name": "ask", "now": %d}]'
    Path("maps").mkdir()
    Path("figures.json").write_text(laid % 7)
    journeyc("diagram", small, "-o", "maps/case.mmd", "--overlay", "figures.json")
    assert " overlay=../figures.json " in Path("maps/case.mmd").read_text()
    assert journeyc("diagram", "--check", "maps").returncode == 0
    Path("figures.json").write_text(laid % 8)
    done = journeyc("diagram", "--check", "maps")
    assert done.returncode == 1
    assert f"-o {Path('maps/case.mmd')} --overlay figures.json\n" in done.stdout
    journeyc("diagram", small, "-o", "maps/case.mmd", "--overlay", "-", stdin=laid % 8)
    done = journeyc("diagram", "--check", "maps")
    assert done.returncode == 2
    assert "it was drawn with a file for `--overlay` that is elsewhere" in done.stderr
    again = ("diagram", small, "-o", "maps/case.mmd", "--overlay", "-", "--check")
    assert journeyc(*again, stdin=laid % 8).returncode == 0
    assert journeyc(*again, stdin=laid % 9).returncode == 1


STAGED = """
journey staged "Staged" {
  starts on left -> first
  stage first "The first" { step look "Look" via web { say "Hello"  on left -> second } }
  stage second "The second" {
    step stay "Stay" via web { say "Hello"  on left -> deep }
    step deep "Deep" via web { say "Hello"  on left -> over } }
  end over "Over" neutral
}
"""


@pytest.fixture
def staged(small: Path) -> Path:
    small.write_text(small.read_text().partition("journey case")[0] + STAGED)
    return small


@pytest.mark.parametrize(
    "options",
    [("--lanes",), ("--stages",), ("--stage", "first"), ("--lanes", "--theme", "dark")],
    ids=" ".join,
)
def test_a_view_is_remembered(journeyc: Journeyc, staged: Path, options: tuple[str, ...]) -> None:
    """Another view of the same journey is another picture."""
    journeyc("diagram", staged, "-o", "it.dot", *options)
    assert journeyc("diagram", "--check", "it.dot").returncode == 0
    assert journeyc("diagram", staged, "-o", "it.dot", *options, "--check").returncode == 0
    done = journeyc("diagram", staged, "-o", "it.dot", "--check")
    assert done.returncode == 1
    assert "it was drawn with" in done.stdout
    staged.write_text(
        staged.read_text().replace('"The first"', '"The very first"').replace('"Look"', '"Peep"')
    )
    before = Path("it.dot").read_text()
    assert journeyc("diagram", "--redraw", "it.dot").stdout.startswith("it.dot is drawn anew: ")
    assert Path("it.dot").read_text() != before
    assert journeyc("diagram", staged, "-o", "it.dot", *options, "--check").returncode == 0


def test_pages_are_checked_one_by_one(journeyc: Journeyc, staged: Path) -> None:
    """What changes in one stage makes the page of that stage stale; a page of none is known to be one."""
    journeyc("diagram", staged, "-o", "it.dot", "--pages")
    assert sorted(path.name for path in Path().glob("*.dot")) == ["it.dot", "it.first.dot", "it.second.dot"]
    assert journeyc("diagram", "--check").stderr == "3 pictures are up to date\n"
    staged.write_text(staged.read_text().replace('"Deep"', '"Deeper"'))
    done = journeyc("diagram", "--check")
    assert "it.second.dot is stale" in done.stdout
    assert "it.first.dot is stale" not in done.stdout
    whole = journeyc("diagram", staged, "-o", "it.dot", "--pages", "--check")
    assert whole.returncode == 1
    assert "it.second.dot is stale" in whole.stdout
    journeyc("diagram", "--redraw")
    assert journeyc("diagram", "--check").returncode == 0
    staged.write_text(staged.read_text().replace("second", "third"))
    gone = journeyc("diagram", "--redraw", ".")
    assert "it.second.dot is left over: there is no such page any more; remove it\n" in gone.stdout
    assert gone.returncode == 1


def test_what_is_left_over_is_to_be_removed(journeyc: Journeyc, staged: Path) -> None:
    """No command draws it, so none is recommended, however often it is called."""
    third = 'stage third "The third" { step rest "Rest" via web { say "Hello"  on left -> over } }'
    text = staged.read_text().replace("on left -> over", "on left -> third")
    staged.write_text(text.replace("  end over", f"  {third}\n  end over"))
    journeyc("diagram", staged, "-o", "it.dot", "--pages")
    assert journeyc("diagram", "--check").stderr == "4 pictures are up to date\n"
    staged.write_text(staged.read_text().replace("second", "two").replace("third", "three"))
    drawn = journeyc("diagram", "--redraw", ".")
    assert drawn.returncode == 1
    for again in ("--redraw", "--check"):
        done = journeyc("diagram", again, ".")
        assert done.returncode == 1
        assert done.stdout == "".join(
            f"it.{name}.dot is left over: there is no such page any more; remove it\n"
            for name in ("second", "third")
        )
        assert done.stderr == "4 pictures are up to date, 2 pages are left over\n"
    for name in ("second", "third"):
        Path(f"it.{name}.dot").unlink()
    assert journeyc("diagram", "--check", ".").returncode == 0


def test_a_page_that_is_missing_is_missed_by_its_overview(journeyc: Journeyc, staged: Path) -> None:
    """Its links lead there, so it is not up to date without; drawn anew, all are there."""
    journeyc("diagram", staged, "-o", "it.dot", "--pages")
    Path("it.first.dot").unlink()
    done = journeyc("diagram", "--check", ".")
    assert done.returncode == 1
    assert done.stdout.startswith("it.dot is stale: its page `it.first.dot` is missing\n")
    assert journeyc("diagram", "--redraw", ".").returncode == 0
    assert Path("it.first.dot").exists()
    assert journeyc("diagram", "--check", ".").returncode == 0


def test_a_page_takes_the_place_of_no_other_file(journeyc: Journeyc, staged: Path) -> None:
    """Its record may be anybody's; it names a file that is drawn with it."""
    Path("package.json").write_text("{}")
    page = Origin(staged.name, "staged", (("pages", "yes"), ("page-of", "package.json")))
    Path("package.first.json").write_bytes(sealed(b'{"a": 1}', "json", page, "0"))
    done = journeyc("diagram", "--redraw", ".")
    assert done.returncode == 2
    assert "`package.json` would be written over, and has no record of a picture" in done.stderr
    assert Path("package.json").read_text() == "{}"


def test_pages_of_no_form_are_refused_as_such(journeyc: Journeyc, staged: Path) -> None:
    """Also where a file stands in the place of one."""
    Path("it.first.bmp").write_text("mine")
    done = journeyc("diagram", staged, "-o", "it.bmp", "--pages")
    assert done.returncode == 2
    assert "does not say what to write; end it in .svg" in done.stderr


def test_what_stands_in_the_place_of_a_page_stays(journeyc: Journeyc, staged: Path) -> None:
    """Nobody gave the name of that file, whether it is drawn or drawn anew; and no overview is up to date."""
    refused = "`it.first.dot` would be written over, and has no record of a picture\nhelp: remove it, or move"
    Path("it.first.dot").write_text("digraph mine {}")
    done = journeyc("diagram", staged, "-o", "it.dot", "--pages")
    assert (done.returncode, Path("it.dot").exists()) == (2, False)
    assert refused in done.stderr
    Path("it.first.dot").unlink()
    Path("it.dot").write_text("digraph mine {}")
    for _ in ("over the file that is named", "over pages of its own"):
        assert journeyc("diagram", staged, "-o", "it.dot", "--pages").returncode == 0
    Path("it.first.dot").write_text("digraph mine {}")
    done = journeyc("diagram", "--check", ".")
    assert done.returncode == 1
    assert done.stdout.startswith("it.dot is stale: its page `it.first.dot` has no record of a picture\n")
    done = journeyc("diagram", "--redraw", ".")
    assert done.returncode == 2
    assert refused in done.stderr
    assert Path("it.first.dot").read_text() == "digraph mine {}"


def test_a_page_that_leads_to_its_overview_is_not_drawn_over_it(journeyc: Journeyc, staged: Path) -> None:
    journeyc("diagram", staged, "-o", "it.dot", "--pages")
    overview = Path("it.dot").read_text()
    Path("it.first.dot").unlink()
    Path("it.first.dot").symlink_to("it.dot")
    staged.write_text(staged.read_text().replace('"The first"', '"The very first"'))
    for arguments in ((staged, "-o", "it.dot", "--pages"), ("--redraw", "it.dot")):
        done = journeyc("diagram", *arguments)
        assert done.returncode == 2
        assert "`it.first.dot` and `it.dot` are one file\nhelp: remove the link\n" in done.stderr
    assert Path("it.dot").read_text() == overview


def test_no_engine_is_needed(journeyc: Journeyc, drawn: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journeyc("diagram", drawn.name, "-o", "case.svg")
    monkeypatch.setenv("GRAPHVIZ_DOT", "no-such-dot")
    assert journeyc("diagram", "--check", "case.svg").returncode == 0
    change(drawn)
    assert journeyc("diagram", "--check", "case.svg").returncode == 1
    assert journeyc("diagram", "--redraw", "case.svg").returncode == 2


def test_a_journey_of_several_is_remembered(journeyc: Journeyc, small: Path) -> None:
    small.write_text(
        small.read_text() + 'journey other "O" { starts on left -> over  end over "Over" neutral }'
    )
    assert journeyc("diagram", small.name, "-o", "other.mmd", "--journey", "other").returncode == 0
    assert journeyc("diagram", "--check", "other.mmd").returncode == 0
    small.write_text(small.read_text().replace('"Over"', '"Gone"'))
    done = journeyc("diagram", "--check", "other.mmd")
    assert f"  journeyc diagram {small.name} -o other.mmd --journey other\n" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--check", "empty"), "there is no picture of a journey in the folder `empty`"),
        (("--check", "photo.svg"), "`photo.svg`: it has no record of what it was drawn of"),
        (("--check", "missing.svg"), "`missing.svg` cannot be read: there is no such file"),
        (("--redraw", "missing"), "there is no file or folder `missing`"),
        (("empty", "-o", "x.svg"), "`empty` is a folder\nhelp: a map shows one journey: name its file"),
        (("--check", "case.journey"), "`case.journey` is no picture"),
        (("--check", "--theme", "dark", "."), "pictures say themselves how they were drawn"),
        (("--redraw", "--check", "."), "`--redraw` takes pictures and folders"),
        (("case.journey", "other.journey", "-o", "x.svg"), "say which journey: one file, or `-`"),
        (("case.journey",), "say where to, with `-o`"),
        (("case.journey", "-o", "x.bmp", "--check"), "`x.bmp` does not say what to write"),
    ],
)
def test_what_cannot_be_checked_is_two(
    journeyc: Journeyc, small: Path, arguments: tuple[str, ...], said: str
) -> None:
    """CI that checked nothing would pass for ever."""
    if small.name != "case.journey":
        small.rename("case.journey")
    Path("empty").mkdir()
    Path("photo.svg").write_text("<svg/>")
    done = journeyc("diagram", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr


def test_what_cannot_be_checked_keeps_nothing_else_from_being_told(journeyc: Journeyc, drawn: Path) -> None:
    """A folder without pictures, a name that is none, and a picture that is stale: all are told."""
    Path("empty").mkdir()
    change(drawn)
    done = journeyc("diagram", "--check", "empty", "missing.svg", "case.dot", "docs")
    assert done.returncode == 2
    assert "there is no picture of a journey in the folder `empty`" in done.stderr
    assert "`missing.svg` cannot be read" in done.stderr
    assert f"case.dot is stale: {CHANGED}" in done.stdout
    told = "help: `journeyc diagram --redraw case.dot docs` draws all of them anew\n2 pictures are stale\n"
    assert done.stderr.endswith(told)


def test_a_name_that_no_file_can_have_keeps_nothing_else_from_being_told(
    journeyc: Journeyc, drawn: Path
) -> None:
    change(drawn)
    origin = Origin(f"{'a' * 300}.journey", "case")
    Path("a.svg").write_bytes(sealed(b"<svg></svg>", "svg", origin, "0"))
    done = journeyc("diagram", "--check", "a.svg", "case.dot")
    assert done.returncode == 2
    assert done.stderr.startswith("journeyc: `a.svg`: file name too long\n")
    assert done.stdout.startswith(f"case.dot is stale: {CHANGED}\n")


def test_a_picture_whose_journey_is_gone_cannot_be_told(journeyc: Journeyc, drawn: Path) -> None:
    """The rest is checked all the same."""
    Path("docs/case.journey").write_text(drawn.read_text())
    journeyc("diagram", "docs/case.journey", "-o", "docs/a.mmd")
    Path("docs/case.journey").unlink()
    done = journeyc("diagram", "--check", ".")
    assert done.returncode == 2
    assert f"`{Path('docs/a.mmd')}`: `{Path('docs/case.journey')}` cannot be read" in done.stderr
    assert done.stderr.endswith("2 pictures are up to date, 1 picture cannot be told\n")


def test_a_run_that_is_gone_is_nothing_that_was_named(journeyc: Journeyc, small: Path) -> None:
    """Who checks a folder has given no `--path`, and is not told what to give."""
    run = {"run": "case/anna/1", "journey": "case", "entered": ["ask"]}
    Path("run.json").write_text(json.dumps([{"document": {"report": run}}]))
    assert journeyc("diagram", small, "-o", "way.mmd", "--path", "run.json").returncode == 0
    Path("run.json").unlink()
    done = journeyc("diagram", "--check", ".")
    gone = "`run.json` cannot be read: there is no such file\n"
    told = f"journeyc: `way.mmd`: {gone}1 picture cannot be told\n"
    assert (done.returncode, done.stderr) == (2, told)
    done = journeyc("diagram", small, "-o", "way.mmd", "--path", "run.json")
    assert done.stderr == f"journeyc: {gone}help: name a file, or the id of a run with its `--store`\n"


def test_a_journey_that_is_not_called_one(journeyc: Journeyc, small: Path) -> None:
    """No record makes journeyc read such a file, and that is said when its picture is drawn."""
    Path("claim.txt").write_text(small.read_text())
    done = journeyc("diagram", "claim.txt", "-o", "claim.mmd")
    told = "`claim.txt` does not end in `.journey`: its picture is checked with `-o` only\n"
    assert (done.returncode, done.stderr) == (0, told)
    assert journeyc("diagram", "claim.txt", "-o", "claim.mmd", "--check").returncode == 0
    assert journeyc("diagram", "--check", "claim.mmd").returncode == 2
    small.rename("CASE.JOURNEY")
    done = journeyc("diagram", "CASE.JOURNEY", "-o", "case.mmd")
    assert (done.returncode, done.stderr) == (0, "")
    assert journeyc("diagram", "--check", "case.mmd").returncode == 0


def test_errors_of_a_journey_are_shown_once(journeyc: Journeyc, drawn: Path) -> None:
    """However many pictures it has; each of them is named."""
    drawn.write_text(drawn.read_text().replace("-> look", "-> lok"))
    done = journeyc("diagram", "--check", ".")
    assert done.returncode == 2
    assert done.stderr.count("error[undefined-name]") == 1
    assert done.stderr.count(f"`{drawn.name}` has errors") == 2
    assert done.stderr.endswith("2 pictures cannot be told\n")


def test_a_picture_of_standard_input_is_checked_with_it(journeyc: Journeyc, small: Path) -> None:
    """Its record cannot say where that came from."""
    text = small.read_text()
    assert journeyc("diagram", "-", "-o", "case.mmd", stdin=text).returncode == 0
    assert journeyc("diagram", "-", "-o", "case.mmd", "--check", stdin=text).returncode == 0
    done = journeyc("diagram", "--check", "case.mmd")
    assert done.returncode == 2
    assert "it was drawn of standard input, or of a file elsewhere" in done.stderr
    assert "`journeyc diagram PATH -o case.mmd --check`, with the options it was drawn" in done.stderr


def test_a_picture_of_somebody_without_a_home(
    journeyc: Journeyc, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a user of a container may be."""
    monkeypatch.setattr(os.path, "expanduser", lambda path: path)
    assert journeyc("diagram", small, "-o", "case.mmd").returncode == 0
    assert journeyc("diagram", "--check", "case.mmd").returncode == 0


@pytest.mark.parametrize(
    ("source", "options", "said"),
    [
        ("case.journey", [("theme", "pink")], "`--theme pink`, which this journeyc does not know"),
        ("case.journey", [("direction", "LR; a=b")], "`--direction LR; a=b`, which this journeyc"),
        ("case.journey", [("lanes", "no")], "`--lanes no`, which this journeyc does not know"),
        ("case.journey", [("stage", "a"), ("stage", "b")], "`--stage` twice"),
        ("case.journey", [("path", "a.json"), ("path", "b.json")], "`--path` twice"),
        ("case.journey", [("page-of", "."), ("pages", "yes")], "`.`, which is no picture beside it"),
        ("case.journey", [("page-of", "../x.mmd")], "`../x.mmd`, which is no picture beside it"),
        ("case.journey", [("overlay", "/o.json")], "`/o.json`, which is a place on one machine"),
        ("/case.journey", [], "`/case.journey`, which is a place on one machine"),
        (f"{UP}etc/case.journey", [], f"`{UP}etc/case.journey`, which is a place on one machine"),
        ("case.journey", [("path", f"{UP}etc/o.json")], f"`{UP}etc/o.json`, which is a place on one machine"),
        ("secret", [], "`secret`, and a journey is in a file that ends in `.journey`"),
        ("-", [], "`-`, and a journey is in a file that ends in `.journey`"),
    ],
)
def test_a_record_that_no_command_has_written_is_not_followed(
    journeyc: Journeyc, small: Path, source: str, options: list[tuple[str, str]], said: str
) -> None:
    """Whoever checks pictures may not be who made them; no other file is read, and none is shown."""
    small.rename("case.journey")
    Path("secret").write_text("password")
    Path("it.svg").write_bytes(sealed(b"<svg></svg>", "svg", Origin(source, "case", tuple(options)), "0"))
    for what in ("--check", "--redraw"):
        done = journeyc("diagram", what, "it.svg")
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith("journeyc: `it.svg`: it was drawn ")
        assert said in done.stderr
        assert "password" not in done.stderr
