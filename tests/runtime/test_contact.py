"""Over which channel a message goes."""

from datetime import UTC, datetime

import pytest

from journeyc.expression import tree
from journeyc.ir import model
from journeyc.runtime.contact import Choice, Contact

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


def message(category: str = "service") -> model.Notification:
    return model.Notification.model_validate(
        {
            "name": "note",
            "title": "Note",
            "channels": ["web", "app_push", "sms", "email"],
            "category": category,
            "texts": [],
        }
    )


def choice(
    consents: tuple[model.Consent, ...] = (),
    *,
    category: str = "service",
    agreed: dict[str, bool] | None = None,
    reached: dict[str, bool | None] | None = None,
) -> Choice:
    contact = Contact(declared(*consents))
    return contact.choose(message(category), dict(agreed or {}), NOW, UTC, (reached or {}).get)


SMS = model.Consent(channels=("sms",), guard=needs("sms"))
NEWS = model.Consent(channels=("sms", "email"), category="marketing", guard=needs("news"))
ALL = {"app_push": True, "sms": True, "email": True}


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
