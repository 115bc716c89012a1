"""What names mean at a place: fields that can be read, and what is known of them there."""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from journeyc.expression.types import Type
from journeyc.nearest import nearest

#: Dotted paths that are certain to hold a value, e.g. `dispute.amount` or `customer.phone`.
Known = frozenset[str]
NOTHING: Known = frozenset()
_MOST_SHOWN = 8


class Problem(NamedTuple):
    """Something wrong with an expression, in words; offsets as everywhere.

    What has one `cause` is one fault, whatever words tell of it.
    """

    rule: str
    message: str
    start: int
    end: int
    help: str
    replacement: str | None = None
    cause: str = ""


class Signature(NamedTuple):
    """What something that is called takes, in order, and what it gives; `optional` ones may be left out."""

    parameters: Mapping[str, Type]
    result: Type | None = None
    optional: frozenset[str] = frozenset()


class Environment(NamedTuple):
    """Where an expression stands.

    `fields` are read by their bare name and live in `root`, or where `roots` says; `records` are read as
    `customer.tier`. `unset` are the fields that hold nothing before something sets them. `lost` are names
    that stood in unreadable text: nobody misses them twice. `given` is what a call gave, by the name that it
    has in another row.
    """

    root: str
    fields: Mapping[str, Type]
    records: Mapping[str, Type]
    report: Callable[[Problem], None]
    unset: frozenset[str] = frozenset()
    lost: frozenset[str] = frozenset()
    near: Callable[[str, Iterable[str]], str | None] = nearest
    roots: Mapping[str, str] = {}
    decisions: Mapping[str, Signature] = {}
    given: str = ""

    def elsewhere(self, name: str) -> tuple[str, str] | None:
        """What is wrong with a name that can be read elsewhere, and where that is."""
        if name == "event":
            cure = "`event` can be read where an event is handled: after `on …`"
            return "there is no event here to read", cure
        if name == self.root == "context":
            cure = "fields of the journey are read by their names alone, without `context.`"
            return "there is no field `context` here", cure
        if name == self.given:
            cure = f"it is what the call gave, and is read in its row `ok as {name}`"
            return f"`{name}` is not known in this row", cure
        return None

    @property
    def readable(self) -> str:
        """What can be read here, for those who look for something else."""
        records = [f"`{name}.…`" for name in self.records]
        if self.root == "context":
            return f"declare it in `context`, or read {' or '.join(records)}" if records else "declare it"
        names = [*(f"`{name}`" for name in list(self.fields)[:_MOST_SHOWN]), *records]
        return f"what can be read here is {', '.join(names)}" if names else "nothing can be read here"
