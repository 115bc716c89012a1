"""What programs write that use the generated module of the shop: what fits is right to a strict checker, and
each line with `# not:` is refused with just the codes that it names.
"""

RIGHT = """\
from datetime import UTC, date, datetime, time
from decimal import Decimal

import shop
from journeyc.runtime import AsyncRuntime, Batch, Emitted, Report, Runtime
from journeyc.runtime.channels import WebhookChannel
from journeyc.runtime.services import HttpService
from journeyc.runtime.typed import Duration, Money

euro = Money(Decimal("12.50"), "EUR")
item = shop.Item(id="I1", price=euro, parts=[], size="small")


def refund(account: str, amount: Money, to: shop.Item | None) -> shop.Item:
    if amount.amount > 100:
        raise shop.BankRefundFailed("refused")
    return to or item


async def rates(*, day: date) -> list[Decimal]:
    return [Decimal(day.year)]


services = shop.services(
    bank_refund=refund, bank_rates=rates, printer_letter=HttpService("POST", "https://printer.example")
)
channels = shop.channels(sms=WebhookChannel("https://sms.example"))


def play(runtime: Runtime, batch: Batch) -> shop.ShopStep | None:
    report: Report = shop.send(runtime, shop.ItemSent(ordered=True), customer="anna", channel="web")
    place: int = shop.send(batch, shop.Told(), customer="anna", at=datetime.now(UTC))
    shop.answer(runtime, "anna", shop.ShopAskedAnswers(price=euro, item_size="large"), channel="web")
    shop.identify(runtime, "anna", shop.Profile(phone=None, tier="high"))
    shop.start(runtime, shop.CheckParameters(amount=euro), customer=report["input"] + str(place))
    run = runtime.run("shop/anna/1")
    if run is None:
        return None
    context = shop.ShopContext.from_json(run.document["context"])
    if context.price is not None and context.price.amount > (context.count or 0):
        return "asked"
    return "sent"


def work(runtime: Runtime) -> Report:
    return shop.answer_task(runtime, "shop/anna/1/3/0", event=shop.ItemSent(ordered=True), by="emma")


async def wait(runtime: AsyncRuntime) -> Report:
    return await shop.send(runtime, shop.Told(phone="1"), customer="anna")


def hear(emitted: Emitted) -> str:
    match shop.event_of(emitted):
        case shop.Ordered(item=ordered, when_wanted=when):
            return ordered.id + (when.isoformat() if when else "")
        case shop.ItemSent() | shop.Told() as other:
            return other.EVENT
"""

WRONG = """\
from datetime import date
from decimal import Decimal

import shop
from journeyc.runtime import Runtime
from journeyc.runtime.typed import Money

euro = Money(Decimal(1), "EUR")
shop.Item(id="I1", price="12.50 EUR", parts=[])  # not: arg-type
shop.Item(id="I1", price=euro)  # not: call-arg
shop.Item(id="I1", price=euro, parts=[], size="tiny")  # not: arg-type
shop.Item(id="I1", price=euro, parts=[], colour="red")  # not: call-arg
shop.ItemSent(ordered="yes")  # not: arg-type
shop.ItemSent(True)  # not: call-arg
shop.ShopAskedAnswers(said=None)  # not: arg-type
shop.Profile(tier="middle")  # not: arg-type
shop.CheckParameters()  # not: call-arg
shop.BankRefundFailed("late")  # not: arg-type
place: shop.ShopStep = "nowhere"  # not: assignment


def use(runtime: Runtime, item: shop.Item, context: shop.ShopContext) -> None:
    item.id = "I2"  # not: misc
    context.price.amount  # not: union-attr
    context.count + 1  # not: operator
    shop.send(runtime, item, customer="anna")  # not: arg-type
    shop.send(runtime, shop.Told(), customer="anna", channel="fax")  # not: arg-type
    shop.send(runtime, shop.Told())  # not: call-arg
    shop.answer_task(runtime, "t", event=item)  # not: arg-type
    shop.answer(runtime, "anna", shop.Told(), channel="web")  # not: arg-type
    shop.answer(runtime, "anna", shop.ShopAskedAnswers(said="x"))  # not: call-arg


def refund(account: str, amount: str, to: shop.Item | None) -> shop.Item: ...  # not: empty-body


def rates(day: date) -> list[float]:
    return [1.0]


async def letter(to: str) -> None: ...


shop.services(bank_refund=refund, bank_rates=rates, printer_letter=letter)  # not: arg-type arg-type arg-type
shop.services(bank_refund=refund)  # not: arg-type call-arg call-arg
shop.channels()  # not: call-arg
shop.channels(sms=refund)  # not: arg-type
"""

TYPESCRIPT = """\
import { Size, type Answers, type Contexts, type Event, type Events, type Message } from "./shop";
import type { Item, Parameters, Profile, Services } from "./shop";

const item: Item = { id: "I1", price: "12.50 EUR", parts: [], size: "small", class: null };
const ordered: Events["ordered"] = {
  item,
  count: 1,
  from: "here",
  name: "Ring",
  when_wanted: "2026-11-23T09:00:00+01:00",
  share: "12.5",
  weight: "3",
  day: "2026-11-23",
  hour: "20:00",
  lasting: "P1DT1800S",
  tags: [],
  hints: [null, "b"],
  sizes: [...Size],
  paid: { euros: 3 },
};
const event: Event = { event: "ordered", payload: ordered };
const answers: Answers["shop"]["asked"] = { said: "Hello", "item.size": "large" };
const begun: Parameters["check"] = { amount: "1 EUR" };
const profile: Profile = { phone: null };
const request: Services["bank.refund"]["parameters"] = { account: "DE1", amount: "1 EUR" };
const failure: Services["bank.refund"]["failure"] = "refused";

export function told(message: Message, context: Contexts["shop"]): string {
  return message.text + (context.item?.id ?? "") + (context.phone ?? "");
}

export function heard(given: Event): boolean {
  return given.event === "item_sent" ? given.payload.ordered : given.event === "told";
}

// @ts-expect-error: money is a text with its currency
const amount: Item = { id: "I1", price: 12.5, parts: [] };
// @ts-expect-error: it has no currency
const currency: Item = { id: "I1", price: "12.50", parts: [] };
// @ts-expect-error: it has no parts
const parts: Item = { id: "I1", price: "1 EUR" };
// @ts-expect-error: that is no size
const size: Item = { id: "I1", price: "1 EUR", parts: [], size: "tiny" };
// @ts-expect-error: what is not there is left out, or null
const missing: Item = { id: "I1", price: "1 EUR", parts: [], size: undefined };
// @ts-expect-error: a day is no moment
const wanted: Events["ordered"] = { ...ordered, when_wanted: "2026-11-23" };
// @ts-expect-error: nobody knows when that is
const lasting: Events["ordered"] = { ...ordered, lasting: "1 day" };
// @ts-expect-error: that is what another event tells
const other: Event = { event: "told", payload: ordered };
// @ts-expect-error: it is not asked
const unasked: Answers["shop"]["asked"] = { count: 1 };
// @ts-expect-error: so it does not fail
const late: Services["bank.refund"]["failure"] = "late";
// @ts-expect-error: it never fails
const never: Services["printer.letter"]["failure"] = "closed";
// @ts-expect-error: of a run it may not be known yet
const known = (context: Contexts["shop"]): string => context.item.id;

export { amount, answers, begun, currency, event, failure, known, lasting, late, missing, never };
export { other, parts, profile, request, size, unasked, wanted };
"""
