"""From a machine to the text of a journey, by rule.

A state that holds none is a step, one that holds others a stage, one with others side by side a parallel,
each of those a branch; a final state is an end. Transitions are handlers, or conditions where they name no
event.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.oracles.scxml.effects import CALLED, EffectWriter, Errand
from tests.oracles.scxml.events import event_names
from tests.oracles.scxml.expressions import Translator
from tests.oracles.scxml.faults import Fault
from tests.oracles.scxml.handlers import Handlers
from tests.oracles.scxml.inference import Slot, Types
from tests.oracles.scxml.model import Machine
from tests.oracles.scxml.names import Names
from tests.oracles.scxml.places import PASSING, PlaceWriter
from tests.oracles.scxml.refusing import refuse

JOURNEY = "machine"


@dataclass(frozen=True)
class Translation:
    """The journey, and what whoever plays it must know to send back what it sends.

    `events` says what the events of the machine are called, `fields` what each carries, both by the names of
    the machine; `errands` are events that say what is to be sent, `cancels` those that say what no more. The
    run must end in `passing`.
    """

    text: str
    passing: str
    faults: list[Fault]
    events: Mapping[str, str]
    fields: Mapping[str, Mapping[str, str]]
    errands: Mapping[str, Errand]
    cancels: Sequence[str]


def translate(machine: Machine) -> Translation:
    """The journey for a machine; `Untranslatable` where there is a reason."""
    refuse(machine)
    names = event_names(machine)
    types = Types(machine, names)
    events = Names()
    for name in names:
        events.of(name)
    translator = Translator()
    translator.faults += types.faults
    effects = EffectWriter(types, events, translator)
    places = PlaceWriter(machine, Handlers(machine, names), effects)
    written = places.all()
    text = "\n".join([*_declarations(types, places, effects), "", *_journey(types, places, written)]) + "\n"
    return Translation(
        text,
        places.names.of(PASSING),
        translator.faults,
        {name: events.of(name) for name in names},
        {name: {one: slot.name for one, slot in types.payloads[name].slots.items()} for name in names},
        effects.errands,
        effects.cancels,
    )


def _journey(types: Types, places: PlaceWriter, written: list[str]) -> list[str]:
    fields = [_field(slot) for slot in types.data.values()]
    fields += [f"{name}: bool = false" for name in places.left.values()]
    context = ["  context {", *(f"    {field}" for field in fields), "  }"] if fields else []
    return [f"journey {JOURNEY} {{", *context, f"  starts -> {places.start}", *written, "}"]


def _field(slot: Slot) -> str:
    first = slot.first.text
    return f"{slot.name}: {slot.type} = {first}" if first else f"{slot.name}: {slot.type}"


def _declarations(types: Types, places: PlaceWriter, effects: EffectWriter) -> list[str]:
    """The customer, who does not matter, and the events."""
    lines = ["customer { key id: id }"]
    for name, payload in types.payloads.items():
        if places.declares(name):
            fields = [f"{slot.name}: {slot.type}" for slot in payload.slots.values()]
            lines.append(_event(effects.events.of(name), fields))
    for name, errand in effects.errands.items():
        lines.append(_event(name, errand.declared))
    return [*lines, *(_event(name, [f"{CALLED}: text"]) for name in effects.cancels)]


def _event(name: str, fields: list[str]) -> str:
    return f"event {name} {{ {'   '.join(fields)} }}" if fields else f"event {name}"
