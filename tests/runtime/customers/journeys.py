"""A company with journeys, rules and segments for the tests of customers."""

from journeyc.ir import Package
from journeyc.source import Source
from tests.compiling import package_of

COMPANY = """
touchpoint website "Website"   { channel web: show, ask }
touchpoint messages "Messages" { channel sms: push   channel email: push }
queue experts "Experts"
customer {
  key id: id
  private alias phone: text?
  private alias mail: text?
  private name: text?
  private bank: text?
  tier: text?
  points: int = 0
  timezone: text = "Europe/Berlin"
}
service crm.look_up(who: text?) gives text fails unknown
event opened { bill: id }
event bought { what: text }
event paid {}
event complained {}
event moved { words: text }
event asked {}
event closed {}
event heard_of { words: text }
event told { words: text }
notification hello(words: text) "Hello" { via sms, email  text "Hello {{ words }}" }
segment at_risk "At risk" when customer.points > 10
segment in_debt "In debt" when 100 / customer.points > 10

rule complains "Complains" { on 3 complained within 2 days { notify hello(words = "sorry") } }
rule silent "Silent" { on bought then no paid within 1 day { notify hello(words = "pay") } }

journey dispute "Dispute" {
  one run per customer, bill
  context { bill: id?   note: text?   copy: text?   seen: int = 0 }
  timezone customer.timezone
  starts on opened -> asking { set bill = event.bill }
  step asking "Asking" via web {
    ask note
    on moved { set note = event.words  set copy = customer.bank }
    on asked -> work
    on at_risk.entered { set seen = seen + 1 }
    on at_risk.left { set seen = seen + 100 }
    on hello.clicked { set seen = seen + 1000 }
    when customer.points > 1000 -> done
    after 3 days {
      notify hello(words = customer.bank else "you")
      note "{% if customer.bank is set %}bank {{ customer.bank }}{% endif %}"
    }
  }
  step work "Work" via web by queue experts {
    say "Your bank is {% if customer.bank is set %}{{ customer.bank }}{% endif %}"
    on closed -> done
  }
  end done "Done" success { emit told(words = customer.bank else "none") }
}

journey calling "Calling" {
  starts on asked -> look
  context { got: text? }
  step look "Look" via web {
    call crm.look_up(who = customer.mail) timeout 1 hour {
      ok as r       -> fine { set got = r }
      fails unknown -> fine
      no answer     -> fine
    }
  }
  end fine success
}

journey care "Care" {
  reenter never
  starts when customer enters at_risk -> calling_up
  step calling_up "Calling up" via web { on closed -> ok }
  end ok success
}

journey letter "Letter" {
  starts every monday at 09:00 for at_risk -> sent
  end sent success
}
"""


def company(text: str = COMPANY) -> Package:
    """The compiled company."""
    return package_of(Source("company.journey", text))
