"""A journey with one of everything that is generated, and names that mean something in other languages."""

from journeyc.ir import Package
from journeyc.source import Source
from tests.compiling import package_of

SHOP = r'''
touchpoint website "Website" { channel web: show, ask }
touchpoint contact "Contact" { channel desk: agent  channel sms: push }

type Size one of small, large
type Money { euros: int }
type Item { id: id  price: money  size: Size?  parts: list of Item  class: text? }

customer {
  key id: id
  private first_name: text = "there"
  private phone: text?
  born: date?
  tier: one of low, high = low
}

queue team "Team"
segment good "Good" when customer.tier == high

## Sent by "the shop". """ It ends no string, \\ nor a comment: */ or // or <!--
event ordered {
  item: Item
  count: int
  from: text?
  name: text
  when_wanted: instant?
  share: percent
  weight: decimal
  day: date
  hour: time
  lasting: duration
  tags: list of text
  hints: list of text?
  sizes: list of Size
  paid: Money?
  by: channel?
}
event item_sent { ordered: bool }
event told { phone: text? }

## What it costs.
service bank.refund(account: text, amount: money, to: Item?) gives Item fails refused, closed
service bank.rates(day: date) gives list of decimal
service printer.letter(from: text)

journey shop "A shop" {
  version 2
  context {
    item: Item
    count: int = 1
    said: text?
    phone: text?
    price: money?
  }
  starts on ordered from web -> asked {
    set item = event.item
    set phone = customer.phone
  }

  step asked "What is it?" via web {
    ask said, item.size, price
    on answered -> paying
  }
  step paying "Paying" {
    call bank.refund(account = "DE1", amount = item.price, to = item) timeout 5 seconds {
      ok as it -> sent { set item = it }
      fails refused -> lost
      fails closed -> lost
      no answer -> lost
    }
  }
  step sent "Sent" via desk by queue team {
    enter { emit told(phone = phone) }
    on item_sent -> done { notify thanks }
    after 2 days -> lost
  }
  end done "Done" success
  end lost "Lost" failure
}

journey check(strict: bool = false, item: Item?, amount: money) "Check" {
  starts -> waiting
  step waiting "Waiting" via web { on item_sent -> fine  after 1 day -> fine }
  end fine "Fine" success
}

notification thanks "Thanks" { via sms  text "Thanks" }
'''

SOURCE = Source("shop.journey", SHOP)


def shop() -> Package:
    """The journey, compiled."""
    return package_of(SOURCE)
