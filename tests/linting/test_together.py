"""What a file declares for others is judged with all of them."""

import os
from pathlib import Path

import pytest

from journeyc.linting import Cache, Linting, Opened
from journeyc.selection import Selection

FILES = {
    "library/base.journey": """\
touchpoint website "Website" { channel web: show, ask }
customer { key id: id }
event opened
event closed
event forgotten
""",
    "one.journey": """\
import "library/base.journey"
event own
journey one "One" { starts on opened -> done  end done "Done" success }
""",
    "two.journey": """\
import "library/base.journey"
journey two "Two" { starts on closed -> done  end done "Done" success }
""",
}
ONLY = Selection(frozenset({"unused-declaration", "invalid-allow", "unneeded-allow"}))


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("library").mkdir()
    for name, text in FILES.items():
        Path(name).write_text(text, encoding="utf-8")


def said(*names: str, together: bool = True) -> list[tuple[str, str, str]]:
    """The file, the rule and the words of what is found; the second time from what was kept."""
    files = [Opened(name, Path(name).read_bytes(), ONLY) for name in names or FILES]
    found = [
        [
            (os.path.relpath(result.name), finding.rule, finding.source.slice(finding.span))
            for result in Linting(Cache(str(Path("kept").resolve()))).results(files, together=together)
            for finding in result.findings
        ]
        for _ in range(2)
    ]
    assert found[0] == found[1]
    return found[0]


def test_a_library_is_judged_by_those_that_import_it() -> None:
    """What only one of them uses is used; alone nobody knows."""
    assert said() == [
        ("library/base.journey", "unused-declaration", "forgotten"),
        ("one.journey", "unused-declaration", "own"),
    ]
    assert said("library/base.journey") == []
    assert said(*FILES, together=False) == [("one.journey", "unused-declaration", "own")]


def test_what_another_file_uses_is_used() -> None:
    """Though a file alone would not know it; paths from here and from the root are the same."""
    uses = 'import "one.journey"\n' + FILES["two.journey"].replace("-> done", "-> done starts on own -> done")
    Path("two.journey").write_text(uses, encoding="utf-8")
    assert said("one.journey", together=False) == [("one.journey", "unused-declaration", "own")]
    names = ("library/base.journey", "one.journey", str(Path("two.journey").resolve()))
    assert said(*names) == [("library/base.journey", "unused-declaration", "forgotten")]


def test_comments_allow_what_only_the_run_finds() -> None:
    """And are needed by it."""
    allow = "# journeyc: allow[unused-declaration] for the shop\n"
    base = FILES["library/base.journey"]
    Path("library/base.journey").write_text(
        base.replace("event forgotten", allow + "event forgotten"), "utf-8"
    )
    assert said() == [("one.journey", "unused-declaration", "own")]
    Path("library/base.journey").write_text(base.replace("event closed", allow + "event closed"), "utf-8")
    assert said() == [
        ("library/base.journey", "unused-declaration", "forgotten"),
        ("library/base.journey", "unneeded-allow", "unused-declaration"),
        ("one.journey", "unused-declaration", "own"),
    ]


def test_a_file_with_errors_says_nothing_of_others() -> None:
    """Nobody knows what it would use."""
    Path("one.journey").write_text(FILES["one.journey"].replace("-> done", "-> don", 1), "utf-8")
    assert said() == [("one.journey", "undefined-name", "don")]
