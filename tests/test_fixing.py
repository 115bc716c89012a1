"""Rounds of edits: what is kept, what is taken back, and what waits."""

import pytest

from journeyc.compiler import Checked, check
from journeyc.diagnostic import Edit
from journeyc.edits import applied
from journeyc.fixing import fix, fixable, own_source
from journeyc.nearest import is_slip
from journeyc.reading import read_text
from journeyc.source import Source, Span
from tests.compiler.mutations import check_text, mutants
from tests.compiling import nowhere

JOURNEY = """\
touchpoint website "Website" { channel web: show, ask }
customer { key id: id }
event opened
event closed
journey claim "Claim" {
  starts on opened -> intake
  step intake "Tell us more" via web {
    on closed -> finished
  }
  end finished "Done" success
}
"""


def checked(text: str) -> Checked:
    return check(Source("claim.journey", text), nowhere)


def fixed(text: str) -> tuple[str, int, int]:
    """The text, how many findings were mended, and how many could not be."""
    done = fix(checked(text), lambda source: check(source, nowhere))
    return own_source(done.checked).text, done.mended, done.refused


def test_nothing_to_do_is_nothing_done() -> None:
    """A clean text stays as it is."""
    assert fixed(JOURNEY) == (JOURNEY, 0, 0)


def test_what_an_edit_uncovers_is_mended_next() -> None:
    """A line is read before its names are judged."""
    text = JOURNEY.replace("on closed -> finished", "on closd => finishd")
    assert [one.rule for one in checked(text).diagnostics] == ["syntax-error"]
    assert fixed(text) == (JOURNEY, 3, 0)


def test_every_place_of_a_name_is_mended() -> None:
    """One finding, all its edits."""
    text = JOURNEY.replace(
        "on closed -> finished", "on opend -> finished\n    on opend when 1 < 2 -> finished"
    )
    done, mended, _ = fixed(text)
    assert (done, mended) == (text.replace("opend", "opened"), 1)


def test_steps_lead_to_the_text() -> None:
    """They can be made again, one after the other."""
    text = JOURNEY.replace("on closed -> finished", "on closd => finishd").replace("{ key", "{ { key")
    done = fix(checked(text), lambda source: check(source, nowhere))
    for step in done.steps:
        text = applied(text, step)
    assert text == own_source(done.checked).text


def test_what_leads_to_more_errors_is_taken_back() -> None:
    """And the others are still made."""
    text = JOURNEY.replace(
        "on closed -> finished", "on closed => nowhere { notify nobody set nothing = 1 }"
    ).replace("starts on opened ->", "starts on opened =>")
    done, mended, refused = fixed(text)
    assert (done, mended, refused) == (text.replace("opened =>", "opened ->"), 1, 1)


def test_a_name_that_is_written_alike_everywhere_else_may_be_declared_wrongly() -> None:
    """Twice `finished`, once `finishd`: nobody knows which was meant."""
    text = JOURNEY.replace("end finished", "end finishd").replace(
        "on closed -> finished", "on closed -> finished\n    after 1 day -> finished"
    )
    assert text.count("finished") == 2
    assert [one.rule for one in checked(text).diagnostics if one.edits] == ["undefined-name"]
    assert fixable(checked(text)) == []


def test_a_line_with_what_nobody_can_mend_is_left_alone() -> None:
    """What would be mended in it may be mended wrongly."""
    text = JOURNEY.replace("on closed -> finished", "on closed => => ? } }")
    assert fixed(text)[0].splitlines()[7] == text.splitlines()[7]


@pytest.mark.parametrize(
    ("written", "meant", "slip"),
    [
        ("opend", "opened", True),
        ("openned", "opened", True),
        ("opneed", "opened", True),
        ("opemed", "opened", True),
        ("billDispute", "bill_dispute", True),
        ("by_hand", "b_yhand", True),
        ("step_2", "step_1", False),
        ("gone", "done", False),
        ("one", "done", False),
        ("card", "care", False),
        ("opened", "closed", False),
        ("opened", "opened_again", False),
        ("", "opened", False),
    ],
)
def test_what_is_a_slip(written: str, meant: str, *, slip: bool) -> None:
    """One slip of the fingers in a word long enough to be sure."""
    assert is_slip(written, meant) is slip


def test_of_two_names_that_could_be_meant_neither_is_taken() -> None:
    """A guess is said, and left to the author."""
    text = JOURNEY.replace("event closed", "event closed\nevent closeds").replace("on closed", "on closedd")
    (one,) = checked(text).diagnostics
    assert (one.help.startswith("did you mean"), one.edits) == (True, ())


def test_edits_are_made_from_the_first_to_the_last() -> None:
    """Offsets are those of the text before."""
    edits = [Edit(Span(4, 4), "!"), Edit(Span(0, 1), ""), Edit(Span(2, 3), "xyz")]
    assert applied("abcd", edits) == "bxyzd!"


def test_no_text_is_worse_afterwards() -> None:
    """Whatever slips there were: never more errors, and a second time changes nothing."""
    for mutant in mutants(seed=23, count=40):
        text = mutant.text
        for seed in range(2):
            (again,) = mutants(seed, 1, [mutant.path], {mutant.path: text})
            text = again.text
        before = check_text(mutant.path, text)
        after = fix(before, from_files).checked
        assert errors(after) <= errors(before)
        assert fix(after, from_files).mended == 0


def from_files(source: Source) -> Checked:
    return check(source, read_text)


def errors(found: Checked) -> int:
    return sum(one.severity == "error" for one in found.diagnostics)


def read_file(path: str) -> str:

    return read_text(path)
