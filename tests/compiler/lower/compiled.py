"""Short texts compiled with the parties they leave out."""

from typing import Any

from journeyc.compiler import compile_package
from journeyc.ir import Package
from journeyc.ir.walk import parts
from tests.blocks import Block, checked

PARTIES = """
touchpoint all "All" { channel web: show, ask   channel sms: push   channel desk: agent }
type Tier one of bronze, silver, gold
type Bill { number: id   amount: money? }
customer { key id: id   tier: Tier = bronze   moving: bool = false   zone: text }
event opened { bill: Bill }
event ping { n: int }
event pong
service billing.credit(bill: id, factor: decimal) gives Bill fails refused
notification news(n: decimal) "News" { via sms text "{{ n }}" }
calendar office { timezone "Europe/Berlin" monday to friday from 08:00 to 18:00 }
queue experts "Experts"
decision route(c: Customer, share: decimal) gives channel first {
  when c.tier == gold and share > 1 => sms
  otherwise => web
}
"""


def compiled(text: str, parties: str = PARTIES) -> Package:
    """The package of a text without errors."""
    found = checked(Block("", 0, "", f"{text}\n{parties}", {}))
    errors = [item.message for item in found.diagnostics if item.severity == "error"]
    assert not errors, errors
    return compile_package(found)


def journey(body: str, head: str = "") -> Any:
    """The journey `j` with this in it, and two ends to lead to."""
    ends = "end done success end gone failure"
    context = "context { bill: Bill?   n: int = 0   d: decimal = 1.5   words: list of text = [] }"
    text = f"journey j {{ calendar office {context} {body} {ends} }} {head}"
    return next(found for found in compiled(text).journeys if found.name == "j")


def bare(value: Any) -> Any:
    """A model as plain values: without places, without what is as it is by itself."""
    if hasattr(value, "model_fields_set"):
        return {
            name: bare(getattr(value, name))
            for name, field in type(value).model_fields.items()
            if name != "place" and getattr(value, name) != field.default
        }
    return [bare(item) for item in value] if isinstance(value, tuple) else value


def kinds(value: Any) -> set[str]:
    """The names of all models and expression nodes a value is made of."""
    return {type(part).__name__ for part in parts(value)}
