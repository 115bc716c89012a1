"""`journeyc.load`: what a program gets of a file, and what it is told where there is nothing to get."""

from pathlib import Path

import pytest

import journeyc
from journeyc.loading import CompileError
from journeyc.reading import Missing, Unreadable

SMALL = 'customer { key id: id } journey case "A case" { starts -> over  end over "Over" neutral }\n'


def test_a_file_is_compiled(tmp_path: Path) -> None:
    """By its path, however it is given."""
    path = tmp_path / "case.journey"
    path.write_text(SMALL, encoding="utf-8")
    assert [journey.name for journey in journeyc.load(path).journeys] == ["case"]
    assert journeyc.load(str(path)) == journeyc.load(path)


def test_a_file_with_errors_says_the_first_and_how_many(tmp_path: Path) -> None:
    """All of them are with the error."""
    path = tmp_path / "case.journey"
    path.write_text(SMALL.replace("-> over", "-> ovr, odd").replace("{ key", "{ kee"), encoding="utf-8")
    with pytest.raises(CompileError) as raised:
        journeyc.load(path)
    assert str(raised.value).startswith(f"{path}:1:")
    assert f"(and {len(raised.value.diagnostics) - 1} more)" in str(raised.value)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    """Whoever loads several knows which one it was."""
    with pytest.raises(Missing) as missing:
        journeyc.load(tmp_path / "no.journey")
    assert str(missing.value) == f"`{tmp_path / 'no.journey'}` cannot be read: there is no such file"
    with pytest.raises(Unreadable) as folder:
        journeyc.load(tmp_path)
    assert str(folder.value) == f"`{tmp_path}` cannot be read: it is a folder"


def test_what_is_compiled_already_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"case.json` is compiled already: give its path to `Runtime.open`"):
        journeyc.load(tmp_path / "case.json")
