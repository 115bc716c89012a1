"""What only follows from a fault is not said beside it; what is another fault is."""

import pytest

from tests.blocks import findings

TEXT = """\
touchpoint phone "Phone" { channel call: speak, ask }
type Reason one of price, roaming, other
type Part { code: text   side: one of left, right?   note: text? }
event packed { parts: list of Part   reasons: list of Reason }
service crm.parts(customer: id, most: int) gives text fails unknown
decision may_wait(loyal: bool) gives bool first {
  when loyal => true
  otherwise  => false
}
notification told(amount: money) "Told" {
  via sms, email
  text "{{ amount }}, {{ customer.good_payer }}"
  text for sms "{{ amount }}"
}
journey claim "Claim" {
  version 4
  context { reason: Reason = other   part: Part = { code = "P1" }   plan: text = "S" }
  starts on opened -> intake
  step intake "Tell us more" via call {
    say "About {{ plan }}?"
    on confirmed when may_wait(customer.good_payer) -> check
    on cancelled when reason == price -> gone { notify told(amount = 20 EUR) }
    on paid when plan == "M" -> gone
    after 9 days -> check
  }
  stage check "Check" {
    step look "Look" via call { say "Part {{ part.code }}." on confirmed -> seen }
    end seen "Seen"
    on check.done -> gone
  }
  migrate from 3 { move collect -> intake }
  end gone "Gone" neutral
}
scenario "One" for claim {
  given reason = roaming
  given part = { code = "P2", side = left }
  stub crm.parts gives "P2"
  on packed(parts = [{ code = "P3", side = right }], reasons = [price, other])
  expect at intake
}
"""

SILENT = "`call` can neither show nor speak, but `intake` says something"


def said(text: str) -> list[tuple[str, str]]:
    """The rules that find something, with the words that they say."""
    return [(found.rule, found.message) for found in findings(text)]


@pytest.mark.parametrize(
    ("written", "instead", "rule", "message"),
    [
        # a name that had to be made up
        ("one of price, ", "one of , ", "syntax-error", "a name is missing before `,`"),
        ("other\ntype", "\ntype", "syntax-error", "a name is missing after `,`"),
        ("{ code: text", "{ : text", "syntax-error", "a name is missing before `:`"),
        ("service crm.parts", "service .parts", "syntax-error", "a name is missing before `.`"),
        ("decision may_wait", "decision ", "syntax-error", "a name is missing before `(`"),
        ("(loyal: bool)", "(: bool)", "syntax-error", "a name is missing before `:`"),
        ("packed { parts", "packed { ", "syntax-error", "a name is missing before `:`"),
        ("parts: list of Part", "parts: list of", "syntax-error", "a name is missing before `:`"),
        ("(amount: money)", "(: money)", "syntax-error", "a name is missing before `:`"),
        ("channel call", "channel ", "syntax-error", "a name is missing before `:`"),
        ("call: speak, ask", "call: , ask", "syntax-error", "a name is missing before `,`"),
        ("stage check", "stage ", "syntax-error", 'a name is missing before `"Check"`'),
        ("version 4", "version", "syntax-error", "a number is missing after `version`"),
        # two words that ran together, and what is left of a line
        ("plan: text", "plantext :", "syntax-error", "a name is missing before `=`"),
        ("(amount: money)", "(amountmoney :)", "syntax-error", "a name is missing before `)`"),
        ("crm.parts(customer", "crm.partscustomer", "syntax-error", "`:` cannot stand here"),
        ("service crm", "crm service ", "syntax-error", "`crm` cannot stand here"),
        (" gives text fails", " text fails", "syntax-error", "`text` cannot stand here"),
        # one fault of names or types in many places
        ("plan: text", "plann: text", "undefined-name", "there is no field `plan` here"),
        ("{ code: text", "{ cod: text", "undefined-name", "`Part` has no field `code`"),
        ("parts: list", "parst: list", "undefined-name", "there is no parameter `parts` of `packed`"),
        ("code: text", "code: txt", "undefined-name", "there is no type `txt`"),
        ("speak, ask", "speek, ask", "channel-cannot", SILENT),
        ("via sms,", "via ssms,", "undefined-name", "there is no channel `ssms`"),
    ],
)  # fmt: skip
def test_what_follows_is_not_said(written: str, instead: str, rule: str, message: str) -> None:
    """One fault is one finding, wherever what could not be read is used."""
    assert said(TEXT) == []
    assert written in TEXT
    assert said(TEXT.replace(written, instead, 1)) == [(rule, message)]


@pytest.mark.parametrize(
    ("written", "instead", "message"),
    [
        ("when plan ==", "when paln ==", "there is no field `paln` here"),
        ("part.code", "part.cod", "`part` has no field `cod`"),
        ("on opened", "on opned", "there is no event `opned`"),
        ("for claim", "for clam", "there is no journey `clam`"),
    ],
)
def test_another_fault_is_said(written: str, instead: str, message: str) -> None:
    """A declaration that could not be read hides no slip in a name of another kind."""
    text = TEXT.replace(written, instead, 1).replace("one of price, ", "one of , ")
    assert sorted(said(text)) == sorted(
        [("syntax-error", "a name is missing before `,`"), ("undefined-name", message)]
    )
