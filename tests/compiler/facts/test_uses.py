"""What files declare and use, put together for a whole run."""

import json

from journeyc.compiler import check
from journeyc.compiler.facts import Facts
from journeyc.source import Source
from journeyc.uses import Summary, finding, unused_in
from tests.compiling import among

FILES = {
    "shared/base.journey": """
        touchpoint website { channel web: show, ask }
        customer { key id: id }
        event opened
        event closed
        event forgotten
        type Mood one of good, bad
    """,
    "one.journey": """
        import "shared/base.journey"
        event own
        event other { mood: Mood }
        journey one "One" { starts on opened -> done  end done "Done" success }
    """,
    "two.journey": """
        import "shared/../shared/base.journey"
        import "one.journey"
        journey two "Two" { starts on other -> done  end done "Done" success }
    """,
    "part.journey": """
        import "shared/base.journey"
        event for_others
        journey part "Part" { starts -> done  end done "Done" success { emit closed } }
    """,
}


def summarised(path: str) -> Summary:
    """The summary of a file, as it is after it was kept."""
    checked = check(Source(path, FILES[path]), among(FILES))
    assert checked.correct, checked.diagnostics
    facts = Facts(checked.project, checked.names, checked.flows)
    kept: Summary = json.loads(json.dumps(facts.summaries[path]))
    return kept


def unused(*paths: str) -> list[tuple[str, str]]:
    """The files and names of what nothing in a run uses."""
    return [(one.file, one.name) for one in unused_in([summarised(path) for path in paths])]


def test_a_file_alone_is_judged_by_what_it_uses_itself() -> None:
    """Of what it imports nothing is said: that file is not in the run."""
    assert unused("one.journey") == [("one.journey", "own"), ("one.journey", "other")]


def test_what_is_used_by_another_file_of_the_run_is_used() -> None:
    """However its path is written there."""
    assert unused("one.journey", "two.journey") == [("one.journey", "own")]


def test_a_library_is_judged_with_those_that_import_it() -> None:
    """Alone, or beside files that do not, nothing is said of it."""
    assert unused("shared/base.journey") == []
    assert unused("part.journey") == []
    assert unused("shared/base.journey", "two.journey") == [
        ("shared/base.journey", "opened"),
        ("shared/base.journey", "closed"),
        ("shared/base.journey", "forgotten"),
        ("shared/base.journey", "Mood"),
    ]
    assert unused(*FILES) == [("shared/base.journey", "forgotten"), ("one.journey", "own")]


def test_a_finding_stands_at_the_name() -> None:
    """In the text of the file that declares it."""
    found = finding(
        unused_in([summarised("one.journey")])[0], source := Source("one.journey", FILES["one.journey"])
    )
    assert source.slice(found.span) == "own"
    assert found.message == "nothing uses the event `own`"
