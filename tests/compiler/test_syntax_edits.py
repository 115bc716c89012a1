"""The edits that findings of syntax carry: where they are certain, and what is left when they are made."""

from collections.abc import Iterable

import pytest

from journeyc.compiler import Checked, check
from journeyc.diagnostic import Diagnostic
from journeyc.edits import applied
from journeyc.fixing import fixable
from journeyc.reading import Unreadable
from journeyc.source import Source
from tests.blocks import FIXTURES
from tests.compiler.mutations import check_text, mutants

JOURNEY = """\
import "shared.journey"
policy contact {
  consent app_push, sms needs customer.consents
  consent marketing sms, email needs customer.consents
  consent email needs customer.good_payer
}
journey claim "Claim" {
  languages en, de
  starts on opened -> intake
  pause {
    after 1 hour idle
    give up after 9 days -> gone
  }
  step intake "Tell us more" via web, chat {
    say "What is it about?"
    say de "Worum geht es?"
    on confirmed when customer.tier == gold -> done { notify thanks }
    on cancelled -> gone  # for good
  }
  end done "Done" success
  end gone "Gone" neutral
}
"""


def read(path: str) -> str:
    file = FIXTURES / path
    if not file.is_file():
        raise Unreadable("there is no such file")
    return file.read_text(encoding="utf-8")


def checked(text: str) -> Checked:
    return check(Source("claim.journey", text), read)


def mended(text: str, found: Iterable[Diagnostic]) -> str:
    return applied(text, [edit for one in found for edit in one.edits])


def test_the_journey_itself_is_clean() -> None:
    """So that what is found below is the fault."""
    assert checked(JOURNEY).diagnostics == []


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        # a sign is missing
        ("-> intake", "intake"),
        ("on cancelled -> gone", "on cancelled gone"),
        ("pause {", "pause"),
        ("chat {", "chat"),
        ("web, chat", "web chat"),
        ("app_push, sms", "app_push sms"),
        ("sms, email", "sms email"),
        # a `}` is missing
        ("-> gone\n  }\n  step", "-> gone\n  step"),
        ("for good\n  }\n", "for good\n"),
        ("thanks }", "thanks"),
        ("neutral\n}\n", "neutral\n"),
        ("neutral\n}\n", "neutral"),
        # what is too many
        ("gone\n  }\n  step", "gone\n  } }\n  step"),
        ("thanks }", "thanks } }"),
        ("neutral\n}\n", "neutral\n}\n}\n"),
        ("-> done {", "-> done done {"),
        ("starts on opened", "starts on on opened"),
        ("web, chat", "web,, chat"),
        ("web, chat", "web, chat chat"),
        ("app_push, sms", "app_push app_push, sms"),
        ("marketing sms", "marketing marketing sms"),
        # what is miswritten
        ("-> intake", "=> intake"),
        ("step intake", "setp intake"),
        ("on cancelled", "On cancelled"),
        ("-> intake", "-> Intake"),
        ("customer.tier == gold", "customer.tier = gold"),
        ("marketing sms", "sms marketing"),
        ("marketing sms", "markting sms"),
        ("consent email needs", "consent email need"),
        # quotes
        ('"What is it about?"', '"What is it about?'),
        ('"Worum geht es?"', '"Worum geht es?  '),
        ('"What is it about?"', "“What is it about?”"),
        ('"Worum geht es?"', "„Worum geht es?“"),
        ('"What is it about?"', "'What is it about?'"),
    ],
)
def test_an_edit_restores_what_was_written(written: str, instead: str) -> None:
    """Word for word: only the space around what was lost may differ."""
    assert written in JOURNEY
    text = JOURNEY.replace(written, instead, 1)
    found = checked(text)
    assert found.diagnostics == fixable(found) != []
    restored = mended(text, found.diagnostics)
    assert restored.split() == JOURNEY.split()
    assert checked(restored).diagnostics == []


@pytest.mark.parametrize(
    ("written", "instead", "line"),
    [
        ("web, chat", "web chat", "via web, chat {"),
        ("-> intake", "intake", "starts on opened -> intake"),
        ("pause {", "pause", "pause {"),
        ("thanks }", "thanks", "{ notify thanks }"),
        ("-> gone\n  }\n  step", "-> gone\n  step", "-> gone\n  }\n  step"),
        ("for good\n  }\n", "for good\n", "for good\n  }\n"),
        ("web, chat", "web, web, chat", "via web, web, chat {"),
        ("starts on opened", "starts on on opened", "starts on opened ->"),
        ("on cancelled", "cancelled on", "on cancelled -> gone"),
        ("neutral\n}\n", "neutral\n}\n}\n", "neutral\n}\n"),
    ],
)
def test_space_is_as_it_should_be(written: str, instead: str, line: str) -> None:
    """No space too many is left, and none is missing."""
    text = JOURNEY.replace(written, instead, 1)
    assert line in mended(text, fixable(checked(text)))


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        # Where the text ends is not known, or what else was meant.
        ('"Tell us more" via', '"Tell us more via'),
        ('"What is it about?"', '"What is it about? {{ topic'),
        ('"What is it about?"', '"What is it about? # says Anna'),
        # A keyword may be another, and makes another clause of the line.
        ("idle", ""),
        ("end done", "done"),
        # A sign in the place of one that it is not like.
        ("on cancelled -> gone", "on cancelled -> gone;"),
        ("on cancelled -> gone", "ask topic, due -> gone"),
        # A name is missing, and nobody can make it up.
        ("step intake", "step"),
        ("on cancelled -> gone", "on cancelled ->"),
        # A word stands where a list goes on: it may be a keyword with a slip.
        ("web, chat {", "web form chat {"),
        ("web, chat", "web, , chat"),
        # An arrow may be missing, or `from`.
        ("starts on opened -> intake", "starts on opened closed -> intake"),
        # Which `}` is missing is not certain: one stands where this one would.
        (
            "thanks }\n    on cancelled -> gone  # for good\n  }\n  end",
            "thanks\n  }\n    on cancelled -> gone\n end",
        ),
        ("on cancelled", "cancelled"),
        ("via web", "via wäb"),
    ],
)
def test_what_is_not_certain_is_left_to_the_author(written: str, instead: str) -> None:
    """Something is said, and no edit is offered."""
    assert written in JOURNEY
    found = checked(JOURNEY.replace(written, instead, 1))
    assert [one.edits for one in found.diagnostics if one.rule == "syntax-error"] != []
    assert [edit for one in found.diagnostics for edit in one.edits] == []


@pytest.mark.parametrize(
    ("written", "mended_line"),
    [
        ("customer.good_payer&&customer.tier == gold", "customer.good_payer and customer.tier == gold"),
        ("!customer.good_payer", "not customer.good_payer"),
        ("!(customer.tier == gold)", "not (customer.tier == gold)"),
        ("customer.tier is gold", "customer.tier == gold"),
        ("customer.tier is not gold", "customer.tier != gold"),
    ],
)
def test_what_other_languages_write_is_written_here(written: str, mended_line: str) -> None:
    """With space around it, and everything is well."""
    text = JOURNEY.replace("customer.tier == gold", written)
    restored = mended(text, fixable(checked(text)))
    assert restored == JOURNEY.replace("customer.tier == gold", mended_line)
    assert checked(restored).diagnostics == []


@pytest.mark.parametrize(
    "lines",
    [
        'step inner "Inner" via web {\n      on cancelled -> gone\n    }',
        'say "x"\n    } on confirmed -> done',
    ],
)
def test_no_handler_becomes_a_start(lines: str) -> None:
    """A place inside a step, or a `}` too early, is no reason to change what stands below."""
    text = JOURNEY.replace('say "What is it about?"', lines)
    found = checked(text)
    assert found.diagnostics != []
    assert [edit for one in found.diagnostics for edit in one.edits] == []


@pytest.mark.parametrize(
    "lines",
    [
        '  rule late "Late" {\n    on 3 confirmed { note "x" }\n  }\n',
        '  goal fast "Fast" {\n    when reached done\n  }\n',
        "  reenter once\n",
    ],
)
def test_what_cannot_be_read_costs_no_brace(lines: str) -> None:
    """Its own `}` is not taken for one too many."""
    found = checked(JOURNEY.replace("  end done", f"{lines}  end done"))
    assert found.diagnostics != []
    assert [edit for one in found.diagnostics for edit in one.edits] == []


def measure(seed: int, count: int) -> tuple[int, int, int]:
    """Of texts with one slip: how many have edits, of how many they mend everything, and make worse.

    Two words in each other's place are no slip that an edit could know; tests of `fix` have those, too.
    """
    edited = clean = worse = 0
    for mutant in mutants(seed, count):
        if mutant.kind == "swap":
            continue
        before = check_text(mutant.path, mutant.text)
        found = [one for one in fixable(before) if one.rule == "syntax-error"]
        if found:
            after = check_text(mutant.path, mended(mutant.text, found)).diagnostics
            edited += 1
            clean += not after
            worse += len(after) > len(before.diagnostics)
    return edited, clean, worse


def test_edits_make_nothing_worse() -> None:
    """Even before anybody looks what became of them."""
    edited, clean, worse = measure(seed=7, count=250)
    assert edited >= 60
    assert clean >= 0.9 * edited
    assert worse == 0


@pytest.mark.full
def test_many_edits_make_hardly_anything_worse() -> None:
    """What is worse after all, `lint --fix` takes back."""
    edited, clean, worse = measure(seed=1, count=5000)
    print(f"edits: {edited}, all mended: {clean / edited:.1%}, worse: {worse / edited:.2%}")
    assert clean >= 0.9 * edited
    assert worse <= 0.01 * edited
