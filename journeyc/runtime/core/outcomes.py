"""What became of a message, told to the run that sent it and to the rules of the customer."""

from typing import TYPE_CHECKING

from journeyc.runtime.core.customer_rules import customer_in, has_caused
from journeyc.runtime.core.documents import Transition
from journeyc.runtime.core.inputs import DeliveryInput, run_of_effect
from journeyc.runtime.core.rules import event_of

if TYPE_CHECKING:
    from journeyc.runtime.core.sitting import Sitting


def take_delivery(sitting: "Sitting", given: DeliveryInput) -> None:
    """Take what became of a message: where it failed, another channel may carry it, and the run hears nothing
    yet.
    """
    name = run_of_effect(given.effect)
    if customer_in(name) is None:
        if sitting.named(name) is None:
            return
    elif not has_caused(sitting.customer, given.effect):
        sitting.refuse(f"this customer has sent no message `{given.effect}`")
        return
    sitting.fire_due(inclusive=False)
    is_kept = "contacts" in sitting.customer or given.outcome in {"suppressed", "failed"}
    if is_kept and sitting.messages.hear(given):
        return
    done = tell(sitting, given)
    if done is not None and done.incident is not None:
        sitting.answer("incident", "", done.incident["problem"])


def is_heard(sitting: "Sitting", run: str, event: str) -> bool:
    """Whether anything is done with what becomes of a message."""
    there = sitting.runs.get(run)
    plan = sitting.plan(there) if there and there["status"] != "ended" else None
    return sitting.directory.hears(plan, event)


def tell(sitting: "Sitting", given: DeliveryInput) -> Transition | None:
    """Let rules see what became of a message, and the run take it, if it is open and its steps do."""
    name, event = run_of_effect(given.effect), f"{given.notification}.{given.outcome}"
    sitting.see(event_of(given), name)
    run = sitting.runs.get(name)
    plan = sitting.plan(run) if run else None
    if run is None or plan is None or run["status"] == "ended" or event not in plan.taken_by:
        return None
    return sitting.give(plan, run, given)
