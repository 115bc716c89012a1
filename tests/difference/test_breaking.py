"""What breaks programs that embed a journey."""

from pathlib import Path

import pytest

from journeyc.difference.between import between
from journeyc.difference.kinds import KINDS
from journeyc.difference.phrase import said
from journeyc.difference.sides import both

AROUND = """
touchpoint website "Website" { channel web: show, ask  channel app: show, ask }
touchpoint desks "Desks" { channel desk: agent }
queue experts "Experts"
bot helper "Helper"
type Mood one of good, bad
customer { key id: id  alias email: text?  score: int = 0  tier: Mood = good }
event opened { bill: id  mood: Mood?  note: text? }
event told { mood: Mood }
event decided
service bank.pay(bill: id, mood: Mood) gives Mood fails refused, closed
decision weighed(count: int) gives bool first { when count > 1 => true  otherwise => false }
"""
JOURNEY = """
journey trip(size: int = 1) "Trip" {
  version 1
  context { mood: Mood?  amount: int? }
  starts -> here
  starts on opened from web, app -> here
  step here "Here" via web {
    ask mood, amount
    on answered when weighed(2) -> paying
    on answered -> paying
    on decided -> lost
  }
  step paying "Paying" {
    call bank.pay(bill = "B", mood = mood) {
      ok as result -> working
      otherwise -> lost
    }
  }
  step working "Working" via desk by queue experts { on decided -> helped }
  step helped "Helped" via web by bot helper { on decided -> done  after 1 day -> lost }
  end done "Done" success { emit told(mood = good) }
  end lost "Lost" failure
}
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def breaks(folder: Path, *changes: tuple[str, str]) -> list[tuple[str, str]]:
    """The kinds of what a newer version breaks, with the sentences; each stands somewhere."""
    old = AROUND + JOURNEY
    new = old.replace("version 1", "version 2")
    for before, after in changes:
        assert before in new, before
        new = new.replace(before, after)
    for name, text in (("old", old), ("new", new)):
        (folder / f"{name}.journey").write_text(text, encoding="utf-8")
    found = between(*both("old.journey", "new.journey"))
    for one in found.breaking:
        assert one.at is not None, one
        assert one.at.file == ("old.journey" if one.gone else "new.journey")
        assert one.at.line <= len((old if one.gone else new).splitlines())
    return [(one.kind, said(one.sentence)) for one in found.breaking]


@pytest.mark.parametrize(
    ("kind", "changes", "sentence"),
    [
        (
            "version-not-raised",
            [("version 2", "version 1"), ("after 1 day", "after 2 days")],
            "the version is still 1, and the journey does something else",
        ),
        ("start-removed", [("  starts -> here\n", "")], "`starts -> here` is gone"),
        ("start-channel-removed", [("from web, app", "from web")], "`starts on opened` from `app` is gone"),
        ("parameter-removed", [("(size: int = 1)", "")], "parameter `size` is gone"),
        (
            "parameter-required",
            [("size: int = 1", "size: int"), ("  starts on opened from web, app -> here\n", "")],
            "parameter `size` is needed",
        ),
        ("parameter-retyped", [("size: int = 1", 'size: text = "1"')], "parameter `size`: `int` → `text`"),
        (
            "event-unheard",
            [
                ("    on decided -> lost\n", ""),
                ("by queue experts { on decided -> helped }", "by queue experts { after 1 day -> helped }"),
                ("by bot helper { on decided -> done ", "by bot helper { on answered -> done  ask amount "),
            ],
            "nothing takes event `decided`",
        ),
        ("event-field-removed", [("note: text? }", "}")], "event `opened`, field `note` is gone"),
        (
            "event-field-required",
            [("note: text? }", "note: text }")],
            "event `opened`, field `note` is needed",
        ),
        (
            "event-field-required",
            [("note: text? }", "note: text?  more: int }")],
            "event `opened`, field `more` is needed",
        ),
        (
            "event-field-retyped",
            [("note: text? }", "note: int? }")],
            "event `opened`, field `note`: `text?` → `int?`",
        ),
        (
            "event-field-retyped",
            [("bill: id  mood: Mood?", "bill: int  mood: Mood?")],
            "event `opened`, field `bill`: `id` → `int`",
        ),
        (
            "service-parameter-added",
            [("bill: id, mood: Mood)", "bill: id, mood: Mood, loud: bool?)")],
            "service `bank.pay`, parameter `loud` is new",
        ),
        (
            "service-parameter-removed",
            [("bill: id, mood: Mood)", "bill: id)"), (", mood = mood)", ")")],
            "service `bank.pay`, parameter `mood` is gone",
        ),
        (
            "service-result-changed",
            [("gives Mood fails", "gives id fails")],
            "service `bank.pay` gives `Mood` → `id`",
        ),
        (
            "service-failure-removed",
            [("refused, closed", "refused")],
            "service `bank.pay`, failure `closed` is gone",
        ),
        (
            "context-field-removed",
            [("  amount: int?", ""), ("ask mood, amount", "ask mood")],
            "field `amount` of the context is gone",
        ),
        (
            "context-field-retyped",
            [("amount: int?", "amount: decimal?")],
            "field `amount` of the context: `int?` → `decimal?`",
        ),
        ("question-removed", [("ask mood, amount", "ask mood")], "question `amount` is gone"),
        ("answer-narrowed", [("amount: int?", "amount: id?")], "question `amount`: `int?` → `id?`"),
        (
            "decision-changed",
            [
                (
                    "gives bool first { when count > 1 => true  otherwise => false }",
                    "gives int first { when count > 1 => 2  otherwise => 1 }",
                ),
                ("when weighed(2)", "when weighed(2) > 1"),
            ],
            "decision `weighed`: `(count: int) gives bool` → `(count: int) gives int`",
        ),
        (
            "end-removed",
            [('  end lost "Lost"', '  end gone "Gone"'), ("-> lost", "-> gone")],
            "end `lost` is gone",
        ),
        (
            "end-removed",
            [("  end lost ", "  end gone "), ("-> lost", "-> gone")],
            "end `lost` is called `gone`",
        ),
        ("end-outcome-changed", [('"Lost" failure', '"Lost" neutral')], "end `lost`: `failure` → `neutral`"),
        ("queue-removed", [("experts", "seniors")], "queue `experts` is gone"),
        ("bot-removed", [("helper", "other")], "bot `helper` is gone"),
        ("customer-alias-removed", [("alias email", "email")], "customers are not found by `email`"),
        ("customer-field-removed", [("score: int = 0", "")], "field `score` of the customer is gone"),
        (
            "customer-field-required",
            [("score: int = 0", "score: int")],
            "field `score` of the customer is needed",
        ),
        (
            "customer-field-retyped",
            [("score: int = 0", 'score: text = "0"')],
            "field `score` of the customer: `int` → `text`",
        ),
        (
            "customer-key-changed",
            [("key id: id", "key number: id")],
            "the key of the customer: `id` → `number`",
        ),
        (
            "channel-removed",
            [("channel app: show, ask", ""), ("from web, app", "from web")],
            "channel `app` is gone",
        ),
        (
            "event-removed",
            [("event told { mood: Mood }", ""), (" { emit told(mood = good) }", "")],
            "event `told` is gone",
        ),
        ("service-removed", [("bank.pay", "bank.send")], "service `bank.pay` is gone"),
        ("journey-removed", [("journey trip", "journey travel")], "journey `trip` is gone"),
    ],
)
def test_each_kind_is_found(here: Path, kind: str, changes: list[tuple[str, str]], sentence: str) -> None:
    assert (kind, sentence) in breaks(here, *changes)


@pytest.mark.parametrize(
    "change",
    [
        ("after 1 day", "after 2 days"),
        ("note: text? }", "note: text?  more: int? }"),
        ("refused, closed", "refused, closed, late"),
        ('"Here"', '"There"'),
        ("starts on opened from web, app", "starts on opened"),
        ("event decided\n", "event decided\nevent later\n"),
        ("score: int = 0", "score: decimal = 0"),
        ("amount: int?", "amount: int = 0"),
        # Only heard by programs, an event may tell more.
        ("event told { mood: Mood }", "event told { mood: Mood  more: int? }"),
    ],
    ids=lambda change: change[1],
)
def test_what_all_old_programs_can_live_with_breaks_nothing(here: Path, change: tuple[str, str]) -> None:
    assert breaks(here, change) == []


def test_a_type_counts_by_what_it_holds(here: Path) -> None:
    """A member more can be sent by nobody yet, and be told to somebody who does not know it."""
    more = breaks(here, ("one of good, bad", "one of good, bad, awful"))
    assert sorted(kind for kind, _ in more) == [
        "context-field-retyped",
        "event-field-retyped",
        "service-parameter-retyped",
    ]
    less = breaks(here, ("one of good, bad", "one of good"))
    assert "answer-narrowed" in {kind for kind, _ in less}
    assert "service-parameter-retyped" not in {kind for kind, _ in less}


def test_every_kind_says_what_breaks() -> None:
    for kind, breaks_what in KINDS.items():
        assert kind == kind.lower().replace("_", "-")
        assert breaks_what[0].islower()
        assert not breaks_what.endswith(".")
