"""Values of every type, in their canonical JSON form."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from journeyc.expression.types import EnumType, ListType, OptionalType, RecordType, Type
from journeyc.expression.values import Duration, Money, encode

AMOUNTS = st.decimals(-(10**12), 10**12, places=2)
#: Without a zone, as hypothesis wants them.
_YEARS = (datetime(1900, 1, 1), datetime(2200, 1, 1))  # noqa: DTZ001
GOOD: dict[str, st.SearchStrategy[Any]] = {
    "text": st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=5),
    "id": st.text("abc1- ", min_size=1, max_size=5).filter(str.strip),
    "bool": st.booleans(),
    "int": st.integers(-(2**53) + 1, 2**53 - 1),
    "decimal": AMOUNTS.map(encode),
    "percent": AMOUNTS.map(encode),
    "money": AMOUNTS.map(lambda amount: encode(Money(Decimal(amount), "EUR"))),
    "duration": st.builds(Duration, *[st.integers(-999, 999)] * 3).map(encode),
    "instant": st.datetimes(*_YEARS, timezones=st.timezones()).map(encode),
    "date": st.dates().map(encode),
    "time": st.times().map(lambda time: encode(time.replace(microsecond=0))),
}


def good(declared: Type, deep: int = 0) -> st.SearchStrategy[Any]:
    """Canonical values of a type."""
    match declared:
        case OptionalType():
            return st.none() if deep > 3 else st.none() | good(declared.value, deep)
        case ListType():
            return st.just([]) if deep > 2 else st.lists(good(declared.item, deep + 1), max_size=2)
        case EnumType():
            return st.sampled_from(declared.members)
        case RecordType():
            return st.fixed_dictionaries({name: good(one, deep + 1) for name, one in declared.fields.items()})
        case _:
            return GOOD[declared.name]
