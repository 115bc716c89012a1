"""What generated journeys share: the parties, what happens, what is asked of others, what is sent."""

PARTIES = """\
touchpoint website "Website" { channel web: show, ask, photo }
touchpoint contact_centre "Contact centre" {
  channel chat: show, ask
  channel voice: speak, ask
  channel desk: agent
}
touchpoint messaging "Messaging" { channel sms: push channel email: push channel app_push: push }

type Tier one of bronze, silver, gold
type Reason one of wrong_price, roaming, other
type Risk one of high, middle, low
type Part { code: id price: money? note: text? }

customer {
  key id: id
  private alias email: text?
  private alias phone: text?
  private first_name: text = "there"
  tier: Tier = bronze
  prefers: channel?
  language: text = "en"
  good_payer: bool = false
  open_bills: int = 0
  timezone: text = "Europe/Berlin"
  sms_consent: bool = false
}

event opened { topic: text amount: money? }
event confirmed
event cancelled
event paid { amount: money }
event visit_planned { visit: instant }
event agent_decided { accepted: bool } keep 2 days
event agent_closed
event bot_answered { sure: bool tone: one of calm, angry? }
event ask_human
event complained { about: Reason }
event payment_failed
event save_for_later
event price_changed { plan: id } to all runs

## What other systems hear.
event desk_told { reason: text level: int }

queue experts "Experts"
queue front_line "Front line" { sees customer.first_name, customer.phone claim within 15 minutes }
bot faq "FAQ assistant" { answer within 1 minute }
bot guide "Guide"

service billing.credit(bill: id, amount: money) gives id fails refused, unknown_account
service crm.parts(customer: id) gives list of text fails unknown
service printer.letter(words: text)

segment at_risk "At risk" when customer.tier in [silver, gold] and customer.open_bills > 1

calendar office {
  timezone "Europe/Berlin"
  monday to friday from 08:00 to 18:00
  saturday from 09:00 to 12:00, 13:00 to 15:00
  closed 2026-12-25, 2027-01-01 to 2027-01-06
}

policy contact {
  quiet from 20:00 to 08:00 in customer.timezone
  at most 3 marketing per 7 days
  at most 1 per 1 hour
  consent sms, app_push needs customer.sms_consent
  consent marketing sms, email needs customer.good_payer and customer.sms_consent
}

decision contact_channel(c: Customer) gives channel first {
  when c.prefers is set and c.tier == gold => c.prefers
  otherwise => sms
}
decision discount(tier: Tier, loyal: bool) gives percent collect max {
  when tier == gold => 20%
  when loyal => 10%
  otherwise => 0%
}

decision risk(c: Customer) gives Risk priority {
  when c.open_bills > 0 => middle
  when c.open_bills > 3 => high
  otherwise => low
}
decision loyalty(tier: Tier) gives decimal unique {
  when tier == gold => 1.5
  when tier == silver => 1.25
  when tier == bronze => 1
}
decision may_wait(c: Customer) gives bool any {
  when c.good_payer => true
  when c.tier not in [bronze] => true
  otherwise => false
}
decision fee(tier: Tier, by_engineer: bool) gives money collect sum {
  when tier == bronze => 9.90 EUR
  when by_engineer => 49 EUR
  otherwise => 0 EUR
}
decision earliest(c: Customer) gives int collect min { when c.good_payer => 1 otherwise => 3 }
decision warnings(c: Customer) gives int collect count {
  when c.open_bills > 1 => 1
  when not c.good_payer => 1
}

rule pays_well "Pays well" {
  on 3 paid within 90 days when not customer.good_payer { set customer.good_payer = true }
}
rule silent "A payment failed, and nothing followed" {
  on payment_failed then no paid within 3 days { notify apology start follow_up() }
}

journey identity_check(strict: bool = false) "Identity check" {
  languages en, de
  starts -> who
  step who "Is it you?" via web, chat, voice {
    say "Is it you, {{ customer.first_name }}?"
    say de "Sind Sie es, {{ customer.first_name }}?"
    on confirmed -> verified
    on cancelled -> rejected
    after 1 hour when strict -> rejected
    after 1 day -> rejected
  }
  end verified "Verified" success
  end rejected "Not verified" failure
}

journey follow_up "Follow up" {
  starts -> asked
  step asked "Asked" via desk by queue front_line { on agent_closed -> answered after 5 days -> answered }
  end answered "Answered" success
}

notification thanks "Thank you" {
  via app_push, sms, email
  category service
  expires 2 days
  subject "Thank you"
  subject de "Vielen Dank"
  text "Thank you, {{ customer.first_name }}: {{ resume_link }}"
  text de "Vielen Dank, {{ customer.first_name }}: {{ resume_link }}"
}
notification apology "We are sorry" {
  via sms, email
  text "We are sorry, {{ customer.first_name }}."
  text de "Das tut uns leid, {{ customer.first_name }}."
}
notification update(amount: money, at: instant, note: text = "none") "News" {
  via sms, email
  text "{{ amount }} on {{ at | date }}, {{ note }}."
  text de "{{ amount }} am {{ at | date }}, {{ note }}."
  text for sms "{{ amount }}."
}
"""

Events = dict[str, tuple[list[str], list[str]]]
#: Events that steps wait for, with what may be asked of the event, and what it may leave behind.
EVENTS: Events = {
    "confirmed": (["customer.good_payer"], []),
    "cancelled": (["customer.tier == gold"], []),
    "paid": (
        ["event.amount > 20 EUR", "event.amount >= (limit else 0 EUR) * 50%"],
        ["set paid_so_far = event.amount"],
    ),
    "visit_planned": (["event.visit > now + 1 day"], ["set visit = event.visit"]),
    "price_changed": (['event.plan == "S"'], []),
}
DESK_EVENTS: Events = {
    "agent_decided": (["event.accepted", "not event.accepted"], ["set won = event.accepted"]),
    "agent_closed": (["visits > 2"], []),
}
BOT_EVENTS: Events = {
    "bot_answered": (["event.sure"], []),
    "confirmed": (["won"], []),
}
#: What holds or does not, wherever a journey is.
CONDITIONS = [
    "won",
    "visits > 3",
    "customer.good_payer",
    "customer.tier == gold",
    "customer.tier in [silver, gold]",
    "customer.open_bills * 2 - visits < 5 + 1",
    "paid_so_far > 10 EUR",
    "visit - now > 6 hours",
    "date(now) < 2027-01-01 and time(now) < 20:00",
    "length(trim(topic)) > 3",
    'topic != "bill"',
    "discount(customer.tier, won) > 5%",
    "risk(customer) == high",
    "loyalty(customer.tier) * 2.5 >= decimal(visits)",
    "may_wait(customer) and fee(customer.tier, won) > 9.90 EUR",
    "warnings(customer) - earliest(customer) == 0",
    "customer.email is missing",
    "customer.prefers is set and customer.prefers == chat",
    "(limit else 0 EUR) * 50% >= 10 EUR",
    "(guess else other) == roaming",
]
#: What may be done anywhere; the others write to the context.
EFFECTS = [
    "notify thanks",
    'notify update(amount = paid_so_far, at = now + 1 day, note = "soon")',
    "notify update(amount = 20 EUR, at = visit)",
    'note "{{ visits }} visits, {{ topic | upper }}"',
    'emit desk_told(reason = "look at it", level = visits + 1)',
    "start follow_up()",
]
WRITES = [
    "set won = true",
    "set visits = visits + 1",
    "set paid_so_far = 10 EUR * 2",
    "set amount = 20 EUR",
    "set reason = roaming",
]
TIMES = ["30 minutes", "2 days", "1 day 12 hours", "1 week", "3 business days", "4 business hours"]
QUESTIONS = ["amount", "reason", "part.price", "part.note", "day"]
#: The fields of a journey. Each can be read anywhere: nothing ever sets `limit` and `guess`, so that a value
#: to use instead is never one too many.
CONTEXT = """\
context {
  topic: text = "bill"
  amount: money?
  reason: Reason?
  day: date?
  limit: money?
  guess: Reason?
  part: Part = { code = "P1" }
  parts: list of text = ["P1", "P2"]
  visit: instant = 2026-11-23T09:00
  visits: int = 0
  paid_so_far: money = 0 EUR
  won: bool = false
}
"""
#: The journey begins; `first` is the step it begins with.
SCENARIO = """\
scenario "it begins" for generated {{
  at 2026-11-23T09:00
  given customer = {{ id = "anna", first_name = "Anna", tier = gold, good_payer = true }}
  given customer.open_bills = 3
  stub identity_check ends verified
  stub billing.credit gives "R1"
  stub crm.parts fails unknown
  stub printer.letter is silent
  stub email is down
  on opened(topic = "bill", amount = 12 EUR) from chat
  expect at {first}
  expect not notified thanks
  expect not suppressed thanks because capped
  expect not emitted desk_told
  expect not fired pays_well
  wait 1 minute
  expect topic == "bill" and visits == 0
  on save_for_later from voice
}}
"""
