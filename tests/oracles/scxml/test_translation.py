"""What the rules of translation make of machines of our own."""

from pathlib import Path

import pytest

from tests.oracles.scxml.events import matching
from tests.oracles.scxml.names import Names, field_names
from tests.oracles.scxml.trial import ADDS, DATA, translated, verdict
from tests.oracles.table import Outcome


def test_a_machine_becomes_a_journey(tmp_path: Path) -> None:
    made = translated(
        tmp_path,
        """<datamodel><data id="Var1" expr="0"/><data id="Var2"/></datamodel>
        <state id="s0" initial="s2">
          <onentry><raise event="foo"/></onentry>
          <onexit><assign location="Var1" expr="Var1 + 1"/></onexit>
          <transition event="done.state.s0" cond="Var2 == 3" target="pass"/>
          <transition event="*" target="fail"/>
          <state id="s1"/>
          <state id="s2">
            <transition event="foo" target="f"><assign location="Var2" expr="3"/></transition>
          </state>
          <final id="f"/>
        </state>""",
    )
    assert (
        made.text
        == """\
customer { key id: id }
event foo

journey machine {
  context {
    var1: int = 0
    var2: int?
  }
  starts -> s0
  stage s0 {
    enter {
      raise foo
    }
    leave {
      set var1 = var1 + 1
    }
    on s0.done when (var2 is set and var2 == 3) -> pass
    on foo, s0.done -> fail
    first s2
    step s1 {
    }
    step s2 {
      on foo -> f {
        set var2 = 3
      }
    }
    end f
  }
  end pass success
  end fail failure
}
"""
    )


def test_wildcards_mean_the_events_that_there_are() -> None:
    names = ("foo", "foo.zoo", "foos", "bar")
    assert matching(("foo",), names) == ["foo", "foo.zoo"]
    assert matching(("foo.*", "bar."), names) == ["foo", "foo.zoo", "bar"]
    assert matching(("*",), names) == list(names)
    assert matching((), names) == []


def test_no_two_names_come_out_as_one() -> None:
    names = Names()
    assert [names.of(name) for name in ("a.b", "a_b", "A b", "1", "not", "a.b")] == [
        "a_b", "a_b_2", "a_b_3", "n1", "not_2", "a_b",
    ]  # fmt: skip
    assert field_names().of("id") == "id_2"


PLAYED = {
    "delays, and what is sent last comes last of equals": (
        '<state id="s"><onentry><send event="late" delay="2s"/><send event="b" delay=".5s"/>'
        '<send event="a" delayexpr="\'500ms\'"/><send event="now"/></onentry>'
        '<transition event="now" target="t"/><transition event="*" target="fail"/></state>'
        '<state id="t"><transition event="b" target="u"/><transition event="*" target="fail"/></state>'
        '<state id="u"><transition event="a" target="v"/><transition event="*" target="fail"/></state>'
        '<state id="v"><transition event="late" target="pass"/></state>'
    ),
    "what is cancelled does not come": (
        '<state id="s"><onentry><send event="a" id="x" delay="1s"/><send event="b" delay="2s"/>'
        '<cancel sendid="x"/></onentry>'
        '<transition event="b" target="pass"/><transition event="a" target="fail"/></state>'
    ),
    "what goes with an event": (
        f"""{DATA}<state id="s"><onentry>
            <send event="e" delay="1s"><param name="p" expr="a + 2"/></send><assign location="a" expr="7"/>
          </onentry>
          <transition event="e" cond="_event.data.p == 2 and _event.data.get('p') &lt; 3" target="pass"/>
        </state>"""
    ),
    "conditions on the way in, in their order": (
        f"""{DATA}<state id="s"><onentry><assign location="a" expr="1"/>
            <if cond="a == 1"><assign location="a" expr="2"/><else/><assign location="a" expr="9"/></if>
            <if cond="a == 3">
              <assign location="a" expr="9"/><elseif cond="a"/><assign location="a" expr="a + 3"/>
            </if>
            <assign location="a" expr="a * 2"/></onentry>
          <transition cond="a == 10" target="pass"/><transition target="fail"/>
        </state>"""
    ),
    "a history, never left and left": (
        f"""{DATA}<state id="begin"><transition target="h"/></state>
        <state id="s" initial="x">{ADDS}
          <history id="h"><transition target="y"/></history>
          <state id="x"><transition target="fail"/></state>
          <state id="y"><onentry><raise event="out"/></onentry><transition event="out" target="z"/></state>
          <state id="z"><transition cond="a == 2" target="pass"/><transition target="away"/></state>
        </state>
        <state id="away"><transition target="h"/></state>"""
    ),
    "one of several side by side is entered with the others": (
        f"""{DATA}<state id="begin"><transition target="b"/></state>
        <parallel id="p"><onentry><raise event="go"/></onentry>
          <state id="b"/>
          <state id="c">{ADDS}<transition event="go" cond="a == 1" target="c"/>
            <transition event="go" cond="a == 2" target="pass"/></state>
        </parallel>"""
    ),
    "what stays inside leaves only what is inside": (
        f"""{DATA}<state id="s" initial="x"><onentry><raise event="go"/></onentry>
          <onexit><assign location="a" expr="a + 10"/></onexit>
          <transition event="go" type="internal" target="x"/>
          <transition event="on" cond="a == 2" target="pass"/>
          <state id="x">{ADDS}<transition cond="a == 2" target="y"/></state>
          <state id="y"><onentry><raise event="on"/></onentry></state>
        </state>"""
    ),
    "what is done says so with data": (
        """<state id="s"><transition event="done.state.s" cond="_event.data['n'] == 4" target="pass"/>
          <state id="x"><transition target="f"/></state>
          <final id="f"><donedata><param name="n" expr="2 + 2"/></donedata></final></state>"""
    ),
    "scripts that only assign": (
        "<script>b = 1</script>"
        '<state id="s"><onentry><script>b += 2</script></onentry>'
        '<transition cond="b == 3" target="pass"/><transition target="fail"/></state>'
    ),
}


@pytest.mark.parametrize("body", PLAYED.values(), ids=PLAYED.keys())
def test_machines_of_our_own_pass(tmp_path: Path, body: str) -> None:
    assert verdict(tmp_path, body)[1:] == (Outcome.PASSED, "")
