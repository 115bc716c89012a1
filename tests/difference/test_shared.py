"""What holds for customers in whatever journey, and journeys beside each other."""

from pathlib import Path

import pytest

from journeyc.difference.between import between
from journeyc.difference.markdown import to_markdown
from journeyc.difference.model import Difference
from journeyc.difference.phrase import said
from journeyc.difference.problem import SideProblem
from journeyc.difference.sides import both, faulty
from journeyc.difference.summary import summary
from journeyc.difference.text import to_text
from journeyc.ir import definition_of, to_json
from journeyc.loading import load
from journeyc.report.paint import Paint

SHARED = """touchpoint website "Website" { channel web: show, ask }
touchpoint messages "Messages" { channel sms: push }
customer { key id: id  alias phone: text?  points: int = 0  spare: int = 0 }
event opened
event asked { words: text? }
segment many "Many" when customer.points > 10
notification hello "Hello" { via sms  text "Hello" }
rule greeted "Greeted" { on many.entered { notify hello  set customer.points = 1 } }
policy contact { at most 3 per 7 days }
"""
JOURNEY = """import "shared.journey"
journey NAME "NAME" {
  starts on opened -> here
  step here "Here" via web { on opened -> done  after 2 days -> done }
  end done "Done" success
}
"""


def state(folder: Path) -> Path:
    """Two journeys that share a file, in a folder of their own."""
    folder.mkdir()
    (folder / "shared.journey").write_text(SHARED, encoding="utf-8")
    for name in ("one", "two"):
        (folder / f"{name}.journey").write_text(JOURNEY.replace("NAME", name), encoding="utf-8")
    return folder


def compare(folder: Path, old: str, new: str) -> Difference:
    first, second = state(folder / "first"), state(folder / "second")
    text = (second / "shared.journey").read_text(encoding="utf-8")
    assert old in text
    (second / "shared.journey").write_text(text.replace(old, new), encoding="utf-8")
    return between(*both(str(first), str(second)))


@pytest.mark.parametrize(
    ("old", "new", "sentences"),
    [
        (
            "customer.points > 10",
            "customer.points > 20",
            ["segment `many`: condition `customer.points > 10` → `customer.points > 20`"],
        ),
        ('text "Hello"', 'text "Hi"', ["notification `hello`, `text`: text `Hello` → `Hi`"]),
        (
            "set customer.points = 1",
            "set customer.points = 2",
            ["rule `greeted`, `set customer.points`: value `1` → `2`"],
        ),
        ("spare: int = 0", "spare: int = 1", ["the customer, field `spare`: default `0` → `1`"]),
        ("  spare: int = 0", "  private spare: int = 0", ["the customer, field `spare`: is private"]),
        (
            "at most 3 per",
            "at most 2 per",
            ["policy `contact`: caps `at most 3 per 7 days` → `at most 2 per 7 days`"],
        ),
        ('"Website"', '"Web site"', ["touchpoint `website`: title `Website` → `Web site`"]),
    ],
)
def test_what_journeys_share_is_told_once(tmp_path: Path, old: str, new: str, sentences: list[str]) -> None:
    found = compare(tmp_path, old, new)
    assert [said(change.sentence) for change in found.shared] == sentences
    assert {one.state for one in found.journeys} == {"unchanged"}


def test_what_breaks_all_is_told_once(tmp_path: Path) -> None:
    found = compare(tmp_path, "event asked { words: text? }", "event asked")
    assert [(one.kind, one.journey) for one in found.breaking] == [("event-field-removed", None)]


def test_what_several_files_declare_alike_is_told_once(tmp_path: Path) -> None:
    """At the first; what journeys have for themselves is told of each."""
    text = JOURNEY.replace('import "shared.journey"\n', SHARED)
    after = text.replace("  spare: int = 0", "").replace('"Website"', '"Site"').replace("done", "over")
    for folder, declared in (("first", text), ("second", after)):
        (tmp_path / folder).mkdir()
        for name in ("one", "two"):
            (tmp_path / folder / f"{name}.journey").write_text(
                declared.replace("NAME", name), encoding="utf-8"
            )
    found = between(*both(str(tmp_path / "first"), str(tmp_path / "second")))
    assert [(said(one.sentence), Path(one.at.file).name) for one in found.shared if one.at] == [
        ("the customer: field `spare: int = 0` is gone", "one.journey"),
        ("touchpoint `website`: title `Website` → `Site`", "one.journey"),
    ]
    assert [(one.kind, one.journey) for one in found.breaking] == [
        ("version-not-raised", "one"),
        ("end-removed", "one"),
        ("customer-field-removed", None),
        ("version-not-raised", "two"),
        ("end-removed", "two"),
    ]


def test_what_one_of_several_files_declares_is_told_of_its_journey(tmp_path: Path) -> None:
    text = JOURNEY.replace('import "shared.journey"\n', SHARED)
    for folder, changed in (("first", text), ("second", text.replace("event asked { words: text? }\n", ""))):
        (tmp_path / folder).mkdir()
        for name, declared in (("one", text), ("two", changed)):
            (tmp_path / folder / f"{name}.journey").write_text(
                declared.replace("NAME", name), encoding="utf-8"
            )
    found = between(*both(str(tmp_path / "first"), str(tmp_path / "second")))
    assert [(one.kind, one.journey) for one in found.breaking] == [("event-removed", "two")]


def test_declarations_alone_are_compared(tmp_path: Path) -> None:
    first, second = state(tmp_path / "first"), state(tmp_path / "second")
    (second / "shared.journey").write_text(SHARED.replace("words: text?", "words: text"), encoding="utf-8")
    found = between(*both(str(first / "shared.journey"), str(second / "shared.journey")))
    assert "event `asked`, field `words`: type `text?` → `text`" in [said(c.sentence) for c in found.shared]
    assert [one.kind for one in found.breaking] == ["event-field-required"]


def test_declarations_in_another_file_are_not_gone(tmp_path: Path) -> None:
    """Nor for one more file, which comes before them."""
    lines = {"a": "event one\n", "b": "event two\n", "c": "customer { key id: id  spare: int = 0 }\n"}
    for folder, files in (("first", lines), ("second", {"0": lines["b"], "a": lines["a"], "b": lines["c"]})):
        (tmp_path / folder).mkdir()
        for name, text in files.items():
            (tmp_path / folder / f"{name}.journey").write_text(text, encoding="utf-8")
    (tmp_path / "second" / "z.journey").write_text("event three\n", encoding="utf-8")
    found = between(*both(str(tmp_path / "first"), str(tmp_path / "second")))
    assert [said(one.sentence) for one in found.shared] == ["event `three` is new"]
    assert not found.breaking


def test_all_that_has_errors_is_said_at_once(tmp_path: Path) -> None:
    first, second = state(tmp_path / "first"), state(tmp_path / "second")
    for name in ("one", "two"):
        (second / f"{name}.journey").write_text(JOURNEY.replace("-> here", "-> there"), encoding="utf-8")
    with pytest.raises(SideProblem) as caught:
        both(str(first), str(second))
    assert caught.value.problem == f"`{second}/one.journey` has errors (and 1 more)"
    assert len({finding.source.name for finding in caught.value.findings}) == 2


def test_what_a_file_with_errors_may_hold_is_neither_new_nor_gone(tmp_path: Path) -> None:
    first, second = state(tmp_path / "first"), state(tmp_path / "second")
    text = (second / "two.journey").read_text(encoding="utf-8")
    (second / "two.journey").write_text(text.replace("-> here", "-> there"), encoding="utf-8")
    for sides in (both(str(first), str(second)), both(str(second), str(first))):
        found = between(*sides)
        assert found.left_out == (f"{second}/two.journey",)
        assert found.not_compared == ("two",)
        assert [(one.name, one.state) for one in found.journeys] == [("one", "unchanged")]
        assert not found.breaking
        assert not found.shared
    (second / "three.journey").write_text(JOURNEY.replace("NAME", "three"), encoding="utf-8")
    for sides, state_of in (
        (both(str(first), str(second)), "added"),
        (both(str(second), str(first)), "removed"),
    ):
        told = {one.name: one.state for one in between(*sides).journeys}
        assert told == {"one": "unchanged", "three": state_of}
        assert between(*sides).not_compared == ("two",)
    # Of what the other journey takes it is not known that it takes it no more.
    text = (second / "one.journey").read_text(encoding="utf-8")
    (second / "one.journey").write_text(text.replace("on opened", "on asked"), encoding="utf-8")
    for name in (None, "one"):
        found = between(*both(str(first), str(second)), name)
        assert {one.kind for one in found.breaking} == {"version-not-raised", "start-removed"}
        assert found.left_out


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(JOURNEY[: JOURNEY.index("journey NAME")].encode(), id="cut off"),
        pytest.param(b" \n", id="empty"),
        pytest.param(JOURNEY.encode("utf-16"), id="no text"),
        pytest.param(b"# like the one before\nevent {", id="named"),
    ],
)
def test_nothing_is_gone_for_a_file_of_which_nothing_is_known(tmp_path: Path, raw: bytes) -> None:
    """Also where it is called otherwise, or was not there before."""
    first, second = state(tmp_path / "first"), state(tmp_path / "second")
    (second / "two.journey").unlink()
    (second / "other.journey").write_bytes(raw if raw.startswith((b" ", b"#", b"\xff")) else raw + b"event {")
    found = between(*both(str(first), str(second)))
    assert [(one.name, one.state) for one in found.journeys] == [("one", "unchanged")]
    assert (found.left_out, found.not_compared) == ((f"{second}/other.journey",), ("two",))
    assert not found.breaking
    told = "what was compared is the same; what has errors is left out, and 1 journey that may be there"
    assert summary(found) == told
    for text in (to_text(found, Paint()), to_markdown(found).replace("`", "")):
        assert "ot compared, as they may be there: two" in text
    # What is wrong on one side hides nothing of the other: there all is known.
    (second / "three.journey").write_text(JOURNEY.replace("NAME", "three"), encoding="utf-8")
    (second / "one.journey").unlink()
    found = between(*both(str(first), str(second)))
    assert [(one.name, one.state) for one in found.journeys] == [("three", "added")]
    assert found.not_compared == ("one", "two")


def test_where_all_is_hidden_nothing_is_the_same(tmp_path: Path) -> None:
    first, second = state(tmp_path / "first"), state(tmp_path / "second")
    (first / "one.journey").write_text("journey {", encoding="utf-8")
    (second / "two.journey").write_text("journey {", encoding="utf-8")
    found = between(*both(str(first), str(second)))
    told = "nothing could be compared; what has errors is left out, and 2 journeys that may be there"
    assert summary(found) == told


def test_a_compiled_journey_that_cannot_be_read_is_not_gone(tmp_path: Path) -> None:
    """Such as one of a newer journeyc; what never was one is passed over."""
    folders = [tmp_path / name for name in ("old", "new")]
    first = state(tmp_path / "first")
    for folder in folders:
        folder.mkdir()
        for name in ("one", "two"):
            (folder / f"{name}.json").write_text(to_json(load(first / f"{name}.journey")), encoding="utf-8")
        (folder / "other.json").write_text('{"compilerOptions": {}}', encoding="utf-8")
    text = (folders[1] / "two.json").read_text(encoding="utf-8")
    (folders[1] / "two.json").write_text(text.replace('"policies"', '"polices"'), encoding="utf-8")
    found = between(*both(*map(str, folders)))
    assert (found.left_out, found.not_compared) == ((f"{folders[1]}/two.json",), ("two",))
    assert not found.breaking


def test_a_document_that_names_what_is_not_there(tmp_path: Path) -> None:
    """Nobody's compiler has written it."""
    text = to_json(load(state(tmp_path / "first") / "one.journey"))
    (tmp_path / "whole.json").write_text(text, encoding="utf-8")
    (tmp_path / "bad.json").write_text(
        text.replace('"target": "done"', '"target": "nowhere"'), encoding="utf-8"
    )
    (tmp_path / "odd.json").write_text(text.replace('"type": "text?"', '"type": "Nothing"'), encoding="utf-8")
    for name in ("bad", "odd"):
        with pytest.raises(SideProblem, match="cannot be executed"):
            both(str(tmp_path / f"{name}.json"), str(tmp_path / "whole.json"))
    # In a folder it says as well how that is mended.
    (tmp_path / "folder").mkdir()
    for name in ("whole", "bad"):
        (tmp_path / f"{name}.json").rename(tmp_path / "folder" / f"{name}.json")
    problem = faulty(both(str(tmp_path / "folder" / "whole.json"), str(tmp_path / "folder"))[1])
    assert "bad.json` cannot be executed: " in problem.problem
    assert problem.help == "compile the journey again"


def test_a_definition_alone_says_nothing_of_what_it_does_not_use(tmp_path: Path) -> None:
    """Neither is an event gone that it does not take, nor a rule of the customer."""
    package = load(state(tmp_path / "first") / "one.journey")
    (tmp_path / "package.json").write_text(to_json(package), encoding="utf-8")
    alone = definition_of(package, package.journeys[0])
    (tmp_path / "alone.json").write_text(to_json(alone), encoding="utf-8")
    for old, new in (("package", "alone"), ("alone", "package")):
        found = between(*both(str(tmp_path / f"{old}.json"), str(tmp_path / f"{new}.json")))
        assert found.same
        assert found.breaking == ()


def test_one_journey_of_several(tmp_path: Path) -> None:
    first, second = state(tmp_path / "first"), state(tmp_path / "second")
    text = JOURNEY.replace("NAME", "one").replace("2 days", "3 days")
    (second / "one.journey").write_text(text, encoding="utf-8")
    sides = both(str(first), str(second))
    assert [one.name for one in between(*sides, "one").journeys] == ["one"]
    assert between(*sides, "two").same
    with pytest.raises(SideProblem, match="there is no journey `three` on either side"):
        between(*sides, "three")


def test_an_event_that_another_journey_takes_is_heard(tmp_path: Path) -> None:
    """Unless that one does not, either."""
    for name, changed in (("half", ("one",)), ("whole", ("one", "two"))):
        (tmp_path / name).mkdir()
        first, second = state(tmp_path / name / "first"), state(tmp_path / name / "second")
        for one in changed:
            text = (
                JOURNEY.replace("NAME", one)
                .replace("starts on opened", "starts")
                .replace("on opened", "on asked")
            )
            (second / f"{one}.journey").write_text(text, encoding="utf-8")
        kinds = [one.kind for one in between(*both(str(first), str(second))).breaking]
        assert ("event-unheard" in kinds) == (name == "whole")


def test_those_in_a_journey_that_is_gone_go_on(tmp_path: Path) -> None:
    first, second = state(tmp_path / "first"), state(tmp_path / "second")
    (second / "two.journey").unlink()
    gone = next(one for one in between(*both(str(first), str(second))).journeys if one.name == "two")
    assert gone.state == "removed"
    assert gone.customers is not None
    assert said(gone.customers.note) == "all go on in version 1, which a store keeps; nobody begins any more"


def test_what_all_share_has_one_heading_in_markdown(tmp_path: Path) -> None:
    """And its number once."""
    markdown = to_markdown(compare(tmp_path, "at most 3", "at most 2"))
    assert "### For customers in whatever journey\n\n**1 change**\n\n- ✏️ policy" in markdown
