"""Journeys as text for the tests of hosts, and how they are compiled."""

from journeyc.ir import Package
from journeyc.source import Source
from tests.compiling import package_of

SHARED = """
touchpoint website "Website"   { channel web: show, ask }
touchpoint centre "Centre"     { channel voice: speak, ask   channel desk: agent, ask }
touchpoint messages "Messages" { channel sms: push   channel email: push }
queue experts "Experts"
bot faq "FAQ"
customer {
  key id: id
  private alias phone: text?
  first_name: text?
  tier: text?
  timezone: text = "Europe/Berlin"
}
type Credit { amount: money   at: instant? }
service billing.credit(bill: id, amount: money) gives Credit fails refused, unknown
service crm.ping()
event opened { bill: id }
event decided { accepted: bool }
event closed {}
event asked_human {}
event credited { bill: id   amount: money }
notification done_note(bill: id) "Done" { via sms, email  expires 7 days  text "Done with {{ bill }}" }
"""


def package(text: str) -> Package:
    """The compiled journeys of a text that stands behind `SHARED`; nothing may be wrong with it."""
    return package_of(Source("test.journey", SHARED + text))


#: The same dispute on two desks at once, and an interrupt over both.
DESK = """
journey desk_work "Desk work" {
  context { bill: id?   note: text?   won: bool = false   escalated: int = 0 }
  timezone customer.timezone
  starts on opened -> work { set bill = event.bill }
  parallel work "Work" {
    branch desk "Desk" {
      step deciding "Deciding" via desk by queue experts {
        ask note
        on decided -> judged { set won = event.accepted }
        after 3 days { set escalated = escalated + 1 }
      }
      end judged
    }
    branch contact "Contact" {
      step informed "Informed" via web, voice { say "We look at {{ bill }}" on closed -> known }
      end known
    }
    on work.done -> done
  }
  anytime urgent human {
    on asked_human -> talking
    step talking "Talking" via desk by bot faq { on closed -> back }
  }
  end done "Done" success
}
"""

#: A bill that a service credits: at once, in a second try, or never.
CREDIT = """
journey credit "Credit" {
  context { bill: id = "none"   paid: money = 0 EUR   why: text = "" }
  timezone customer.timezone
  starts on opened from web -> paying { set bill = event.bill }
  step paying "Paying" {
    call billing.credit(bill = bill, amount = 12.50 EUR) retry 2 times every 1 minute timeout 10 minutes {
      ok as c       -> paid_out { set paid = c.amount }
      fails refused -> lost { set why = "refused" }
      fails unknown -> lost { set why = "unknown" }
      no answer     -> lost { set why = "no answer" }
    }
    on closed -> lost
  }
  end paid_out "Paid" success { emit credited(bill = bill, amount = paid)   note "paid {{ paid }}" }
  end lost "Lost" failure
}
"""
