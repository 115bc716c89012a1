"""A journey is played with nothing but its generated module, and every value arrives as what it is."""

import asyncio
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeyc.expression.validation import validate_fields
from journeyc.ir import type_table
from journeyc.ir.types import field_types
from journeyc.runtime import AsyncRuntime, Emitted, Reply, Request, Runtime
from journeyc.runtime.errors import UsageError
from journeyc.runtime.typed import Duration, Money
from journeyc.testing import Outbox, VirtualClock, pass_time
from tests.generating.shop import shop
from tests.generating.values import good

EURO = Money(Decimal("12.50"), "EUR")


class Later:
    """A service that is no function."""

    def call(self, request: Request) -> Reply:  # noqa: ARG002  # of the port
        return Reply("later")


def _services(module: Any, refund: Any) -> Any:
    return module.services(
        bank_refund=refund,
        bank_rates=lambda *, day: [Decimal("0.5"), Decimal(day.year)],
        printer_letter=Later(),
    )


def _ordered(module: Any) -> Any:
    part = module.Item(id="I2", price=EURO, parts=[])
    item = module.Item(id="I1", price=EURO, class_="first", parts=[part])
    return module.Ordered(
        item=item,
        count=2,
        from_="here",
        name="Ring",
        when_wanted=datetime(2026, 11, 23, 9, tzinfo=UTC),
        share=Decimal("12.5"),
        weight=Decimal(3),
        day=date(2026, 11, 23),
        hour=time(20, 0),
        lasting=Duration(days=1),
        tags=["a"],
        hints=[None, "b"],
        sizes=["small"],
        paid=module.Money(euros=3),
        by="web",
    )


def test_every_value_is_written_and_read_back(module: Any) -> None:
    """In the JSON form that the runtime takes."""
    event = _ordered(module)
    document = event.to_json()
    assert document["item"]["parts"][0] == {
        "id": "I2", "price": "12.50 EUR", "size": None, "parts": [], "class": None,
    }  # fmt: skip
    assert (document["when_wanted"], document["lasting"]) == ("2026-11-23T09:00:00Z", "P1D")
    assert (document["from"], document["share"], document["hour"]) == ("here", "12.5", "20:00:00")
    assert module.Ordered.from_json(document) == event


def test_a_journey_is_played(module: Any) -> None:
    """Events, answers, a function for a service, and an event that comes out."""
    heard: list[Emitted] = []

    def refund(*, account: str, amount: Money, to: Any) -> Any:
        assert (account, amount, to.size) == ("DE1", EURO, "large")
        return module.Item(id="I9", price=amount, parts=[])

    outbox = Outbox(sms="phone")
    with Runtime.open(
        None,
        [shop()],
        module.channels(sms=outbox.channels["sms"]),
        VirtualClock(),
        services=_services(module, refund),
        listeners=[heard.append],
    ) as runtime:
        profile = module.Profile(first_name="Anna", phone="+49 30 1", tier="high")
        assert module.identify(runtime, "anna", profile)["result"] == "accepted"
        report = module.send(runtime, _ordered(module), customer="anna", channel="web")
        assert (report["result"], report["faults"]) == ("accepted", [])
        answers = module.ShopAskedAnswers(said="Hello", item_size="large")
        assert module.answer(runtime, "anna", answers, channel="web")["faults"] == []
        price = module.ShopAskedAnswers(price=Money(Decimal(7), "EUR"))
        assert module.answer(runtime, "anna", price, channel="web")["faults"] == []
        pass_time(runtime, "1 minute")
        run = runtime.run("shop/anna/1", private=True)
        assert run is not None
        context = module.ShopContext.from_json(run.document["context"])
        assert context.item == module.Item(id="I9", price=EURO, parts=[])
        assert (context.count, context.said, context.phone) == (1, "Hello", "+49 30 1")
        assert [module.event_of(one) for one in heard] == [module.Told(phone="+49 30 1")]
        module.send(runtime, module.ItemSent(ordered=True), customer="anna")
        assert runtime.where("anna")[0].steps == ("done",)


def test_a_task_is_answered(module: Any) -> None:
    """With an event of its step."""

    def refund(*, to: Any, **_: Any) -> Any:
        return to

    with Runtime.open(None, [shop()], clock=VirtualClock(), services=_services(module, refund)) as runtime:
        module.send(runtime, _ordered(module), customer="anna", channel="web")
        answers = module.ShopAskedAnswers(said="x", item_size="small", price=EURO)
        module.answer(runtime, "anna", answers, channel="web")
        pass_time(runtime, "1 minute")
        (task,) = runtime.tasks("team")
        done = module.answer_task(runtime, task.id, event=module.ItemSent(ordered=True), by="emma")
        assert done["result"] == "accepted"
        assert runtime.where("anna")[0].steps == ("done",)


def test_a_function_that_does_not_fit_is_refused(module: Any) -> None:
    """Before any customer waits for it, also where no checker was asked."""

    def other(account: str, amount: Money) -> tuple[str, Money]:
        return account, amount

    with pytest.raises(UsageError, match=r"`other` does not fit its service: .*'to'"):
        _services(module, other)


@settings(max_examples=60, deadline=None, database=None)
@given(st.data())
def test_what_is_read_is_written_as_it_was(module: Any, data: st.DataObject) -> None:
    """Every event in its canonical form."""
    declarations = shop().declarations
    name, kind = data.draw(
        st.sampled_from([("ordered", module.Ordered), ("told", module.Told), ("item_sent", module.ItemSent)])
    )
    fields = next(event.fields for event in declarations.events if event.name == name)
    types = field_types(fields, type_table(declarations))
    payload = data.draw(st.fixed_dictionaries({key: good(one) for key, one in types.items()}))
    form, faults = validate_fields(payload, types)
    assert faults == []
    again, faults = validate_fields(kind.from_json(form).to_json(), types)
    assert (again, faults) == (form, [])


def test_a_declared_failure_is_raised(module: Any) -> None:
    """And the journey takes its way."""

    def refund(**_: Any) -> Any:
        raise module.BankRefundFailed("closed")

    with Runtime.open(None, [shop()], clock=VirtualClock(), services=_services(module, refund)) as runtime:
        module.send(runtime, _ordered(module), customer="anna", channel="web")
        answers = module.ShopAskedAnswers(said="x", item_size="small", price=EURO)
        module.answer(runtime, "anna", answers, channel="web")
        pass_time(runtime, "1 minute")
        assert runtime.where("anna")[0].steps == ("lost",)


def test_what_is_private_is_hidden(module: Any) -> None:
    """In texts of Python, and read as None where the runtime masks it."""
    with Runtime.open(None, [shop()], clock=VirtualClock()) as runtime:
        module.identify(runtime, "anna", module.Profile(phone="+49 30 1234", born=date(1990, 1, 2)))
        module.send(runtime, _ordered(module), customer="anna", channel="web")
        run = runtime.run("shop/anna/1")
        view, whole = runtime.customer("anna"), runtime.customer("anna", private=True)
        assert run is not None
        assert view is not None
        assert whole is not None
        assert module.ShopContext.from_json(run.document["context"]).phone is None
        assert module.Customer.from_json(view.profile).phone is None
        shown = module.Customer.from_json(whole.profile)
        assert (shown.phone, shown.born) == ("+49 30 1234", date(1990, 1, 2))
        assert "1234" not in f"{shown!r} {module.Profile(phone='1234')!r} {module.Told(phone='1234')!r}"
        module.identify(runtime, "anna", module.Profile(phone=None))
        cleared = runtime.customer("anna", private=True)
        assert cleared is not None
        assert "phone" not in cleared.profile


def test_a_run_of_an_older_version_is_read(module: Any) -> None:
    """It knows nothing of what came later."""
    context = module.ShopContext.from_json({"item": None, "gone": 1})
    assert (context.item, context.count, context.price) == (None, None, None)


def test_a_journey_is_begun_with_its_parameters(module: Any) -> None:
    """Those with a default need not be given."""
    with Runtime.open(None, [shop()], clock=VirtualClock()) as runtime:
        begun = module.CheckParameters(amount=EURO, item=module.Item(id="I1", price=EURO, parts=[]))
        assert module.start(runtime, begun, customer="anna", channel="web")["result"] == "accepted"
        with runtime.batch() as batch:
            place = module.start(batch, module.CheckParameters(strict=True, amount=EURO), customer="ben")
        assert batch.reports[place]["result"] == "accepted"


def test_it_serves_asyncio(module: Any) -> None:
    """The same functions, which are awaited, and services that are coroutines."""

    async def refund(*, account: str, amount: Money, **_: Any) -> Any:
        await asyncio.sleep(0)
        return module.Item(id=account, price=amount, parts=[])

    async def play() -> tuple[str, ...]:
        services = _services(module, refund)
        async with AsyncRuntime.open(None, [shop()], clock=VirtualClock(), services=services) as runtime:
            await module.send(runtime, _ordered(module), customer="anna", channel="web")
            answers = module.ShopAskedAnswers(said="x", item_size="small", price=EURO)
            await module.answer(runtime, "anna", answers, channel="web")
            await runtime.tick()
            return (await runtime.where("anna"))[0].steps

    assert asyncio.run(play()) == ("sent",)


def test_an_instant_needs_a_zone(module: Any) -> None:
    """Nobody knows when another one is."""
    naive = module.Ordered.from_json(_ordered(module).to_json() | {"when_wanted": None})
    event = module.Ordered(**{name: getattr(naive, name) for name in naive.__slots__} | {
        "when_wanted": datetime(2026, 11, 23, 9)  # noqa: DTZ001  # that is what is refused
    })  # fmt: skip
    with pytest.raises(UsageError, match="has no zone"):
        event.to_json()


def test_an_event_of_others_is_none_of_these(module: Any) -> None:
    emitted = Emitted("i", "2026-11-23T09:00:00Z", "r", "anna", "other", "never", {})
    with pytest.raises(ValueError, match="`never` is not declared here"):
        module.event_of(emitted)
