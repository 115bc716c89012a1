"""Comments that allow findings: what they reach, what is said of those that reach nothing."""

import pytest

from journeyc.compiler import check, compile_package
from journeyc.edits import applied
from journeyc.selection import Selection
from journeyc.source import Source
from tests.compiling import nowhere

BEFORE = """\
touchpoint website "Website" { channel web: show, ask }
customer { key id: id }
event opened
event closed
journey claim "Claim" {
  starts on opened -> intake
"""
AFTER = "}\n"
STUCK = 'step intake "Tell us" via web { on closed { } }'
#: What every command finds, and what is said of comments: rules to come shall not change these tests.
RULES = Selection(frozenset({"dead-end", "unreachable-step", "invalid-allow", "unneeded-allow"}))


def said(body: str, selection: Selection = RULES, *, lint: bool = True) -> list[tuple[str, str]]:
    """What is found in a journey with these places: the rule and the words under it."""
    source = Source("claim.journey", BEFORE + body + "\n" + AFTER)
    found = check(source, nowhere, selection, lint=lint).diagnostics
    return [(one.rule, source.slice(one.span)) for one in found]


@pytest.mark.parametrize(
    "body",
    [
        f"{STUCK}   # journeyc: allow[dead-end] she calls us",
        f"# journeyc: allow[dead-end] she calls us\n{STUCK}",
        f"# journeyc: allow[ dead-end ] she calls us\n# another comment\n\n{STUCK}",
        f"#journeyc:allow[dead-end] she calls us\n{STUCK}",
        f"# journeyc: allow[dead-end] she calls us # and more\n{STUCK}",
        f"# journeyc: allow[dead-end] #123\n{STUCK}",
        f"## journeyc: allow[dead-end] she calls us\n{STUCK}",
        f"# see there # journeyc: allow[dead-end] she calls us\n{STUCK}",
        f"{STUCK} # journeyc: allow[dead-end] she calls us   ",
    ],
)
def test_a_finding_is_allowed(body: str) -> None:
    """On its line or above it."""
    assert said(STUCK) == [("dead-end", "intake")]
    assert said(body) == []


def test_it_reaches_no_further() -> None:
    """Neither the line after next, nor other rules."""
    other = 'step other "Spare" via web { on closed { } }'
    assert said(f"# journeyc: allow[dead-end] she calls\n{STUCK}\n{other}") == [("unreachable-step", "other")]
    assert said(f"# journeyc: allow[unreachable-step] later\n\n{other}\n{STUCK}") == [("dead-end", "intake")]
    above = f"{STUCK}\n# journeyc: allow[dead-end] too late"
    assert said(above) == [("dead-end", "intake"), ("unneeded-allow", "dead-end")]


def test_several_rules_are_named_at_once() -> None:
    """Each of them is needed, or not."""
    spare = "step spare via web { on closed { } }"
    assert said(f"{STUCK} {spare} # journeyc: allow[dead-end, unreachable-step] later") == []
    assert said(f"{STUCK} # journeyc: allow[unreachable-step,dead-end] later") == [
        ("unneeded-allow", "unreachable-step")
    ]


@pytest.mark.parametrize(
    ("comment", "expected"),
    [
        ("# journeyc: allow[dead-end]", ("invalid-allow", "# journeyc: allow[dead-end]")),
        ("# journeyc: allow[dead-end] # ", ("invalid-allow", "# journeyc: allow[dead-end] #")),
        ("# journeyc: allow[dead-end] # x", ("invalid-allow", "# journeyc: allow[dead-end] # x")),
        ("# journeyc: allow[daed-end] why", ("invalid-allow", "daed-end")),
        ("# journeyc: allow[syntax-error] why", ("invalid-allow", "syntax-error")),
        ("# journeyc: allow[flow] why", ("invalid-allow", "flow")),
        ("# journeyc: allow[all] why", ("invalid-allow", "all")),
        ("# journeyc: allow[] why", ("invalid-allow", "# journeyc: allow[] why")),
        ("# journeyc: allow dead-end why", ("invalid-allow", "# journeyc: allow dead-end why")),
        ("# journeyc: ignore[dead-end] why", ("invalid-allow", "# journeyc: ignore[dead-end] why")),
    ],
)
def test_a_comment_that_is_wrong_is_said(comment: str, expected: tuple[str, str]) -> None:
    """At the very words."""
    assert expected in said(f"{comment}\n{STUCK}")


def test_comments_stand_behind_each_other() -> None:
    """Each says its own why."""
    spare = "step spare via web { on closed { } }"
    comments = "# journeyc: allow[dead-end] later # journeyc: allow[unreachable-step] later"
    assert said(f"{STUCK} {spare} {comments}") == []


def test_a_finding_of_another_file_needs_no_comment_of_this_one() -> None:
    """Though it stands on a line of the same number."""
    shared = f"{BEFORE}{STUCK}\n{AFTER}"
    source = Source("own.journey", 'import "shared.journey"\n' + "\n" * 5 + "# journeyc: allow[dead-end] x")
    line = BEFORE.count("\n") + 1
    assert source.text.count("\n") == line - 1
    found = check(source, lambda _: shared, RULES, lint=True).diagnostics
    assert [(one.rule, one.source.name) for one in found] == [
        ("unneeded-allow", "own.journey"),
        ("dead-end", "shared.journey"),
    ]


def test_what_stands_in_a_text_is_no_comment() -> None:
    """However much it looks like one."""
    text = '"# journeyc: allow[dead-end] x"'
    assert said(f"step intake {text} via web {{ on closed {{ }} }}") == [("dead-end", "intake")]


def test_a_rule_that_does_not_count_needs_no_judgement() -> None:
    """Nobody knows whether the comment would be needed."""
    ignored = RULES._replace(ignore=frozenset({"dead-end"}))
    assert said('# journeyc: allow[dead-end] x\nend intake "I" success', ignored) == []
    assert said('# journeyc: allow[dead-end] x\nend intake "I" success') == [("unneeded-allow", "dead-end")]


def test_what_cannot_be_run_is_not_allowed() -> None:
    """The error stays."""
    body = '# journeyc: allow[undefined-name] x\nstep intake "I" via nowhere { on closed -> intake }'
    assert ("undefined-name", "nowhere") in said(body)


def test_every_command_knows_what_is_allowed() -> None:
    """So that a journey that lint lets pass can be compiled; only lint judges the comments."""
    source = Source("claim.journey", f"{BEFORE}# journeyc: allow[dead-end] she calls\n{STUCK}\n{AFTER}")
    assert compile_package(check(source, nowhere)).journeys
    assert said('# journeyc: allow[dead-end] x\nend intake "I" success', lint=False) == []


@pytest.mark.parametrize(
    ("body", "mended"),
    [
        ('end intake "I" success   # journeyc: allow[dead-end] x', 'end intake "I" success'),
        ('  # journeyc: allow[dead-end] x\nend intake "I" success', 'end intake "I" success'),
        ('end intake "I" success # journeyc: allow[dead-end] x  # mine', 'end intake "I" success'),
        (
            f"  # journeyc: allow[unreachable-step] x # journeyc: allow[dead-end] y\n{STUCK}",
            f"# journeyc: allow[dead-end] y\n{STUCK}",
        ),
        (
            f"# journeyc: allow[dead-end, unreachable-step] x\n{STUCK}",
            f"# journeyc: allow[dead-end] x\n{STUCK}",
        ),
    ],
)
def test_what_is_not_needed_can_be_taken_out(body: str, mended: str) -> None:
    """The name alone, the comment, or the line with it."""
    source = Source("claim.journey", BEFORE + body + "\n" + AFTER)
    (found,) = check(source, nowhere, RULES, lint=True).diagnostics
    assert applied(source.text, found.edits) == BEFORE + mended + "\n" + AFTER
