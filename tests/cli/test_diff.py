"""`journeyc diff`: what is different between two states of journeys."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import jsonschema
import pytest

from journeyc.difference.kinds import KINDS
from journeyc.runtime import Runtime
from tests.cli.conftest import digest
from tests.cli.test_run import OPENED
from tests.difference.repository import TRIP, commit, repository, write
from tests.runtime.stage import HandClock
from tests.upgrades.journeys import compiled
from tests.upgrades.settling import SITUATIONS, settle

Journeyc = Callable[..., CompletedProcess[str]]
PAGE = (Path(__file__).parents[2] / "docs" / "differences.md").read_text(encoding="utf-8")
TRIPS = Path(__file__).parents[1] / "difference" / "trips"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository, in which everything is looked at."""
    folder = repository(tmp_path / "project")
    monkeypatch.chdir(folder)
    return folder


def test_the_example_of_the_page(journeyc: Journeyc, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(TRIPS)
    shown = re.search(r"^\$ journeyc (diff .*)\n((?:.*\n)*?)```$", PAGE, re.MULTILINE)
    assert shown is not None
    done = journeyc(*shown[1].split())
    assert (done.stdout, done.stderr, done.returncode) == (shown[2], "", 1)


def test_the_page_lists_all_kinds() -> None:
    assert dict(re.findall(r"^\| `([a-z]+-[a-z-]+)` \| (.*) \|$", PAGE, re.MULTILINE)) == dict(KINDS)


def test_kinds_are_listed(journeyc: Journeyc) -> None:
    done = journeyc("diff", "--kinds")
    assert done.returncode == 0
    assert [line.split()[0] for line in done.stdout.splitlines()] == [*KINDS]


@pytest.mark.usefixtures("here")
def test_differences_alone_are_no_failure(journeyc: Journeyc) -> None:
    done = journeyc("diff", "main", "journeys")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == "1 changed journey: 2 changes of meaning, nothing breaks"
    same = journeyc("diff", "journeys", "journeys")
    assert (same.returncode, same.stdout) == (
        0,
        "nothing is different, neither what is done nor what is said\n",
    )


def test_what_breaks_fails_unless_it_is_ignored(here: Path, journeyc: Journeyc) -> None:
    write(here, "trip.journey", TRIP.replace("2 days", "3 days"))
    done = journeyc("diff", "main")
    assert done.returncode == 1
    assert "[version-not-raised] trip: the version is still 1" in done.stdout
    ignored = journeyc("diff", "main", "--ignore", "event-removed, version-not-raised")
    assert ignored.returncode == 0
    assert "version-not-raised" not in ignored.stdout
    slip = journeyc("diff", "main", "--ignore", "version-not-rised")
    assert (slip.returncode, slip.stdout) == (2, "")
    assert "did you mean `version-not-raised`?" in slip.stderr


def test_json_is_what_its_schema_says(here: Path, journeyc: Journeyc) -> None:
    schema = json.loads(journeyc("diff", "--schema").stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    done = journeyc("diff", str(TRIPS / "old.journey"), str(TRIPS / "new.journey"), "--output-format", "json")
    found = json.loads(done.stdout)
    jsonschema.validate(found, schema)
    assert (found["format"], found["format_version"]) == ("journeyc.difference", 1)
    assert [(one["kind"], one["gone"]) for one in found["breaking"]] == [("event-removed", True)]
    (trip,) = found["journeys"]
    assert (trip["old_version"], trip["new_version"], trip["state"]) == (1, 2, "changed")
    timer = next(one for one in trip["changes"] if one["kind"] == "timer")
    assert (timer["old"], timer["new"], timer["of"]) == ("after 2 days", "after 3 days", "wish")
    assert {one["place"]: one["fate"] for one in trip["customers"]["places"]} == {
        "ask": "moves",
        "call": "must-be-mapped",
    }
    assert here.exists()


def test_the_page_tells_of_every_field(journeyc: Journeyc) -> None:
    schema = json.loads(journeyc("diff", "--schema").stdout)
    fields = {name for one in (schema, *schema["$defs"].values()) for name in one["properties"]}
    assert {name for name in fields if f"`{name}`" not in PAGE} == set()


def test_a_result_goes_to_a_file(here: Path, journeyc: Journeyc) -> None:
    done = journeyc("diff", "main", "journeys", "--output-format", "markdown", "-o", "difference.md")
    assert (done.returncode, done.stdout) == (0, "")
    assert (here / "difference.md").read_text(encoding="utf-8").startswith("**1 changed journey")
    assert "```mermaid" in (here / "difference.md").read_text(encoding="utf-8")


def test_colours_are_for_terminals(here: Path, journeyc: Journeyc, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = journeyc("diff", "main", "journeys").stdout
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("FORCE_COLOR", "1")
    coloured = journeyc("diff", "main", "journeys").stdout
    assert "\x1b[" not in plain
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == plain != coloured
    journeyc("diff", "main", "journeys", "-o", "plain.txt")
    assert (here / "plain.txt").read_text(encoding="utf-8") == plain


def test_a_picture_of_both(here: Path, journeyc: Journeyc) -> None:
    assert journeyc("diff", "main", "journeys", "--picture", "both.dot").returncode == 0
    assert "1 changed" in (here / "both.dot").read_text(encoding="utf-8")
    odd = journeyc("diff", "main", "journeys", "--picture", "both.gif")
    assert (odd.returncode, odd.stdout) == (2, "")
    write(here, "other.journey", TRIP.replace("journey trip", "journey other"))
    several = journeyc("diff", "main", "journeys", "--picture", "both.dot")
    assert several.returncode == 2
    assert "a picture shows one journey, and there is `other`, `trip`" in several.stderr
    assert journeyc("diff", "main", "journeys", "--picture", "both.dot", "--journey", "trip").returncode == 0


def test_a_picture_beside_the_result(here: Path, journeyc: Journeyc) -> None:
    done = journeyc("diff", "first", "-o", "trip.svg", "--picture", "./trip.svg")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("journeyc: `trip.svg` cannot be both the result and the picture\n")
    assert not (here / "trip.svg").exists()
    for out in (".", ""):
        done = journeyc("diff", "first", "-o", out)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith(f"journeyc: `{out}` cannot be written: ")


def test_what_was_not_there_is_said(here: Path, journeyc: Journeyc) -> None:
    write(here, "other.journey", TRIP.replace("journey trip", "journey other"))
    done = journeyc("diff", "main", "journeys/other.journey")
    assert done.returncode == 0
    assert done.stderr == "there is no `main:journeys/other.journey`, so everything is new\n"
    assert done.stdout.startswith("other 1 (new)  Trip\n")


def test_a_side_with_errors_is_shown_with_them(here: Path, journeyc: Journeyc) -> None:
    write(here, "trip.journey", TRIP.replace("-> here", "-> there"))
    done = journeyc("diff", "main", "journeys")
    assert (done.returncode, done.stdout) == (2, "")
    assert "journeys/trip.journey:4:" in done.stderr
    assert done.stderr.endswith("journeyc: `journeys/trip.journey` has errors\n")


def test_what_is_wrong_with_what_several_import_is_said_once(here: Path, journeyc: Journeyc) -> None:
    write(here, "trip.journey", TRIP.replace("-> here", "-> there"))
    for name in ("one", "two"):
        write(here, f"{name}.journey", 'import "trip.journey"\n')
    done = journeyc("diff", "main", "journeys")
    assert done.stderr.count("journeys/trip.journey:4:") == 1
    assert done.stderr.endswith("has errors (and 2 more)\n")


def test_beside_a_file_with_errors_the_others_are_compared(here: Path, journeyc: Journeyc) -> None:
    """It may hold any journey: none is new or gone for it, and that is so whatever is asked for."""
    other = TRIP.replace("journey trip", "journey other")
    write(here, "other.journey", other)
    commit(here, "second")
    write(here, "other.journey", other.replace("-> here", "-> there"))
    done = journeyc("diff", "first", "journeys")
    assert done.returncode == 2
    assert done.stdout.startswith("trip 1 → 2  Trip\n")
    assert done.stdout.endswith(
        "not compared, as there are errors: journeys/other.journey\n\n"
        "1 changed journey: 2 changes of meaning, nothing breaks in what was compared; "
        "what has errors is left out\n"
    )
    assert "journeys/other.journey:4:" in done.stderr
    assert done.stderr.endswith("journeyc: `journeys/other.journey` has errors\n")
    assert "is gone" not in journeyc("diff", "second", "journeys").stdout
    told = journeyc("diff", "second", "journeys", "--output-format", "json")
    document = json.loads(told.stdout)
    assert (told.returncode, document["left_out"]) == (2, ["journeys/other.journey"])
    assert document["not_compared"] == ["other"]
    alone = journeyc("diff", "first", "journeys", "--journey", "trip")
    assert (alone.returncode, alone.stdout, alone.stderr) == (2, done.stdout, done.stderr)
    file = journeyc("diff", "first", "journeys/trip.journey")
    assert (file.returncode, file.stderr) == (0, "")
    for name in ("other", "trap"):
        hidden = journeyc("diff", "second", "journeys", "--journey", name)
        assert (hidden.returncode, hidden.stdout) == (2, "")
        assert "journeyc: `journeys/other.journey` has errors\n" in hidden.stderr
        assert hidden.stderr.endswith(f"help: mend that first: journey `{name}` may be there\n")


def test_all_that_is_left_out_says_why(here: Path, journeyc: Journeyc) -> None:
    """Of what has findings they say it."""
    write(here, "empty.journey", "")
    for name in ("a", "b"):
        write(here, f"{name}.journey", TRIP.replace("-> here", "-> there"))
    (here / "journeys" / "raw.journey").write_bytes(b"\xff")
    done = journeyc("diff", "main", "journeys")
    assert done.returncode == 2
    assert done.stdout.startswith("trip 1 → 2  Trip\n")
    assert "journeys/b.journey:4:" in done.stderr
    assert done.stderr.splitlines()[-1] == (
        "journeyc: `journeys/a.journey` has errors (and 1 more); `journeys/empty.journey` is empty; "
        "`journeys/raw.journey` cannot be read: it is not UTF-8 text (line 1 has the byte 0xff)"
    )


def test_what_is_wrong_with_what_is_new_is_said_first(here: Path, journeyc: Journeyc) -> None:
    """Also where findings say what is wrong with the old: the action excuses who mends that alone."""
    write(here, "a.journey", TRIP.replace("-> here", "-> there"))
    commit(here, "second")
    write(here, "a.journey", "")
    done = journeyc("diff", "second", "journeys")
    assert done.returncode == 2
    last = "journeyc: `journeys/a.journey` is empty; `second:journeys/a.journey` has errors\n"
    assert done.stderr.endswith(last)


def test_nothing_that_is_compared_is_written_over(here: Path, journeyc: Journeyc) -> None:
    for folder in ("old", "new"):
        (here / folder).mkdir()
        assert journeyc("compile", "journeys/trip.journey", "-o", f"{folder}/trip.json").returncode == 0
    before = (here / "new" / "trip.json").read_bytes()
    for option in ("-o", "--picture"):
        done = journeyc("diff", "old", "new", "--output-format", "json", option, "new/trip.json")
        assert (done.returncode, done.stdout) == (2, "")
        assert "`new/trip.json` is read for it, and would be written over" in done.stderr
        assert (here / "new" / "trip.json").read_bytes() == before
    assert journeyc("diff", "old", "new", "-o", "new/difference.txt").returncode == 0


@pytest.mark.usefixtures("here")
def test_what_is_missing_is_said(journeyc: Journeyc) -> None:
    assert journeyc("diff").returncode == 2
    none = journeyc("diff", "main", "journeys", "--journey", "trap")
    assert (none.returncode, none.stdout) == (2, "")
    assert "there is no journey `trap` on either side" in none.stderr
    assert "did you mean `trip`?" in none.stderr
    unknown = journeyc("diff", "--", "-x", "journeys")
    assert (unknown.returncode, unknown.stdout) == (2, "")
    store = journeyc("diff", "main", "journeys", "--store", "nowhere.sqlite")
    assert (store.returncode, store.stdout) == (2, "")


def test_nothing_to_compare_is_said_with_what_could_be(journeyc: Journeyc) -> None:
    done = journeyc("diff")
    assert done.returncode == 2
    assert "OLD and NEW, or a revision of git alone, such as `HEAD`" in " ".join(done.stderr.split())


def test_customers_of_a_store_are_counted(
    tmp_path: Path, journeyc: Journeyc, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    compiled(tmp_path)
    with Runtime.open("runs.sqlite", "journeys.json", clock=HandClock()) as runtime:
        settle(runtime, len(SITUATIONS))
    Path("runs.sqlite.clock").write_text("2026-11-23T09:00:00Z\n")
    before = digest("runs.sqlite")
    done = journeyc("diff", "journeys.json", "journeys-4.json", "--store", "runs.sqlite")
    assert digest("runs.sqlite") == before
    told = [" ".join(line.split()) for line in done.stdout.splitlines()]
    assert "3 court must be mapped 1 run `court` has no place in version 4: it needs a `move`" in told
    note = "of 13 open runs in the store 11 would move with `journeyc runs migrate`, 2 would not"
    assert f"customers inside: {note}" in told


def test_one_run_is_counted_as_one(journeyc: Journeyc, small: Path) -> None:
    """In the words for one."""
    newer = small.read_text().replace('journey case "A case" {', 'journey case "A case" {\n  version 2')
    Path("newer.journey").write_text(newer)
    assert journeyc("run", small, "--store", "runs.sqlite", stdin=OPENED).returncode == 0
    done = journeyc("diff", small, "newer.journey", "--store", "runs.sqlite")
    note = "of 1 open run in the store 0 would move with `journeyc runs migrate`, 1 would not"
    assert f"customers inside: {note}" in " ".join(done.stdout.split())
