"""Two journeys a practitioner recognises, built by hand, and an engine to draw them with."""

from typing import Any

import pytest

from journeyc.expression.tree import Apply, Literal, Read
from journeyc.ir.model import (
    Ask,
    Channel,
    Choice,
    ChoiceRow,
    Customer,
    CustomerField,
    Declarations,
    End,
    Guard,
    Handler,
    Journey,
    Notify,
    Package,
    Pause,
    Place,
    Remind,
    Set,
    Start,
    Step,
    Timer,
    Touchpoint,
)

PLACE = Place(file="x.journey", line=1, column=1)
TRUE = Literal(True, "bool")  # noqa: FBT003  # the value of a literal
DAY = Literal("P1D", "duration")


def guard(text: str, expression: Any = TRUE) -> Guard:
    return Guard(expression=expression, text=text, place=PLACE)


def on(
    events: str, target: str | None = None, when: str | None = None, *effects: Any, channels: str = ""
) -> Handler:
    return Handler(
        events=tuple(events.split()),
        channels=tuple(channels.split()),
        guard=guard(when) if when else None,
        target=target,
        effects=effects,
        place=PLACE,
    )


def after(text: str, target: str | None = None, *effects: Any) -> Timer:
    return Timer(after=DAY, text=text, target=target, effects=effects, place=PLACE)


def notify(name: str) -> Notify:
    return Notify(notification=name, place=PLACE)


def assign(text: str) -> Set:
    path, _, value = text.partition(" = ")
    return Set(path=tuple(path.split(".")), value=TRUE, text=value, place=PLACE)


def remind(name: str, *delays: str) -> Remind:
    return Remind(notification=name, after=tuple(DAY for _ in delays), texts=delays, place=PLACE)


def step(name: str, title: str, channels: str = "", asks: str = "", **rest: Any) -> Step:
    asked = tuple(Ask(path=tuple(path.split(".")), type="text", place=PLACE) for path in asks.split())
    return Step(name=name, title=title, channels=tuple(channels.split()), asks=asked, place=PLACE, **rest)


def end(name: str, title: str, outcome: Any, *effects: Any) -> End:
    return End(name=name, title=title, outcome=outcome, effects=effects, place=PLACE)


def choice(name: str, title: str, *rows: tuple[str | None, str]) -> Choice:
    built = tuple(
        ChoiceRow(guard=guard(when) if when else None, target=target, place=PLACE) for when, target in rows
    )
    return Choice(name=name, title=title, rows=built, place=PLACE)


def touchpoint(name: str, title: str, **channels: str) -> Touchpoint:
    built = tuple(Channel(name=channel, abilities=tuple(can.split())) for channel, can in channels.items())
    return Touchpoint(name=name, title=title, channels=built)


def package(*journeys: Journey) -> Package:
    return Package(
        compiler="test",
        declarations=Declarations(
            touchpoints=(
                touchpoint("website", "Website", web="show ask", web_chat="show ask"),
                touchpoint(
                    "contact_centre", "Contact centre", voice="speak ask", chat="show ask", desk="agent"
                ),
                touchpoint("field", "Field service", engineer="agent"),
                touchpoint("messaging", "Messaging", sms="push", email="push"),
            ),
            customer=Customer(
                key="id",
                fields=(
                    CustomerField(name="id", type="id"),
                    CustomerField(name="email", type="text?", alias=True, private=True),
                    CustomerField(name="good_payer", type="bool"),
                ),
            ),
        ),
        journeys=journeys,
    )


def start(event: str, target: str, channels: str = "") -> Start:
    return Start(event=event, channels=tuple(channels.split()), target=target, place=PLACE)


BILL_DISPUTE = Journey(
    name="bill_dispute",
    title="Bill dispute",
    version=3,
    starts=(start("dispute_opened", "verify", "web chat voice"),),
    pause=Pause(
        idle=DAY,
        idle_text="30 minutes",
        events=(on("save_for_later"),),
        reminders=(remind("come_back", "1 day", "3 days"),),
        give_up=after("after 14 days", "abandoned"),
        place=PLACE,
    ),
    nodes=(
        step("verify", "Who are you?", "web chat voice", "customer_number",
             handlers=(on("answered", "intake"), on("identity_rejected", "lost"))),
        step("intake", "Tell us what is wrong", "web chat voice", "dispute.reason dispute.amount",
             doc="Everything the customer says here is kept, field by field, on whatever channel.",
             handlers=(
                 on("resumed", "verify", "event.away > 7 days"),
                 on("answered", "result", "dispute.amount <= 20 EUR and customer.good_payer",
                    assign("won = true")),
                 on("answered", "review"),
             )),
        step("review", "The back office decides", "desk", enter=(notify("dispute_in_review"),),
             handlers=(on("agent_decided", "result", None, assign("won = event.accepted")),
                       on("more_needed", "intake", None, notify("tell_us_more"))),
             timers=(after("after 3 days", None, notify("still_working")), after("after 10 days", "result"))),
        choice("result", "Was it won?", ("won", "accepted"), (None, "lost")),
        end("accepted", "Dispute accepted", "success", notify("dispute_won")),
        end("lost", "Dispute rejected", "failure"),
        end("abandoned", "Given up", "failure"),
    ),
    place=PLACE,
)  # fmt: skip

BROADBAND = Journey(
    name="broadband_onboarding",
    title="Broadband onboarding",
    version=2,
    starts=(start("order_started", "basket", "web"), start("call_received", "assisted", "voice")),
    pause=Pause(idle=DAY, idle_text="1 hour", reminders=(remind("basket_waiting", "1 day", "3 days"),),
                give_up=after("after 30 days", "abandoned"), place=PLACE),
    nodes=(
        step("basket", "Choose a package", "web web_chat", "plan address",
             handlers=(on("answered", "coverage"), on("call_me", "assisted"))),
        choice("coverage", "Can we deliver?",
               ("address.fibre or address.cable", "checkout"), (None, "no_line")),
        step("assisted", "Assisted sale", "voice chat", "plan address",
             handlers=(on("answered", "coverage"), on("hung_up", "basket", None, notify("continue_online")))),
        step("checkout", "Check out", "web voice", "payment.method identity",
             handlers=(on("answered", "credit", "score < 600"), on("answered", "slot", "score >= 600"),
                       on("ask_copy", None, None, notify("offer_copy")))),
        step("credit", "Credit review", "desk",
             handlers=(on("approve", "slot"), on("reject", "abandoned")),
             timers=(after("after 2 days", "slot"),)),
        step("slot", "Book the engineer", "web voice sms", "appointment.day appointment.slot",
             enter=(notify("order_confirmed"),),
             reminders=(remind("book_slot", "1 day", "3 days", "5 days"),),
             handlers=(on("answered", "visit"), on("cancel_order", "abandoned"))),
        step("visit", "Engineer visit", "engineer", reminders=(remind("visit_tomorrow", "1 day"),),
             handlers=(on("signed_off", "first_bill"), on("no_access", "slot", None, notify("we_missed_you")),
                       on("rebook", "slot"))),
        step("first_bill", "Welcome and first bill", "email sms", enter=(notify("welcome"),),
             handlers=(on("bill_opened bill_paid", "active"), on("bill_question", "assisted")),
             timers=(after("after 35 days", "active"),)),
        end("active", "Active customer", "success", notify("thank_you")),
        end("no_line", "No line at this address", "neutral"),
        end("abandoned", "Abandoned", "failure"),
    ),
    place=PLACE,
)  # fmt: skip


@pytest.fixture
def bill_dispute() -> Package:
    return package(BILL_DISPUTE)


@pytest.fixture
def broadband() -> Package:
    return package(BROADBAND)


@pytest.fixture
def private_guard() -> Guard:
    """A condition that compares the customer's private address with a constant."""
    compared = Apply(
        "==", (Read("customer", ("email",), "text?"), Literal("anna@telco.example", "text")), "bool"
    )
    return guard('customer.email == "anna@telco.example" and plan > 4711', compared)


@pytest.fixture
def long_journey() -> Any:
    """Makes a journey of so many cards in a row."""

    def make(count: int) -> Package:
        steps = [
            step(f"s{n}", f"Step {n}", "web", handlers=(on("go", f"s{n + 1}"),)) for n in range(1, count)
        ]
        last = end(f"s{count}", "Done", "success")
        return package(
            Journey(
                name="long", title="Long", starts=(start("begin", "s1"),), nodes=(*steps, last), place=PLACE
            )
        )

    return make


HOSTILE = (
    '"><script>alert(1)</script>',
    "\\N \\G \\L \\\\",
    "100 %s %% &amp; ]]> <!-- --> <b>",
    "W" * 200,
    "\u202eright to left\u200f \u05e9\u05dc\u05d5\u05dd",
    "smile \U0001f600 \ud800 \x00 \ufffe",
    "two\nlines\tand\r\nmore",
    "`x` #1; |a| {b} [c] (d)",
    "   ",
    "",
)


@pytest.fixture(params=HOSTILE, ids=range(len(HOSTILE)))
def hostile(request: pytest.FixtureRequest) -> tuple[str, Package]:
    """A text an author might write, and a journey that has it everywhere one can stand."""
    text = request.param
    asked = step("start", text, "web chat", doc=text, enter=(notify(text),), reminders=(remind(text, text),),
                 handlers=(on("go", "end", text), on("stay", None, text, assign(f"a {text}"))),
                 timers=(after(text, "pause"),))  # fmt: skip
    journey = Journey(
        name="h", title=text, starts=(start("begin", "start"),),
        nodes=(asked, end("end", text, "success"), end("pause", "1. list", "neutral")), place=PLACE,
    )  # fmt: skip
    return text, package(journey)
