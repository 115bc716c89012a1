"""What stands in rows, the same in every store that keeps rows."""

from collections.abc import Collection, Iterable

from journeyc.expression.values import to_instant
from journeyc.runtime.core.customer_rules import customer_run
from journeyc.runtime.core.documents import CustomerDocument, Run
from journeyc.runtime.core.incidents import customer_of_unborn
from journeyc.runtime.stores.documents import packed
from journeyc.runtime.stores.instants import microseconds


def merge_of(customer: CustomerDocument) -> str | None:
    """The merge by which a customer has become a part of another, if one has."""
    return customer["merged"]["merge"] if "merged" in customer else None


def row_of(run: Run) -> tuple[object, ...]:
    """A run as the columns of its row: id, customer, journey, status, when it ended, document."""
    return run["id"], run["customer"], run["journey"], run["status"], ended_at(run), packed(run)


def ended_at(run: Run) -> int | None:
    """When a run ended, in microseconds since 1970; None while it is open."""
    outcome = run["outcome"]
    return microseconds(to_instant(outcome["at"])) if run["status"] == "ended" and outcome else None


def runs_of(customers: Iterable[str], runs: Iterable[str]) -> list[str]:
    """The runs of customers, with what stands for that of an effect of a rule of theirs."""
    return [*runs, *map(customer_run, customers)]


def belongs(run: str, own: Collection[str], customers: Collection[str]) -> bool:
    """Whether the run of an incident is one of these customers', or would have been had it begun."""
    return run in own or customer_of_unborn(run) in customers
