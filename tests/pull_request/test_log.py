"""The log of a run, in which a runner looks for commands."""

import base64
import io

from journeyc.pull_request.log import Hidden, Log

TOKEN = "ghs_secret"  # noqa: S105  # of nothing


def log(*, runner: bool = True) -> tuple[Log, io.StringIO]:
    stream = io.StringIO()
    return Log(stream, Hidden(TOKEN), runner=runner), stream


def test_nothing_that_a_file_holds_is_a_command() -> None:
    """From one word that nobody can guess to the same again the runner reads on without listening."""
    told, stream = log()
    told.part("lint: failed", "::error::no\n::set-output name=x::y\n##[group]x")
    first, stop, *lines, begin, last = stream.getvalue().splitlines()
    word = stop.removeprefix("::stop-commands::")
    assert (first, last) == ("::group::lint: failed", "::endgroup::")
    assert len(word) == 32
    assert begin == f"::{word}::"
    assert lines == ["::error::no", "::set-output name=x::y", "##[group]x"]


def test_each_part_has_a_word_of_its_own() -> None:
    told, stream = log()
    for _ in range(2):
        told.part("lint", "text")
    stops = [line for line in stream.getvalue().splitlines() if line.startswith("::stop-commands")]
    assert len(set(stops)) == 2


def test_annotations_are_passed_on_and_nothing_else() -> None:
    told, stream = log()
    told.annotations(["::error file=a,line=1::x", "::add-mask::a", "::warning file=a::y", "text"])
    assert stream.getvalue().splitlines() == ["::error file=a,line=1::x", "::warning file=a::y"]


def test_a_warning_is_one_line() -> None:
    told, stream = log()
    told.warning("100 %\n::error::no")
    assert stream.getvalue() == "::warning title=journeyc::100 %25%0A::error::no\n"


def test_a_person_reads_no_commands() -> None:
    told, stream = log(runner=False)
    told.part("lint: failed", "a fault\n")
    told.annotations(["::error file=a,line=1::x"])
    told.warning("no token")
    assert stream.getvalue() == "== lint: failed ==\na fault\nwarning: no token\n"


def test_a_token_is_seen_nowhere() -> None:
    """Nor as git's settings have it, once actions/checkout has put it there."""
    stored = base64.b64encode(f"x-access-token:{TOKEN}".encode()).decode()
    for runner in (True, False):
        told, stream = log(runner=runner)
        told.part(TOKEN, f"AUTHORIZATION: basic {stored}\n{TOKEN}")
        told.warning(TOKEN)
        told.line(TOKEN)
        assert TOKEN not in stream.getvalue()
        assert stored not in stream.getvalue()
        assert "***" in stream.getvalue()
