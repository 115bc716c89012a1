"""A journey with one step and a field of every kind, to put clauses into."""

from tests.blocks import findings

JOURNEY = """\
type Plan {{ name: text   price: money?   limit: decimal }}
event measured {{ size: int   note: text?   plan: Plan   tone: one of calm, angry }}
event ordered {{ size: int   plan: Plan   extra: bool }}
notification offer(plan: Plan, price: money, note: text = "no", h: text?) {{ via sms text "{{{{ price }}}}" }}
journey example "Example" {{
  context {{
    yes: bool = true
    n: int = 1
    d: decimal = 1
    t: text = "a"
    i: id = "B7"
    m: money = 5 EUR
    p: percent = 10%
    du: duration = 2 days
    at1: instant = 2026-11-23T09:00
    day: date = 2026-11-23
    hour_of_day: time = 20:00
    ch: channel = web
    tier: Tier = gold
    tiers: list of Tier = [gold]
    plan: Plan = {{ name = "S", limit = 3 }}
    on_: int?
    om: money?
    oplan: Plan?
    late: Plan
  }}
  starts on opened -> here
  step here via web, chat {{
{clause}
    on cancelled -> done
  }}
  end done success
}}
"""


def at(clause: str) -> list[tuple[str, str]]:
    """The rule and the words of what is found with a clause in the step; nothing may be found elsewhere."""
    found = findings(JOURNEY.format(clause=clause))
    assert {finding.line for finding in found} <= {29}, found
    return [(finding.rule, finding.message) for finding in found]
