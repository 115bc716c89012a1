"""Over which channel a message goes."""

from datetime import UTC, datetime
from typing import Any

import pytest

from journeyc.expression import tree
from journeyc.expression.evaluation import Scope
from journeyc.ir import model
from journeyc.runtime.core.contact import Choice, Sender, choose
from journeyc.runtime.core.contact_plans import NoticePlan
from journeyc.runtime.core.plan import Directory
from journeyc.runtime.planning.contact import policy_plans

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
PLACE = model.Place(file="contact.journey", line=1, column=1)


def needs(field: str) -> model.Guard:
    read = tree.Read("customer", (field,), "bool")
    return model.Guard(expression=read, text=f"customer.{field}", place=PLACE)


def declared(*consents: model.Consent) -> model.Declarations:
    channels = [
        *(model.Channel(name=name, abilities=("push",)) for name in ("app_push", "sms", "email")),
        model.Channel(name="web", abilities=("show", "ask")),
    ]
    return model.Declarations(
        touchpoints=(model.Touchpoint(name="all", title="All", channels=tuple(channels)),),
        customer=model.Customer(key="id", fields=(model.CustomerField(name="id", type="id"),)),
        policies=(model.Policy(name="contact", consents=consents, place=PLACE),),
    )


def choice(consents: tuple[model.Consent, ...] = (), **more: Any) -> tuple[str | None, str]:
    found = chosen(consents, **more)
    return found.channel, found.reason


def chosen(
    consents: tuple[model.Consent, ...] = (),
    *,
    category: str = "service",
    agreed: dict[str, bool] | None = None,
    reached: dict[str, bool | None] | None = None,
    tried: tuple[str, ...] = (),
    knows: bool = False,
) -> Choice:
    directory = Directory({}, policies=policy_plans(declared(*consents), {}))
    directory.reach = lambda channel, _: (reached or {}).get(channel)
    directory.knows_channels = knows
    able = ("app_push", "sms", "email")
    notice = NoticePlan("note", category, ("web", *able), able, None, ())
    return choose(directory, Sender(notice, Scope({}, dict(agreed or {}), {}, NOW, UTC)), tried)


SMS = model.Consent(channels=("sms",), guard=needs("sms"))
NEWS = model.Consent(channels=("sms", "email"), category="marketing", guard=needs("news"))
ALL: dict[str, bool | None] = {"app_push": True, "sms": True, "email": True}


@pytest.mark.parametrize(
    ("reached", "channel", "reason"),
    [
        (ALL, "app_push", ""),
        ({**ALL, "app_push": False}, "sms", ""),
        ({**ALL, "app_push": None}, "sms", ""),
        ({"app_push": None, "sms": False, "email": True}, "email", ""),
        ({"app_push": None, "sms": False, "email": False}, "app_push", ""),
        ({"app_push": False, "sms": None, "email": None}, "sms", ""),
        (dict.fromkeys(ALL, False), None, "no_address"),
    ],
)
def test_the_first_channel_that_reaches_the_customer_carries_a_message(
    reached: dict[str, bool | None], channel: str | None, reason: str
) -> None:
    """One that is known to go before one of which nobody knows; one that cannot push never."""
    assert choice(reached=reached) == (channel, reason)


@pytest.mark.parametrize(
    ("consents", "category", "agreed", "channel", "reason"),
    [
        ((SMS,), "service", {}, "email", ""),
        ((SMS,), "service", {"sms": False}, "email", ""),
        ((SMS,), "service", {"sms": True}, "sms", ""),
        ((SMS,), "transactional", {}, "sms", ""),
        ((NEWS,), "service", {}, "sms", ""),
        ((NEWS,), "marketing", {}, None, "no_consent"),
        ((NEWS,), "marketing", {"news": True}, "sms", ""),
        ((SMS, NEWS), "marketing", {"news": True}, "email", ""),
        ((SMS, NEWS), "marketing", {"sms": True}, None, "no_consent"),
        ((SMS, NEWS), "marketing", {"sms": True, "news": True}, "sms", ""),
    ],
)
def test_consent_counts_by_channel_and_category(
    consents: tuple[model.Consent, ...],
    category: str,
    agreed: dict[str, bool],
    channel: str | None,
    reason: str,
) -> None:
    """All that count are needed; what is transactional needs none of those for all messages."""
    found = choice(consents, category=category, agreed=agreed, reached={**ALL, "app_push": False})
    assert found == (channel, reason)


def test_transactional_messages_need_a_consent_that_names_them() -> None:
    """Where a policy says so."""
    named = model.Consent(channels=("sms",), category="transactional", guard=needs("sms"))
    assert choice(
        (named,), category="transactional", reached={"sms": True, "email": False, "app_push": False}
    ) == (
        None,
        "no_consent",
    )


# ── when one has failed ──


@pytest.mark.parametrize(
    ("reached", "tried", "knows", "channel"),
    [
        (ALL, ("app_push",), False, "sms"),
        (ALL, ("app_push", "sms"), True, "email"),
        ({"sms": None, "email": True}, ("app_push",), False, "email"),
        ({"sms": None, "email": None}, ("app_push",), False, "sms"),
        ({"sms": None, "email": True}, ("app_push", "email"), True, None),
        (ALL, ("app_push", "sms", "email"), False, None),
    ],
)
def test_another_channel_takes_over(
    reached: dict[str, bool | None], tried: tuple[str, ...], *, knows: bool, channel: str | None
) -> None:
    """Where the host knows channels, none of which it knows nothing: nobody might ever carry it."""
    assert choice(reached=reached, tried=tried, knows=knows)[0] == channel


def test_why_each_other_channel_is_not_taken_is_told() -> None:
    found = chosen((SMS,), reached={"app_push": None, "sms": True, "email": True}, tried=())
    assert (found.channel, found.left) == ("email", ["app_push"])
    assert found.others == [
        {"channel": "web", "reason": "no_push"},
        {"channel": "app_push", "reason": "unknown"},
        {"channel": "sms", "reason": "no_consent"},
    ]
    found = chosen(reached=ALL, tried=("app_push",))
    assert found.others == [
        {"channel": "web", "reason": "no_push"},
        {"channel": "app_push", "reason": "failed"},
        {"channel": "email", "reason": "later"},
    ]
