"""Which channels reach the customer of a scenario, where no real channel says what its address is."""

from collections.abc import Collection, Mapping

from journeyc.expression.values import Json
from journeyc.runtime.core.contact_plans import Reach

#: The fields of the customer that are the address of a channel, besides one of its own name.
_ADDRESSES = {
    "app_push": ("device", "push_token"),
    "sms": ("phone", "mobile", "mobile_phone", "phone_number"),
    "whatsapp": ("phone", "mobile", "mobile_phone", "phone_number"),
    "voice": ("phone", "mobile", "mobile_phone", "phone_number"),
    "email": ("email_address", "mail"),
    "letter": ("address", "street"),
    "post": ("address", "street"),
}


def reaches(known: Collection[str]) -> Reach:
    """Whether a channel has an address of a customer who has these fields: one of its name, or the field that
    is meant for it; nobody knows where the customer has no such field.
    """

    def reach(channel: str, profile: Mapping[str, Json]) -> bool | None:
        fields = addresses(known, channel)
        return any(profile.get(name) not in (None, "") for name in fields) if fields else None

    return reach


def addresses(known: Collection[str], channel: str) -> list[str]:
    """The fields of the customer, of these, that are an address of a channel."""
    return [name for name in (channel, *_ADDRESSES.get(channel, ())) if name in known]
