"""Faults that have nothing to do with each other are all said, each once and at its place."""

from pathlib import Path

from journeyc.compiler import check
from journeyc.reading import read_text
from journeyc.source import Source

EXAMPLE = Path(__file__).parents[2] / "examples" / "journeys" / "bill_dispute.journey"

#: What stands in the example, what stands there instead, the rule that finds it and the text underlined.
FAULTS = [
    (
        "on identity_confirmed -> intake",
        "on identity_confirmd -> intake",
        "undefined-name",
        "identity_confirmd",
    ),
    ("amount <= 20 EUR", "amount <= 20", "type-mismatch", "dispute.amount <= 20"),
    ("    otherwise -> lost\n", "", "missing-otherwise", "result"),
    ("give up after 14 days -> abandoned", "give up after 14 days abandoned", "syntax-error", "abandoned"),
    (
        'looks at the bill" via desk {',
        'looks at the bill" via desk { ask dispute.note',
        "channel-cannot",
        "desk",
    ),
    (
        '  end accepted  "',
        '  step nowhere { after 1 day -> lost }\n  end accepted  "',
        "unreachable-step",
        "nowhere",
    ),
]


def test_faults_of_every_kind_are_said_together() -> None:
    """A fault of syntax that can be mended hides nothing of names, types, channels and flow."""
    text = EXAMPLE.read_text(encoding="utf-8")
    for before, after, _, _ in FAULTS:
        assert text.count(before) == 1
        text = text.replace(before, after)
    found = check(Source(str(EXAMPLE), text), read_text).diagnostics
    said = sorted((diagnostic.rule, diagnostic.source.slice(diagnostic.span)) for diagnostic in found)
    assert said == sorted((rule, underlined) for _, _, rule, underlined in FAULTS)


def test_a_misspelt_target_leads_where_it_was_meant_to() -> None:
    """One misspelt name is one finding: the step it was meant for is not said to be unreachable."""
    text = EXAMPLE.read_text(encoding="utf-8").replace("on answered -> review", "on answered -> reveiw")
    found = check(Source(str(EXAMPLE), text), read_text).diagnostics
    assert [(diagnostic.rule, diagnostic.source.slice(diagnostic.span)) for diagnostic in found] == [
        ("undefined-name", "reveiw")
    ]
