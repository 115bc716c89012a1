"""Where what is different stands: everything an author has declared knows its line."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from journeyc.compiler import check, compile_package
from journeyc.difference.between import between
from journeyc.difference.sides import both
from journeyc.ir import to_json
from journeyc.reading import read_text
from journeyc.source import Source

TRIP = """\
touchpoint website "Website" {
  channel web: show, ask, push
}
type Mood one of good, bad
type Bill {
  number: id
}
customer {
  key id: id
  score: int = 0
  email: text?
}
event opened {
  bill: Bill
  mood: Mood?
}
notification hello(count: int) "Hello" {
  via web
  text de "Hallo"
  text "Hello"
}
service bank.pay(bill: id) fails refused
journey trip(size: int = 1) "Trip" {
  version 1
  context {
    score: int = customer.score
  }
  starts on opened from web -> here
  starts -> here
  step here "Here" via web {
    enter { notify hello(count = 1) }
    call bank.pay(bill = "B") { ok -> done  otherwise -> done }
  }
  end done "Done" success
}
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(before: str, after: str) -> None:
    assert TRIP.count(before) == 1, before
    Path("old.journey").write_text(TRIP, encoding="utf-8")
    # A line more above: what is told is the line of the new side.
    Path("new.journey").write_text("\n" + TRIP.replace(before, after), encoding="utf-8")


@pytest.mark.parametrize(
    ("line", "before", "after"),
    [
        (1, '"Website"', '"Our website"'),
        (2, "show, ask", "ask"),
        (4, "one of good, bad", "one of good, bad, none"),
        (6, "number: id", "number: text"),
        (10, "score: int = 0", "score: int = 5"),
        (13, "  mood: Mood?\n}", "  mood: Mood?\n} keep 1 day"),
        (15, "mood: Mood?", "mood: text?"),
        (17, '"Hello" {', '"Good day" {'),
        (17, "count: int", "count: decimal"),
        (19, "Hallo", "Guten Tag"),
        (22, "fails refused", "fails refused, closed"),
        (22, "bill: id", "bill: id?"),
        (23, "size: int = 1", "size: int = 2"),
        (26, "score: int = customer.score", "score: int? = customer.score"),
    ],
)
def test_a_declaration_is_shown_where_it_stands(line: int, before: str, after: str) -> None:
    """Of a field its own line, of a text that of the text, of all else that of its name."""
    write(before, after)
    found = between(*both("old.journey", "new.journey"))
    changes = [change for one in found.journeys for change in one.changes] + [*found.shared]
    assert ("new.journey", line + 1) in [(one.at.file, one.at.line) for one in changes if one.at]
    assert all(change.at for change in changes)


@pytest.mark.parametrize(
    ("line", "before", "after"),
    [
        (11, "email: text?", "email: int?"),
        (14, "bill: Bill", "bill: text"),
        (15, "mood: Mood?", "mood: Mood"),
        (22, "bill: id", "bill: text"),
        (23, "size: int = 1", "size: bool = true"),
        (26, "score: int = customer.score", 'score: text = "a"'),
    ],
)
def test_what_breaks_is_shown_at_its_field(line: int, before: str, after: str) -> None:
    """A program is to be changed where the field is, not where its event begins."""
    write(before, after)
    found = between(*both("old.journey", "new.journey"))
    assert ("new.journey", line + 1) in [(one.at.file, one.at.line) for one in found.breaking if one.at]


@pytest.mark.parametrize(
    ("line", "before", "after"),
    [
        (2, ", push\n", ", push  channel app: show\n"),
        (11, "email: text?", "email: text?  phone: text?"),
        (14, "bill: Bill", "note: text?  bill: Bill"),
        (17, "notification hello", "event later\nnotification hello"),
        (22, "service bank.pay", "service bank.ask()\nservice bank.pay"),
        (22, "bill: id)", "bill: id, note: text?)"),
        (23, "size: int = 1", "size: int = 1, more: int = 1"),
        (26, "= customer.score", "= customer.score  more: int?"),
        (34, "end done", "end lost failure\n  end done"),
    ],
)
def test_what_is_gone_breaks_where_it_stood(line: int, before: str, after: str) -> None:
    """What is new in one direction is gone in the other."""
    write(before, after)
    found = between(*both("new.journey", "old.journey"))
    assert [one.at for one in found.breaking if one.at and one.gone and one.at.line == line + 1], (
        found.breaking
    )
    assert all(one.at and one.at.file == "new.journey" for one in found.breaking if one.gone)


def test_what_was_compiled_before_has_no_place() -> None:
    """A document that lacks places is read as before, and is no other than one that has them."""
    Path("new.journey").write_text(TRIP, encoding="utf-8")
    package = compile_package(check(Source("new.journey", TRIP), read_text))
    bare = json.loads(to_json(package))
    declared = bare["declarations"]
    _unplaced([declared[kind] for kind in ("touchpoints", "types", "notifications")])
    _unplaced(_fields(bare))
    assert bare != json.loads(to_json(package))
    Path("old.json").write_text(json.dumps(bare), encoding="utf-8")
    found = between(*both("old.json", "new.journey"))
    assert found.same, found


def _fields(found: object) -> Iterator[dict[str, object]]:
    """All that has a name and a type: fields and parameters."""
    if isinstance(found, dict):
        yield from [found] if found.keys() >= {"name", "type"} else []
        found = [*found.values()]
    for one in found if isinstance(found, list) else ():
        yield from _fields(one)


def _unplaced(found: object) -> None:
    """Take out the places of something and of all in it."""
    if isinstance(found, dict):
        found.pop("place", None)
        found = [*found.values()]
    for one in found if isinstance(found, Iterable) and not isinstance(found, str) else ():
        _unplaced(one)
