"""The typing of queues and bots: what they see of the customer, and how long they have."""

from journeyc.compiler import clauses, repeats, syntax
from journeyc.compiler.names import Declared, Names
from journeyc.compiler.places import Place
from journeyc.compiler.reporter import Reporter
from journeyc.expression.syntax import Word
from journeyc.expression.types import BUSINESS_TIME


def worker(names: Names, declared: Declared[syntax.Worker]) -> None:
    """Check what stands in the braces of a queue or bot."""
    node, reporter = declared
    repeats.in_worker(reporter, node)
    for path in node.sees:
        _seen(names, reporter, path)
    place = Place(names, reporter, {}, root="parameter")
    place.calendar = True  # whether there is one is asked where a journey gives it work
    for deadline in node.deadlines:
        place.delay(deadline.within)
        cure = "say how long it may take, such as `30 minutes`"
        clauses.some_time(reporter, deadline.within, "what is due at once is always late", cure)


def _seen(names: Names, reporter: Reporter, path: list[Word]) -> None:
    """Say what is no field of the customer."""
    first, field, fields = path[0], path[-1], names.customer_type.fields
    if first.text != "customer" or len(path) != 2:
        message = f"`{repeats.dotted(path)}` is no field of the customer"
        cure = "name fields of the customer, such as `customer.phone`; a copy of one is seen with it"
        if len(path) > 2:
            cure = f"fields are seen whole: write `{first.text}.{path[1].text}`"
        elif field.text in fields:
            cure = f"write `customer.{field.text}`"
        reporter.error("undefined-name", first, message, cure)
    elif names.customer_type.whole and field.text not in fields:
        cure = f"declare it in `customer`: `private {field.text}: text`"
        reporter.undefined(field, "field", fields, cure, " of the customer")


def business_time(place: Place, word: Word, worker: syntax.Worker) -> None:
    """Say a queue or bot that counts business time in a journey without a calendar."""
    counts = any(deadline.within.type == BUSINESS_TIME for deadline in worker.deadlines)
    if counts and not place.calendar:
        message = f"`{word.text}` counts business time, and this journey has no calendar"
        cure = "name one in the journey: `calendar NAME`"
        place.reporter.error("missing-declaration", word, message, cure)
