"""Where fields are read and written."""

from journeyc.compiler import check
from journeyc.compiler.facts import Facts, JourneyFacts
from journeyc.source import Source

TEXT = """
touchpoint website { channel web: show, ask  channel desk: agent }
customer { key id: id }
event opened { topic: text }
event told
journey one(first: int) "One" {
  one run per customer, topic
  context { topic: text = ""  tries: int = first  tags: list of text = []  late: bool = false }
  starts -> ask_it { set topic = "x" }
  step ask_it "Ask" via web {
    say "{% for tag in tags %}{{ tag | upper }}{{ loop.index }}{% endfor %}{% if late %}!{% endif %}"
    ask topic
    leave { set late = true }
    on answered when tries < 3 -> done { set tries = tries + 1 }
    after 1 day -> work
  }
  step work "Work" via desk { on told -> done }
  end done "Done" success
}
"""


def facts() -> JourneyFacts:
    """Those of the journey."""
    checked = check(Source("one.journey", TEXT), lambda _: "")
    assert checked.correct, checked.diagnostics
    (journey,) = Facts(checked.project, checked.names, checked.flows).journeys
    return journey


def test_what_is_read() -> None:
    """In keys, defaults, conditions, values and texts; items of a loop by the name of their list."""
    found = [
        (read.root, ".".join(read.path), read.place, read.into, read.shown) for read in facts().fields.reads
    ]
    assert [one for one in found if one[0] != "event"] == [
        ("context", "topic", "", "", False),
        ("parameter", "first", "", "", False),
        ("context", "tags", "ask_it", "", False),
        ("context", "tags", "ask_it", "", True),
        ("context", "late", "ask_it", "", False),
        ("context", "tries", "ask_it", "", False),
        ("context", "tries", "ask_it", "tries", False),
    ]


def test_what_is_written() -> None:
    """By questions and effects, with where the customer is behind it."""
    assert [(".".join(write.path), write.place, write.to) for write in facts().fields.writes] == [
        ("topic", "", "ask_it"),
        ("topic", "ask_it", "ask_it"),
        ("late", "ask_it", ""),
        ("tries", "ask_it", "done"),
    ]


def test_what_a_field_can_hold() -> None:
    """Where everything that writes it writes a constant."""
    assert facts().held == {"late": frozenset({True, False})}


def test_where_a_run_is_shown_to_the_company() -> None:
    """Before and at the step on which somebody works, not at the end."""
    assert facts().before_workers == {"", "ask_it", "work"}
