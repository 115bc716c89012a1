"""Whole tables of our own making: what they become, what comes of their cases, and why others are skipped."""

from pathlib import Path

import pytest

from tests.oracles.dmn import results_of
from tests.oracles.dmn.reading import read_decisions
from tests.oracles.dmn.reasons import Reason
from tests.oracles.dmn.translation import translate
from tests.oracles.table import Outcome, Result

MODEL = """\
<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/">
  <inputData name="Last Bill"/><inputData name="Due"/><inputData name="2nd try?"/>
  <decision name="Answer">
    {needs}<decisionTable {table}>
      <input><inputExpression typeRef="number"><text>{looks}</text></inputExpression></input>
      <input><inputExpression typeRef="feel:{type}"><text>Due</text></inputExpression></input>
      <input><inputExpression typeRef="boolean"><text>2nd try?</text></inputExpression></input>
      {outputs}
      <rule>
        <inputEntry><text>{test}</text></inputEntry><inputEntry/><inputEntry><text>true</text></inputEntry>
        {first}
      </rule>
      <rule>
        <inputEntry><text>&gt; 1</text></inputEntry>
        <inputEntry><text>&gt; date("2026-01-31")</text></inputEntry><inputEntry><text>-</text></inputEntry>
        {second}
      </rule>
    </decisionTable>
  </decision>
  <decision name="Other"><literalExpression><text>1</text></literalExpression></decision>
</definitions>
"""
CASES = """\
<testCases xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <modelName>model.dmn</modelName>
  <testCase id="001">
    <inputNode name="Last Bill"><value xsi:type="xsd:{number}">{bill}</value></inputNode>
    <inputNode name="Due"><value xsi:type="xsd:date">2026-02-01</value></inputNode>
    <inputNode name="2nd try?"><value xsi:type="xsd:boolean">true</value></inputNode>
    <resultNode name="{decision}"><expected>{expected}</expected></resultNode>
  </testCase>
</testCases>
"""
TEXT, NUMBER = '<value xsi:type="xsd:string">{}</value>', '<value xsi:type="xsd:decimal">{}</value>'
ORDERED = "<output><outputValues><text>{}</text></outputValues></output>"
TWO = '<output name="Kind"/><output name="How much"/>'


def cells(*texts: str) -> str:
    return "".join(f"<outputEntry><text>{text}</text></outputEntry>" for text in texts)


def items(*values: str) -> str:
    return f"<list>{''.join(f'<item>{value}</item>' for value in values)}</list>"


def record(kind: str, much: int) -> str:
    parts = {"Kind": TEXT.format(kind), "How much": NUMBER.format(much)}
    return "".join(f'<component name="{name}">{value}</component>' for name, value in parts.items())


MODEL_PARTS = {
    "needs": "",
    "table": 'hitPolicy="FIRST"',
    "looks": "Last Bill",
    "type": "date",
    "outputs": "<output/>",
    "test": "&gt;= 5",
    "first": cells('"a"'),
    "second": cells('"b"'),
}
CASE_PARTS = {"number": "decimal", "bill": "7", "decision": "Answer", "expected": TEXT.format("a")}


def model(folder: Path, **parts: str) -> Path:
    """A model and a case with these parts; the others are those above."""
    (folder / "one").mkdir()
    for name, text, known in (("model.dmn", MODEL, MODEL_PARTS), ("case.xml", CASES, CASE_PARTS)):
        filled = text.format(**known | {part: value for part, value in parts.items() if part in known})
        (folder / "one" / name).write_text(filled, encoding="utf-8")
    return folder


def played(folder: Path, **parts: str) -> Result:
    (result,) = results_of(model(folder, **parts))
    assert result.name == "case 001"
    return result


def test_a_table_becomes_a_decision(tmp_path: Path) -> None:
    """Names that the language cannot have are others; what nobody gives stands behind `otherwise`."""
    table = read_decisions(model(tmp_path, bill="7") / "one" / "model.dmn")["Answer"]
    assert table is not None
    assert (
        translate(table).text
        == """\
decision table(last_bill: decimal, due: date, x_2nd_try: bool, nothing: text?) gives text? first {
  when last_bill >= 5 and x_2nd_try => "a"
  when last_bill > 1 and due > 2026-01-31 => "b"
  otherwise => nothing
}
"""
    )


def test_outputs_in_an_order_become_a_type(tmp_path: Path) -> None:
    ordered = ORDERED.format('"b","true"')
    parts = {"table": 'hitPolicy="PRIORITY"', "outputs": ordered, "first": cells('"true"')}
    table = read_decisions(model(tmp_path, **parts) / "one" / "model.dmn")["Answer"]
    assert table is not None
    text = translate(table).text
    assert text.startswith("type Ranked one of b, x_true\n")
    assert " gives Ranked? priority {" in text
    assert " => x_true\n" in text


def aggregated(name: str) -> dict[str, str]:
    table = f'hitPolicy="COLLECT" aggregation="{name}"'
    return {"table": table, "first": cells("2"), "second": cells("1.5")}


DEFAULTS = """<output name="Kind"><defaultOutputEntry><text>"none"</text></defaultOutputEntry></output>
<output name="How much"/>"""
RECORDS = {"outputs": TWO, "first": cells('"a"', "1"), "second": cells('"b"', "2")}
BY_SECOND = {
    **RECORDS,
    "outputs": '<output name="Kind"/>'
    + ORDERED.format("2, 1").replace("<output>", '<output name="How much">'),
}


@pytest.mark.parametrize(
    "parts",
    [
        {},
        {"bill": "3", "expected": TEXT.format("b")},
        {"bill": "0", "expected": '<value xsi:nil="true"/>'},
        {"table": "", "test": "&lt;= 1", "expected": TEXT.format("b")},
        {"table": 'hitPolicy="ANY"', "second": cells('"a"')},
        {"table": 'hitPolicy="PRIORITY"', "outputs": ORDERED.format('"b","a"'), "expected": TEXT.format("b")},
        {
            **BY_SECOND,
            "table": 'hitPolicy="PRIORITY"',
            "expected": record("b", 2),
        },
        {
            **BY_SECOND,
            "table": 'hitPolicy="OUTPUT ORDER"',
            "expected": items(record("b", 2), record("a", 1)),
        },
        {"table": 'hitPolicy="RULE ORDER"', "expected": items(TEXT.format("a"), TEXT.format("b"))},
        {"table": 'hitPolicy="COLLECT"', "bill": "0", "expected": "<list/>"},
        {**aggregated("SUM"), "expected": NUMBER.format("3.50")},
        {**aggregated("MIN"), "expected": NUMBER.format("1.5")},
        {**aggregated("MAX"), "expected": NUMBER.format("2")},
        {**aggregated("COUNT"), "expected": NUMBER.format("2")},
        {**aggregated("COUNT"), "bill": "0", "expected": NUMBER.format("0")},
        {**RECORDS, "expected": record("a", 1)},
        {
            **RECORDS,
            "outputs": DEFAULTS,
            "bill": "0",
            "expected": f'<component name="Kind">{TEXT.format("none")}</component>'
            '<component name="How much"><value xsi:nil="true"/></component>',
        },
    ],
)
def test_a_case_passes(tmp_path: Path, parts: dict[str, str]) -> None:
    assert played(tmp_path, **parts) == Result("case 001", Outcome.PASSED)


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({"expected": TEXT.format("b")}, "Answer is a, not b"),
        ({"expected": '<value xsi:nil="true"/>'}, "Answer is a, not None"),
        ({"table": 'hitPolicy="ANY"'}, "say two things where both are true"),
        ({"table": ""}, "two rows of `table` may be true together"),
        ({**RECORDS, "expected": record("a", 2)}, "not {'Kind': 'a', 'How much': Decimal('2')}"),
    ],
)
def test_a_case_fails(tmp_path: Path, parts: dict[str, str], reason: str) -> None:
    """Where something else comes, where our compiler refuses the table, and where it has no value."""
    result = played(tmp_path, **parts)
    assert result.outcome is Outcome.FAILED
    assert reason in result.reason


REQUIRED = '<informationRequirement><requiredDecision href="#x"/></informationRequirement>'
SKIPPED: list[tuple[Reason, dict[str, str]]] = [
    (Reason.NO_TABLE, {"decision": "Other"}),
    (Reason.NO_TABLE, {"decision": "Missing"}),
    (Reason.OTHER_DECISION, {"needs": REQUIRED}),
    (Reason.OTHER_DECISION, {"needs": "<knowledgeRequirement/>"}),
    (Reason.NO_ORDER, {"table": 'hitPolicy="OUTPUT ORDER"'}),
    (Reason.NO_ORDER, {"table": 'hitPolicy="OUTPUT ORDER"', "outputs": ORDERED.format('"a"')}),
    (Reason.NO_ORDER, {"table": 'hitPolicy="PRIORITY"', "outputs": ORDERED.format('"a"')}),
    (Reason.SEVERAL_AGGREGATED, {**RECORDS, "table": 'hitPolicy="COLLECT" aggregation="SUM"'}),
    (Reason.EXPRESSION, {"looks": "Last Bill + 1"}),
    (Reason.EXPRESSION, {"test": "&gt; Due"}),
    (Reason.EXPRESSION, {"first": cells("1 + 1")}),
    (Reason.TYPE, {"type": "dateTime"}),
    (Reason.TYPE, {"second": cells("1")}),
    (Reason.TYPE, {"number": "duration"}),
    (Reason.TYPE, {"number": "string"}),
    (Reason.MISSING_INPUT, {"number": 'decimal" xsi:nil="true'}),
]  # fmt: skip


@pytest.mark.parametrize(("reason", "parts"), SKIPPED)
def test_what_has_no_translation_says_why(tmp_path: Path, reason: Reason, parts: dict[str, str]) -> None:
    result = played(tmp_path, **parts)
    assert (result.outcome, result.reason) == (Outcome.SKIPPED, reason.value)


def test_every_reason_is_given_by_something() -> None:
    assert {reason for reason, _ in SKIPPED} == set(Reason)
