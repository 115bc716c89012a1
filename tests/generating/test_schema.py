"""What the schemas take, the runtime takes, and the other way round for values in their canonical form."""

import json
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeyc.expression.types import Type, parse_type
from journeyc.expression.validation import validate, validate_fields
from journeyc.generating import generated
from journeyc.generating.schema import _type
from journeyc.ir import Package, type_table
from journeyc.ir.types import field_types
from journeyc.runtime import Runtime
from journeyc.testing import VirtualClock
from tests.generating.drawn import package_of_seed
from tests.generating.shop import shop
from tests.generating.values import GOOD, good

#: Schemas do not tell 1.0 from 1, which the runtime does.
_NUMBERS = st.integers(-(2**60), 2**60) | st.floats(-1e20, 1e20, allow_nan=False).filter(
    lambda number: number != int(number) and abs(number) > 1e-90
)
#: Values of no type in particular, among them what looks like one.
_ANYTHING: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | _NUMBERS
    | st.text(max_size=4)
    | st.sampled_from([
        "", " ", "12.50 EUR", "12 EUR ", "1e5 EUR", "EUR 12", "12.5", "-3", "1e5", ".5", "P1D", "P",
        "PT", "P1Y", "PT1S", "P1DT5S", "P-1M", "2026-11-23", "2026-13-01", "20261123", "20:00", "24:00",
        "20:00:61", "8:00", "2026-11-23T09:00:00Z", "2026-11-23T09:00:00", "2026-11-23T09:00:00+01:00",
        "2026-11-23 09:00", "small", "low", "web", "a\x00b", "+5", "0012", "2026-11-23T25:00:00Z",
        "2026-11-23T09:00:00.123456789Z",
]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["id", "euros", "a"]), inner),
    max_leaves=4,
)  # fmt: skip


def _schema(package: Package) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(generated("jsonschema", [package]))
    return found


def _validator(schema: dict[str, Any], name: str) -> Any:
    return jsonschema.Draft202012Validator(
        {"$defs": schema["$defs"], "$ref": f"#/$defs/{name}"},
        format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER,
    )


PACKAGE = shop()
SCHEMA = _schema(PACKAGE)
TYPES = type_table(PACKAGE.declarations)
EVENTS = {one.name: field_types(one.fields, TYPES) for one in PACKAGE.declarations.events}
#: A type of each kind: what stands for it in the document, and how it is written.
KINDS = {f"{name}?": parse_type(f"{name}?", TYPES) for name in (*GOOD, "Size", "Item", "channel", "Money")}


def _of_type(declared: Type) -> Any:
    return jsonschema.Draft202012Validator(
        {"$defs": SCHEMA["$defs"], **_type(declared)},
        format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER,
    )


@pytest.mark.parametrize("seed", [None, 0, 1, 2])
def test_it_is_a_schema(seed: int | None) -> None:
    """Whatever is declared, and every reference leads somewhere."""
    schema = SCHEMA if seed is None else _schema(package_of_seed(seed))
    jsonschema.Draft202012Validator.check_schema(schema)
    text = json.dumps(schema)
    assert {f'"#/$defs/{name}"' for name in schema["$defs"]} >= {
        f'"{part.split(chr(34))[0]}"' for part in text.split('"$ref": "')[1:]
    }


@pytest.mark.parametrize("name", KINDS)
def test_a_type_takes_what_the_runtime_takes(name: str) -> None:
    """Everything of the type, in its canonical form; and nothing that the runtime refuses."""
    declared = KINDS[name]
    validator = _of_type(declared)

    @settings(max_examples=25, deadline=None, database=None)
    @given(good(declared))
    def takes(value: Any) -> None:
        form, faults = validate(value, declared)
        assert faults == []
        assert validator.is_valid(form), list(validator.iter_errors(form))

    @settings(max_examples=40, deadline=None, database=None)
    @given(_ANYTHING)
    def refuses(value: Any) -> None:
        if validator.is_valid(value):
            assert validate(value, declared)[1] == []

    takes()
    refuses()


@settings(max_examples=25, deadline=None, database=None)
@given(st.data())
def test_an_event_is_taken_whole(data: st.DataObject) -> None:
    """One that has a field too many, or one too few, by neither."""
    name = data.draw(st.sampled_from(sorted(EVENTS)))
    payload = data.draw(st.fixed_dictionaries({key: good(one) for key, one in EVENTS[name].items()}))
    validator = _validator(SCHEMA, f"event.{name}")
    form, faults = validate_fields(payload, EVENTS[name])
    assert faults == []
    assert validator.is_valid(form)
    left = data.draw(st.sampled_from(sorted(payload)))
    short = {key: value for key, value in form.items() if key != left}
    assert validator.is_valid(short) == (validate_fields(short, EVENTS[name])[1] == [])
    assert not validator.is_valid({**form, "never_declared": 1})


def test_what_a_run_shows_fits() -> None:
    """Its context as it is kept, and what is said to begin and to answer it."""
    item = {"id": "I1", "price": "12.50 EUR", "parts": []}
    begun = {"amount": "1 EUR"}
    answers = {"item.size": "small"}
    with Runtime.open(None, [PACKAGE], clock=VirtualClock()) as runtime:
        payload = {
            "item": item, "count": 1, "name": "Ring", "share": "1", "weight": "2", "day": "2026-11-23",
            "hour": "20:00", "lasting": "P1D", "tags": [], "hints": [], "sizes": [],
        }  # fmt: skip
        assert runtime.send("ordered", payload, customer="anna", channel="web")["faults"] == []
        assert runtime.answer("anna", answers, channel="web")["faults"] == []
        assert runtime.start("check", begun, customer="anna")["faults"] == []
        run = runtime.run("shop/anna/1", private=True)
        assert run is not None
        _validator(SCHEMA, "event.ordered").validate(payload)
        _validator(SCHEMA, "context.shop").validate(run.document["context"])
    _validator(SCHEMA, "answers.shop.asked").validate(answers)
    _validator(SCHEMA, "parameters.check").validate(begun)
    _validator(SCHEMA, "profile").validate({"phone": None, "tier": "high"})
    _validator(SCHEMA, "service.bank.refund.gives").validate(item)
    assert not _validator(SCHEMA, "answers.shop.asked").is_valid({})
    assert not _validator(SCHEMA, "service.bank.refund.failure").is_valid("late")
