"""The examples compile, and five faults in a copy of one are five findings."""

from pathlib import Path

import pytest

from journeyc.loading import load
from tests.compiler.mutations import EXAMPLES, check_text

FAULTS = {
    "appointment": [
        ("visit: instant }", "visit instant }", "syntax-error"),
        ("on appointment_confirmed -> confirmed", "on appointment_confirmd -> confirmed", "undefined-name"),
        ("moves > 3", "moves > 3 EUR", "type-mismatch"),
        ("notify appointment_off(shop = shop)", "notify appointment_off", "missing-argument"),
        ('"{{ shop }} expects you', '"{{ shp }} expects you', "undefined-name"),
    ],
    "broadband_onboarding": [
        ("starts on broadband_ordered ->", "starts on broadband_ordered =>", "syntax-error"),
        ("order: Order\n    day", "order: Ordr\n    day", "undefined-name"),
        ("after 5 days {", "after 5 {", "type-mismatch"),
        ("on help_wanted -> care", "on help_wanted care", "syntax-error"),
        ("neutral { notify order_off }", "{ notify order_off }", "missing-declaration"),
    ],
    "card_keeps_failing": [
        ("points >= 40", "points >= 40%", "type-mismatch"),
        (
            "on 3 card_declined from web, app within 1 hour",
            "on 3 card_declined from web, app in 1 hour",
            "syntax-error",
        ),
        ("raise card_trouble(help = self_help)", "raise card_trouble", "missing-argument"),
        ("then no invoice_paid within 10 days", "then no invoice_payed within 10 days", "undefined-name"),
        ("via best where_to_ask(", "via best where_to_aks(", "undefined-name"),
    ],
    "late_payment": [
        ("when promise == one_week", "when promise == one_weak", "undefined-name"),
        ("as found           -> way", "as found           -> wya", "undefined-name"),
        ("owed = amount + fee_of(tone),\n", "owed = amount + 3,\n", "type-mismatch"),
        ("after 5 business days -> checked", "after 5 business days checked", "syntax-error"),
        (
            "notify plan_confirmed(invoice = invoice, plan = plan)",
            "notify plan_confirmed(plan = plan)",
            "missing-argument",
        ),
    ],
    "line_is_down": [
        ("answer within 1 minute", "answer within 1", "type-mismatch"),
        (
            "sees customer.first_name, customer.phone\n  claim",
            "sees customer.first_name, customer.fone\n  claim",
            "undefined-name",
        ),
        ("by bot line_guide", "by bot line_gide", "undefined-name"),
        ("on answered when works ->", "on answered when works =>", "syntax-error"),
        ("after 1 hour idle", "after 1 EUR idle", "type-mismatch"),
    ],
    "house_move": [
        ("reached at_home within", "reached at_hom within", "undefined-name"),
        ("as found -> new_line", "as found new_line", "syntax-error"),
        ("when way == engineer ->", "when way == 3 ->", "type-mismatch"),
        ("emit visit_cancelled(street = street)", "emit visit_cancelled", "missing-argument"),
        ("expect at wish_asked", "expect at wishasked", "undefined-name"),
    ],
    "bill_dispute": [
        ("after 30 minutes idle", "after 30 minuts idle", "syntax-error"),
        ("on identity_confirmed -> intake", "on identity_confirmed -> intak", "undefined-name"),
        ("customer.good_payer", "customer.good_player", "undefined-name"),
        ("after 10 days -> result", "after 10 EUR -> result", "type-mismatch"),
        ('"Hi {{ customer.first_name }}, your', '"Hi {{ customer.first_name }, your', "template-syntax"),
    ],
}


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_compiles(path: Path) -> None:
    """Its journey has the name of its file, a title, an owner, and both languages."""
    # A journey that runs others brings them along.
    (journey,) = (journey for journey in load(path).journeys if journey.name == path.stem)
    assert journey.title
    assert journey.owner.endswith("@telco.example")
    assert journey.languages == ("en", "de")


def test_a_comment_of_two_signs_belongs_to_what_follows() -> None:
    """It is kept in what is compiled."""
    (journey,) = load(next(path for path in EXAMPLES if path.stem == "bill_dispute")).journeys
    docs = {node.name: node.doc for node in journey.nodes if node.doc}
    assert docs == {
        "intake": "Everything the customer says here is kept, field by field, on whatever channel."
    }


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_five_faults_are_five_findings(path: Path) -> None:
    """Each of its rule and on its line, nothing else."""
    text = path.read_text(encoding="utf-8")
    expected = []
    for written, instead, rule in FAULTS[path.stem]:
        assert written in text, written
        at = text.index(written)
        text = text[:at] + instead + text[at + len(written) :]
        expected.append((at, rule))
    lines = sorted((text.count("\n", 0, at) + 1, rule) for at, rule in expected)
    found = check_text(path, text).diagnostics
    assert sorted((one.source.position(one.span.start)[0], one.rule) for one in found) == lines
