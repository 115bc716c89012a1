"""What drawn journeys speak of: the company, its customer, what happens, who is called, who works."""

from typing import Any, NamedTuple

PARTIES = """\
touchpoint company "Company" {
  channel web: show, ask
  channel voice: speak, ask
  channel desk: agent
  channel sms: push
  channel email: push
}
type Reason one of price, service, other
type Detail { code: id note: text? level: int? }
customer {
  key id: id
  private first_name: text = "there"
  phone: text?
  score: int = 0
  tier: one of low, high = low
  prefers: channel?
  language: text = "en"
  timezone: text = "Europe/Berlin"
  consent: bool = true
}
event opened { bill: id amount: money? }
event ping
event pong { n: int }
event decided { accepted: bool } keep 2 days
event mark keep 1 hour
event noise to all runs
event part_came { part: text }
event paid { amount: money }
event planned { visit: instant }
event cancelled
event help
event pest { n: int? }
event later
event told { n: int }
service bank.pay(bill: id, amount: money) gives id fails refused, closed
service crm.find(id: id) gives list of text fails unknown
service printer.letter(words: text)
queue team "Team"
bot helper "Helper"
segment big "Big" when customer.score > 5
calendar office {
  timezone "Europe/Berlin"
  monday to friday from 08:00 to 12:00, 13:00 to 18:00
  saturday from 10:00 to 11:00
  closed 2026-12-25 to 2026-12-26, 2027-01-01
}
decision best_channel(c: Customer, n: int) gives channel first {
  when c.prefers is set and c.tier == high => c.prefers
  when n > 3 => voice
  otherwise => web
}
decision weight(n: int) gives int collect sum { when n > 0 => 1 when n > 2 => 2 otherwise => 0 }
notification news(n: int = 0) "News" { via sms, email expires 2 days text "{{ n }}" subject "News" }
notification nudge "Go on" { via email, sms category marketing text "{{ resume_link }}" subject "Go on" }
journey check_id(strict: bool = false) "Check" {
  starts -> who
  step who "Who?" via web, voice {
    on ping -> good
    on cancelled -> bad
    on pong when event.n > 3 -> again
    after 1 hour when strict -> bad
    after 1 day -> bad
  }
  step again "Again" via web, voice { run quick_check { ends fine -> good } after 2 days -> bad }
  end good "Good" success
  end bad "Bad" failure
}
journey quick_check "At once" { starts -> fine end fine "Fine" success }
journey follow_up "Follow up" {
  starts -> asked
  step asked "Asked" via desk by queue team {
    on decided -> answered
    on noise -> answered
    after 5 days -> answered
  }
  end answered "Answered" success
}
"""

#: The fields of a drawn journey. What is not optional has a default, and nothing sets `limit` and `guess`, so
#: that all can be read anywhere.
CONTEXT = """\
context {
  bill: id?
  amount: money?
  reason: Reason?
  day: date?
  limit: money?
  guess: Reason?
  detail: Detail = { code = "D1" }
  parts: list of text = ["P1", "P2", "P3"]
  visit: instant = 2026-11-27T09:00
  n: int = 0
  share: decimal = 1
  total: money = 0 EUR
  won: bool = false
  word: text = "w"
}
"""


class Happening(NamedTuple):
    """An event that steps wait for: what may be asked of it, and what it may leave behind, by field."""

    guards: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()


#: What a step may wait for.
EVENTS = {
    "ping": Happening(),
    "pong": Happening(("event.n > 3", "event.n == 1"), ("set n = event.n",)),
    "decided": Happening(("event.accepted", "not event.accepted"), ("set won = event.accepted",)),
    "mark": Happening(),
    "noise": Happening(),
    "part_came": Happening(('event.part == "P1"',), ("set word = event.part",)),
    "paid": Happening(("event.amount > 20 EUR",), ("set total = event.amount",)),
    "planned": Happening((), ("set visit = event.visit",)),
    "cancelled": Happening(),
    "big.entered": Happening(),
    "big.left": Happening(),
    "news.delivered": Happening(),
    "news.failed, news.suppressed": Happening(),
}
#: What begins interrupts, so that steps that wait for one do not always take it away.
CALLS_AWAY = ("help", "pest", "cancelled", "mark")
PAYLOADS: dict[str, dict[str, list[Any]]] = {
    "opened": {"bill": ["B1", "B2"], "amount": [None, "20 EUR", "5.50 EUR"]},
    "pong": {"n": [1, 0, 5]},
    "decided": {"accepted": [True, False]},
    "part_came": {"part": ["P1", "P2", "P3", "other"]},
    "paid": {"amount": ["10 EUR", "50 EUR", "7 USD"]},
    "planned": {"visit": ["2026-11-30T10:00:00Z", "2027-03-28T01:30:00Z", "2026-10-25T00:30:00Z"]},
    "pest": {"n": [None, 2]},
    "told": {"n": [1]},
}
#: What holds or does not, wherever a journey is.
CONDITIONS = (
    "won",
    "n > 2",
    "n == 0",
    "customer.score > 3",
    "customer.tier == high",
    "total > 10 EUR",
    "visit - now > 6 hours",
    "weight(n) > 1",
    "date(now) < 2027-01-01 and time(now) < 20:00",
    "(limit else 7 EUR) > 6 EUR",
    "detail.level is missing",
    'word == "w"',
    "(guess else other) in [price, service]",
    "length(parts) > 0",
)
#: What may fail when it is computed.
RISKY_CONDITIONS = ("10 / (n - 2) > 1", "1 / n < 2", "total + 1 EUR > 3 EUR", "length(word) / (n - 1) > 0")
WRITES = {
    "n": ("set n = n + 1", "set n = 0", "set n = weight(n)"),
    "won": ("set won = true", "set won = not won"),
    "total": ("set total = total * 2 + 1 EUR",),
    "word": ('set word = word + "w"', "set word = trim(word)"),
    "share": ("set share = share * 0.5",),
    "parts": ('set parts = ["P1"]', "set parts = []", 'set parts = ["P3", "P3"]'),
    "visit": ("set visit = now + 1 day",),
    "detail": ("set detail.note = word", "set detail.level = n"),
    "amount": ("set amount = 9 EUR",),
}
RISKY_WRITES = {
    "n": ("set n = n * 100000 + 1", "set n = round(share / (n - 3))"),
    "share": ("set share = 1 / n", "set share = share / (n - 2)"),
    "total": ("set total = total / (n - 1)",),
    "visit": ("set visit = visit + 60000 months",),
}
EFFECTS = (
    "notify news(n = n)",
    "notify nudge",
    'note "{{ n }} and {{ word | upper }}"',
    "emit told(n = n)",
    "start follow_up()",
    "set customer.score = n",
    "set customer.tier = high",
    "raise mark",
    "raise pong(n = n)",
    "raise ping",
)
QUESTIONS = ("amount", "reason", "detail.note", "day", "detail.level")
ANSWERS: dict[str, list[Any]] = {
    "amount": ["20 EUR", "5 EUR", "rubbish"],
    "reason": ["price", "other", "nothing of these"],
    "detail.note": ["a word", ""],
    "detail.level": [3, "4", "four"],
    "day": ["2026-12-24", "soon"],
    "n": [1],
    "nowhere": ["x"],
}
TIMES = ("1 day", "30 minutes", "2 hours", "36 hours", "1 week", "1 month")
BUSINESS_TIMES = ("3 business days", "4 business hours", "1 business day")
