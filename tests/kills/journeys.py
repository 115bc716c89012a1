"""The journeys that are under load while programs die: calls, messages, pauses, tasks, rules and more."""

from pathlib import Path
from time import time

from journeyc.ir import to_json
from journeyc.source import Source
from tests.compiling import package_of
from tests.kills.load import Load

TEXT = """
touchpoint website "Website"   { channel web: show, ask }
touchpoint centre "Centre"     { channel desk: agent, ask }
touchpoint messages "Messages" { channel sms: push   channel email: push }
queue experts "Experts"
customer {
  key id: id
  alias card: text?
  name: text = "you"
  nagging: bool = false
}
service billing.credit(bill: id) gives money fails refused
event opened { bill: id }
event decided { accepted: bool }
event nagged
event calmed
event shown { ok: bool }
event save_for_later
event credited { bill: id   amount: money }
event gave_up { bill: id }

segment nags "Nags" when customer.nagging
rule nagging "Asks again and again" {
  on 3 nagged within 6 hours { set customer.nagging = true   emit gave_up(bill = "none") }
}
rule silent "Nothing more is heard" {
  on nagged then no nagged within 3 hours { set customer.nagging = false   notify sorry }
}

notification sorry "Sorry" { via email, sms  subject "Sorry"  text "Sorry, {{ customer.name }}." }
notification come_back "Come back" { via sms, email  expires 1 day  text "Go on, {{ customer.name }}." }
notification paid_note(bill: id) "Paid" { via sms, email  text "{{ bill }} is paid, {{ customer.name }}." }

journey who(case: id) "Who is it?" {
  one run per customer, case
  starts -> asked
  step asked "Is it you?" via web {
    on shown when event.ok -> right
    on shown -> wrong
    after 2 hours -> wrong
  }
  end right "Right" success
  end wrong "Wrong" failure
}

journey dispute "Dispute" {
  one run per customer, bill
  context { bill: id = "none"   reason: text?   amount: money?   paid: money = 0 EUR   looked: int = 0 }
  starts on opened from web -> known { set bill = event.bill }
  pause {
    after 30 minutes idle
    on save_for_later
    remind come_back after 2 hours, 6 hours
    give up after 20 hours -> abandoned
  }
  goal soon "Soon" when reached done within 1 day
  rule worries "Worries" { on 2 nagged within 2 hours { note "worries" } }
  step known "Is it you?" via web {
    run who(case = bill) {
      ends right -> intake
      ends wrong -> intake
    }
  }
  step intake "What is wrong?" via web {
    ask reason, amount
    on answered -> looking
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
    on looking.done when paid > 0 EUR -> done
    on looking.done -> lost
  }
  end done "Done" success { notify paid_note(bill = bill)   emit credited(bill = bill, amount = paid) }
  end lost "Lost" failure { notify sorry }
  end abandoned "Given up" failure { emit gave_up(bill = bill) }
}
"""


def begin(
    folder: Path, store: str, seed: str, *, pace: float = 3600, jumps: bool = False, workers: bool = False
) -> Load:
    """A load in an empty folder, with the compiled journeys that its programs open."""
    package = package_of(Source("load.journey", TEXT))
    (folder / "journeys.json").write_text(to_json(package), encoding="utf-8")
    load = Load(store, seed, time(), pace, jumps, workers)
    load.write(folder)
    return load
