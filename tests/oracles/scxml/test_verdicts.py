"""Each verdict on a machine can come out, and each reason can be given."""

from pathlib import Path

import pytest

from tests.oracles.scxml.faults import Fault, FaultKind, Finding, judge
from tests.oracles.scxml.reasons import Reason
from tests.oracles.scxml.trial import DATA, verdict
from tests.oracles.table import Outcome


@pytest.mark.parametrize(
    ("body", "expected", "reason"),
    [
        ('<state id="s"><transition target="pass"/></state>', Outcome.PASSED, ""),
        ('<state id="s"><transition target="fail"/></state>', Outcome.FAILED, "it ended in fail"),
        (
            '<state id="s"><transition event="never" target="pass"/></state>',
            Outcome.FAILED,
            "it did not end, and is in s",
        ),
        (
            '<state id="s"><onentry><send event="go"/></onentry><transition event="go" target="s"/></state>',
            Outcome.FAILED,
            "it did not end, and is in s",
        ),
        (
            '<state id="s"><transition target="t"/></state><state id="t"><transition target="s"/></state>',
            Outcome.FAILED,
            "an incident: the journey goes round without waiting for anything",
        ),
        (
            '<state id="s"><transition cond="2 ** 3" target="pass"/></state>',
            Outcome.FAILED,
            "no rule says how to translate the expression 2 ** 3",
        ),
        (
            f"""{DATA}<parallel id="p">
              <state id="b"><transition event="go"><assign location="a" expr="1"/></transition></state>
              <state id="c"><transition event="go"><assign location="a" expr="2"/></transition></state>
            </parallel>""",
            Outcome.FAILED,
            "it does not compile: the compiler refuses a legal line: set a = 2: `a` may be set",
        ),
        (
            '<state id="s"><onentry><assign location="a" expr="1"/></onentry></state>',
            Outcome.PASSED,
            "rejected, as it should be: what was never declared",
        ),
        (
            '<state id="s"><transition cond="1 = 1" target="pass"/></state>',
            Outcome.PASSED,
            "rejected, as it should be: what is no expression",
        ),
        (
            """<state id="s"><transition cond="nothing"/><transition cond="In('s')"/></state>""",
            Outcome.SKIPPED,
            Reason.IN_STATE.value,
        ),
    ],
)
def test_each_verdict_can_come_out(tmp_path: Path, body: str, expected: Outcome, reason: str) -> None:
    found = verdict(tmp_path, body)
    assert (found.outcome, found.reason[: len(reason)] if reason else found.reason) == (expected, reason)


def test_a_fault_that_the_compiler_accepts_is_a_failure() -> None:
    fault = Fault(FaultKind.UNDECLARED, "a")
    here = Finding("undefined-name", "there is no field `a`", "set a = 1")
    assert judge([fault], [here]) == ""
    assert judge([fault], []) == "the compiler does not refuse what was never declared: a"
    elsewhere = here._replace(line="set c = 1")
    assert judge([fault], [elsewhere]) == "the compiler does not refuse what was never declared: a"
    other = here._replace(rule="type-mismatch")
    assert judge([fault], [other]) == "the compiler does not refuse what was never declared: a"
    assert judge([fault], [here, elsewhere]).startswith("the compiler refuses a legal line: set c = 1")


@pytest.mark.parametrize(
    ("body", "attributes", "reason"),
    [
        ('<state id="s"><invoke/></state>', "", Reason.INVOKE),
        ('<state id="s"><onentry><send type="#BasicHTTP" event="e"/></onentry></state>', "", Reason.HTTP),
        ('<state id="s"><onentry><foreach array="a" item="b"/></onentry></state>', "", Reason.FOREACH),
        ("<script>def f(): pass</script>", "", Reason.SCRIPT),
        ('<datamodel><data id="a" expr="lambda: 1"/></datamodel>', "", Reason.SCRIPT),
        ('<datamodel><data id="a" src="file:a.txt"/></datamodel>', "", Reason.DOCUMENTS),
        ('<state id="s"><transition cond="In(\'s\')" target="pass"/></state>', "", Reason.IN_STATE),
        ('<state id="s"><transition target="pass fail"/></state>', "", Reason.SEVERAL_TARGETS),
        (
            """<state id="s" initial="h">
              <history id="h"><transition target="t"/></history><state id="t"/>
            </state>""",
            "",
            Reason.HISTORY,
        ),
        ('<datamodel><data id="a" expr="_sessionid"/></datamodel>', "", Reason.SYSTEM),
        (
            f'{DATA}<state id="s"><onentry><assign location="a" expr="_event.name"/></onentry></state>',
            "",
            Reason.SYSTEM,
        ),
        ('<state id="s"><onentry><send target="nobody" event="e"/></onentry></state>', "", Reason.ERRORS),
        ('<state id="s"/>', 'binding="late"', Reason.LATE_BINDING),
        (
            f'{DATA}<state id="s"><onentry><assign location="a" expr="\'x\'"/></onentry></state>',
            "",
            Reason.TYPES,
        ),
        (
            """<parallel id="p">
              <state id="b"><final id="c"/></state><state id="d"><final id="e"/></state>
            </parallel>
            <state id="s"><transition event="done.state.p" target="pass"/></state>""",
            "",
            Reason.DONE_ELSEWHERE,
        ),
    ],
)
def test_each_reason_can_be_given(tmp_path: Path, body: str, attributes: str, reason: Reason) -> None:
    assert verdict(tmp_path, body, attributes)[1:] == (Outcome.SKIPPED, reason.value)
