"""A journey in its third version, with customers in all of its steps, and the fourth, to which they move."""

from functools import cache
from pathlib import Path
from typing import NamedTuple

from journeyc.ir import Package, to_json
from journeyc.source import Source
from tests.compiling import package_of

_AROUND = """
touchpoint website "Website"   { channel web: show, ask }
touchpoint centre "Centre"     { channel desk: agent, ask }
touchpoint messages "Messages" { channel sms: push   channel email: push }
queue experts "Experts"
customer { key id: id   name: text = "you" }
service billing.credit(bill: id) gives money fails refused
event opened { bill: id }
event decided { accepted: bool }
event shown { ok: bool }
event save_for_later
event help
event helped
event to_court
event paper { page: int } keep 10 days
event gave_up { bill: id }
notification come_back "Come back" { via sms, email  text "Go on, {{ customer.name }}." }
notification paid_note(bill: id) "Paid" { via sms, email  text "{{ bill }} is paid, {{ customer.name }}." }

journey who(case: id) "Who is it?" {
  one run per customer, case
  starts -> asked
  step asked "Is it you?" via web {
    on shown -> right
    after 2 hours -> right
  }
  end right "Right" success
}
"""

THREE = """
journey dispute "Dispute" {
  version 3
  one run per customer, bill
  context {
    bill: id = "none"   reason: text?   amount: money?   paid: money = 0 EUR
    looked: int = 0   pages: int = 0
  }
  starts on opened from web -> known { set bill = event.bill }
  pause {
    after 2 hours idle
    on save_for_later
    remind come_back after 2 hours, 6 hours
    give up after 20 hours -> abandoned { emit gave_up(bill = bill) }
  }
  step known "Is it you?" via web {
    run who(case = bill) { ends right -> intake }
  }
  step intake "What is wrong?" via web {
    ask reason, amount
    on answered -> looking
    on to_court -> court
    remind come_back after 1 hour
    undo { note "taken back" }
  }
  parallel looking "Two look at it" {
    branch people "People" {
      step deciding "Deciding" via desk by queue experts {
        on decided when event.accepted -> yes
        on decided -> no
        every 2 hours at most 3 times { set looked = looked + 1 }
        after 9 hours -> yes
      }
      end yes
      end no
    }
    branch billing "Billing" {
      step crediting "Crediting" {
        call billing.credit(bill = bill) retry 3 times every 1 minute timeout 10 minutes {
          ok as sum     -> credited { set paid = sum }
          fails refused -> refused
          no answer     -> refused
        }
      }
      end credited
      end refused
    }
    on looking.done -> closing
  }
  step closing "Is all well?" via web {
    on paper { set pages = pages + 1 }
    on shown when event.ok -> done
    on shown -> lost undoing
    after 2 days -> done
  }
  step court "In court" via web {
    on shown -> closing
    after 5 days -> lost
  }
  anytime helping {
    on help from web -> talking
    step talking "Talking" via web {
      on helped -> back
      after 3 hours -> back
    }
  }
  end done "Done" success { notify paid_note(bill = bill) }
  end lost "Lost" failure
  end abandoned "Given up" failure
}
"""

#: All steps but one have another name, some another clause; nothing says where those in court go.
_CHANGES = (
    ("version 3", "version 4"),
    ("looked: int = 0 ", 'looked: decimal = 0   tone: text = "kind" '),
    ("-> intake", "-> asking"),
    ("step intake", "step asking"),
    ("looking", "examining"),
    ("step deciding", "step judging"),
    ("on to_court -> court", ""),
    ("every 2 hours at most 3 times { set looked = looked + 1 }", 'after 1 hour { note "an hour" }'),
    ("step closing", "step finishing"),
    ("-> closing", "-> finishing"),
    ("step talking", "step speaking"),
    ("-> talking", "-> speaking"),
    ("anytime helping", "anytime assisting"),
)
_MIGRATION = """
  migrate from 3 {
    move intake -> asking
    move looking -> examining
    move deciding -> judging
    move closing -> finishing
    move helping -> assisting
    move talking -> speaking
  }
}
"""


def _four() -> str:
    text = THREE
    for old, new in _CHANGES:
        assert old in text
        text = text.replace(old, new)
    start, end = text.index("  step court"), text.index("  anytime")
    text = f"{text[:start]}{text[end:]}"
    return text.rstrip().removesuffix("}").rstrip() + _MIGRATION


FOUR = _four()


@cache
def release(text: str) -> Package:
    """A version, compiled."""
    return package_of(Source("dispute.journey", _AROUND + text))


class Releases(NamedTuple):
    """The compiled files of both versions."""

    three: Path
    four: Path


def compiled(folder: Path) -> Releases:
    """Both versions, compiled into a folder."""
    found = Releases(folder / "journeys.json", folder / "journeys-4.json")
    for file, text in zip(found, (THREE, FOUR), strict=True):
        file.write_text(to_json(release(text)), encoding="utf-8")
    return found
