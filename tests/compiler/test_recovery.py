"""After a fault reading goes on: it is said in the right words at the right place, and hides nothing."""

import sys

import pytest

from journeyc.compiler.syntax_faults import describe
from journeyc.grammar.fault import SYMBOLS, Fault
from journeyc.grammar.keywords import KEYWORDS, NOT_YET
from journeyc.grammar.tables import tables
from journeyc.source import Source
from tests.blocks import Finding, findings

JOURNEY = """\
journey claim "Claim" {
  starts on opened -> intake
  pause {
    after 1 hour idle
    give up after 9 days -> gone
  }
  step intake "Tell us more" via web, chat {
    say "What is it about?"
    on confirmed when customer.tier == gold -> done { notify thanks }
    on cancelled -> gone
  }
  end done "Done" success
  end gone "Gone" neutral
}
"""


def test_the_journey_itself_is_clean() -> None:
    """So that what is found below is the fault."""
    assert findings(JOURNEY) == []


@pytest.mark.parametrize(
    ("written", "instead", "line", "message"),
    [
        # what is missing
        ("-> intake", "intake", 2, "`->` is missing before `intake`"),
        ("pause {", "pause", 3, "`{` is missing after `pause`"),
        (
            "-> gone\n  }\n  step",
            "-> gone\n  step",
            5,
            "the `{` that opens on line 3 is not closed before `step`",
        ),
        (
            "-> gone\n  }\n  end",
            "-> gone\n  end",
            10,
            "the `{` that opens on line 7 is not closed before `end`",
        ),
        ("thanks }", "thanks", 9, "the `{` that opens on line 9 is not closed before `on`"),
        ("neutral\n}\n", "neutral\n", 13, "the `{` that opens on line 1 is not closed before `import`"),
        ("web, chat", "web chat", 7, "`,` is missing before `chat`"),
        ("on cancelled -> gone", "on cancelled ->", 10, "a name is missing after `->`"),
        ("step intake", "step", 7, 'a name is missing before `"Tell us more"`'),
        ("customer.tier == gold", "customer.tier ==", 9, "a value is missing before `->`"),
        ("when customer.tier == gold ", "when ", 9, "a value is missing before `->`"),
        ("on cancelled", "cancelled", 10, "`cancelled` cannot stand here"),
        ("end done", "done", 12, "`end` is missing before `done`"),
        ('say "What is it about?"', "say", 8, "a text in quotes is missing after `say`"),
        ("idle", "", 4, "`idle` is missing after `hour`"),
        # what is too many
        ("gone\n  }\n  step", "gone\n  } }\n  step", 6, "this `}` closes nothing"),
        ("thanks }", "thanks } }", 9, "this `}` closes nothing"),
        ("neutral\n}\n", "neutral\n}\n}\n", 15, "this `}` closes nothing"),
        ("-> done {", "-> done done {", 9, "`done` stands here twice in a row"),
        ("starts on opened", "starts on on opened", 2, "`on` stands here twice in a row"),
        ("web, chat", "web,, chat", 7, "`,` stands here twice in a row"),
        # what is miswritten
        ("-> intake", "=> intake", 2, "`=>` stands where `->` belongs"),
        ("step intake", "setp intake", 7, "`setp` is not a word of the language here"),
        ("starts", "start", 2, "`start` is not a word of the language here"),
        ("end gone", "edn gone", 13, "`edn` is not a word of the language here"),
        ("success", "succes", 12, "`succes` is not a word of the language here"),
        ("on cancelled", "On cancelled", 10, "`On` is not a word of the language here"),
        ("journey claim", "Journey claim", 1, "`Journey` is not a word of the language here"),
        ("step intake", "step inTake", 7, "`inTake` is not how names are written"),
        ("notify thanks", "notify now", 9, "`now` is reserved and cannot be a name"),
        ("via web", "via wäb", 7, "`wäb` cannot stand here"),
        ("web, chat", "web, € chat", 7, "`€` (U+20AC) cannot stand here"),
        ("web, chat", "web,\u200b chat", 7, "the character U+200B cannot stand here"),
        ('"What is it about?"', '"What is it about?', 8, "this text is not closed"),
        ('"What is it about?"', "'What is it about?'", 8, "`'` cannot stand here"),
        ("customer.tier == gold", "customer.tier = gold", 9, "`=` stands where `==` belongs"),
        ("customer.tier == gold", "customer.tier === gold", 9, "`=` cannot stand here"),
        ("customer.tier == gold", "customer.tier == gold &&", 9, "`&&` is not a sign of the language"),
    ],
)
def test_one_fault_is_one_finding(written: str, instead: str, line: int, message: str) -> None:
    """At its line, in words that say what to do; nothing else is said."""
    assert written in JOURNEY
    found = findings(JOURNEY.replace(written, instead, 1))
    assert [(finding.line, finding.message) for finding in found] == [(line, message)]


def test_five_faults_are_five_findings() -> None:
    """Faults of the text, of names and of types, in one run, each at its line."""
    text = (
        JOURNEY.replace("starts on", "strats on")
        .replace("9 days", "9")
        .replace("via web, chat", "via web chat")
        .replace("== gold", "== golden")
        .replace("end gone", "edn gone")
    )
    assert [finding.line for finding in findings(text)] == [2, 5, 7, 9, 13]


def test_what_is_declared_on_a_faulty_line_is_not_missed() -> None:
    """A name whose declaration could not be read is used without complaint."""
    text = JOURNEY.replace("end done", "end done done")
    assert [finding.rule for finding in findings(text)] == ["syntax-error"]
    text = "event opened_again { topic text }\n" + JOURNEY.replace("on confirmed", "on opened_again")
    assert [(finding.line, finding.rule) for finding in findings(text)] == [(1, "syntax-error")]


CONSTRUCTS = [
    ("file", "offer", 'offer discount "A discount"'),
    ("journey", "arbitrate", "arbitrate offers { }"),
    ("journey", "forecast", "forecast churn within 30 days"),
    ("step", "route", "route to best_agent"),
]


@pytest.mark.parametrize(("place", "word", "text"), CONSTRUCTS, ids=[word for _, word, _ in CONSTRUCTS])
def test_a_later_construct_is_refused_by_name(place: str, word: str, text: str) -> None:
    """Once, where it stands; what follows is read."""
    lines = JOURNEY.splitlines()
    lines.insert({"file": 0, "journey": 2, "step": 7}[place], text)
    found = findings("\n".join(lines))
    line = lines.index(text) + 1
    assert found == [
        Finding(line, "error", f"{NOT_YET[word]} cannot be run by this version", "not-yet-supported")
    ]


def test_no_terminal_shows_its_name() -> None:
    """What could stand somewhere is said in words, as a sign or as a keyword."""
    kinds = {kind for row in tables().states for kind in row if kind.isupper()}
    assert kinds
    for kind in kinds - {word.upper() for word in KEYWORDS} - {*SYMBOLS}:
        found = describe(Source("x", "x"), Fault("unexpected", 0, 1, "x", fitting=(kind,)))
        assert f"`{kind.lower()}`" not in found.help or kind == "BUSINESS"


@pytest.mark.parametrize(
    ("written", "instead", "line", "message"),
    [
        # what cannot be read takes its own braces with it
        ("  end done", "  rule r { on paid -> done }\n  end done", 12, "`->` cannot stand here"),
        ("  end done", "  rule r {\n    on 3 paid { }\n  }\n  end done", 13, "`{` cannot stand here"),
        ("  end done", "  rule r {\n    when now { }\n  }\n  end done", 13, "`when` cannot stand here"),
        ("  end done", '  goal g "G" {\n    when reached done\n  }\n  end done', 12, "`{` cannot stand here"),
        ("  end done", '  goal g "G" {\n    reached done\n  }\n  end done', 12, "`{` cannot stand here"),
        (
            "    on cancelled",
            "    step inner via web {\n      on confirmed -> gone\n    }\n    on cancelled",
            10,
            "`step` cannot stand here",
        ),
        (
            "  end done",
            "  parallel p {\n    step x via web { on paid -> done }\n    on done -> done\n  }\n  end done",
            13,
            "`step` cannot stand here",
        ),
        # a clause without its tail, at its own end
        ("on cancelled -> gone", "on cancelled", 10, "`->` or `{` is missing after `cancelled`"),
        ("on cancelled -> gone", "after 3 days", 10, "`->` or `{` is missing after `days`"),
        ("on cancelled -> gone", "when now", 10, "`->` is missing after `now`"),
        ("on cancelled -> gone", "enter", 10, "`{` is missing after `enter`"),
        ("-> done { notify thanks }", "", 9, "`->` or `{` is missing after `gold`"),
        ("  end done", "  step x via web\n  end done", 12, "`{` is missing after `web`"),
    ],
)
def test_one_fault_of_the_syntax_is_one(written: str, instead: str, line: int, message: str) -> None:
    """Nothing else cannot be read; that a place is not reached any more may be said."""
    assert written in JOURNEY
    found = findings(JOURNEY.replace(written, instead, 1))
    said = [(one.line, one.message) for one in found if one.rule == "syntax-error"]
    assert said == [(line, message)]
    assert {one.rule for one in found} <= {"syntax-error", "unreachable-step"}


def test_what_is_open_a_thousandfold_costs_no_square() -> None:
    """Four times as many braces do not take much more than four times as long."""

    def steps(count: int) -> int:
        told = 0

        def trace(*_: object) -> None:
            nonlocal told
            told += 1

        sys.setprofile(trace)
        findings("journey j {\n" + "stage s {\n" * count)
        sys.setprofile(None)
        return told

    assert steps(4_000) < 6 * steps(1_000)


def test_an_interrupt_without_a_name_leads_nowhere() -> None:
    """What is unset elsewhere is told with its way, which comes to an end."""
    text = """journey claim "Claim" {
  context { won: bool }
  starts on opened -> intake
  step intake "Tell us" via web { on confirmed -> review }
  step review "We look" via web { on confirmed -> done { emit agent_decided(accepted = won) } }
  anytime "Called off" { on cancelled -> done }
  end done "Done" success
}"""
    found = findings(text)
    assert [(one.line, one.rule) for one in found] == [(5, "unset-field"), (6, "syntax-error")]
    assert "on the way `intake` -> `review`" in found[0].message


@pytest.mark.parametrize(
    ("clause", "message"),
    [
        ("answer", "a name is missing after `answer`"),
        ("stub", "a name is missing after `stub`"),
        ("given", "a name is missing after `given`"),
        ("expect", "a value is missing after `expect`"),
        ("wait", "a value is missing after `wait`"),
        ("expect at", "a name is missing after `at`"),
        ("on", "a name is missing after `on`"),
    ],
)
def test_a_clause_that_ends_with_its_word_is_told_what_belongs_behind_it(clause: str, message: str) -> None:
    """Nothing else is said: neither of the `}` that follows nor of a brace nobody meant."""
    text = f'{JOURNEY}scenario "one" for claim {{\n  on opened(topic = "bill")\n  {clause}\n}}\n'
    found = findings(text)
    assert [finding.message for finding in found] == [message]
