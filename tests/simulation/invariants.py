"""What holds of a store at every step, and at the end when everything is quiet."""

from collections import Counter
from datetime import UTC, datetime

from journeyc.expression.values import to_instant
from journeyc.runtime import Message, Request, Store
from journeyc.runtime.core.documents import CustomerDocument, Run
from journeyc.runtime.core.work import kind_of, task_due
from tests.simulation.ledger import Ledger, Violation, require

_LAST = datetime.max.replace(tzinfo=UTC)
_ALL = 1_000_000


def check_customer(ledger: Ledger, store: Store, own: str) -> None:
    """What holds of one customer, whenever something of them was written."""
    known = store.read(own)
    require(known.revision == ledger.revisions.get(own, 0), f"the store forgot a change of `{own}`")
    _check_timers(store, own, known.customer, known.runs)
    there = {run["id"]: run for run in known.runs}
    expected = {name: run for name, run in ledger.runs.items() if run["customer"] == own}
    inside = {name for name, run in expected.items() if run["status"] != "ended"}
    require(there.keys() == inside, f"`{own}` is in {sorted(there)}, and came into {sorted(inside)}")
    for name, run in there.items():
        require(run["seq"] == expected[name]["seq"], f"the store forgot a change of `{name}`")
    ended = {run["id"] for run in store.ended(own, _ALL)}
    over = expected.keys() - inside
    require(ended == over, f"of `{own}` {sorted(ended)} have ended, and {sorted(over)} did")
    if known.customer is not None and not {"identities", "merged"} & known.customer.keys():
        _check_begun(known.customer, expected)


def _check_begun(customer: CustomerDocument, runs: dict[str, Run]) -> None:
    """Entered = now inside + left, by the customer's own count."""
    counted = Counter(run["journey"] for run in runs.values())
    begun = {name: record["begun"] for name, record in customer["journeys"].items()}
    require(
        {name: number for name, number in begun.items() if number} == counted,
        f"`{customer['id']}` has begun {begun}, and {dict(counted)} are there",
    )


def _check_timers(store: Store, own: str, customer: CustomerDocument | None, runs: tuple[Run, ...]) -> None:
    """Each timer of a document is a row, and the other way round."""
    rows = {(timer.run, timer.name, timer.due) for timer in store.due(_LAST, _ALL) if timer.customer == own}
    timers = [("", timer) for timer in customer.get("timers", ())] if customer else []
    timers += [(run["id"], timer) for run in runs for timer in run["timers"]]
    armed = {(run, timer["name"], to_instant(timer["due"])) for run, timer in timers}
    lost = sorted(f"{run} {name} {due}" for run, name, due in armed - rows)
    require(not lost, f"timers of `{own}` are lost: {lost}")
    left = sorted(f"{run} {name} {due}" for run, name, due in rows - armed)
    require(not left, f"timers of `{own}` are there that nobody armed: {left}")


def check_all(ledger: Ledger, store: Store) -> None:
    """What holds of a store as a whole."""
    runs = store.runs(_ALL)
    open_, ended = Counter[str](), Counter[str]()
    for run in runs:
        (ended if run["status"] == "ended" else open_)[run["journey"]] += 1
    for journey, entered in ledger.entered.items():
        now, left, gone = open_[journey], ended[journey], ledger.gone[journey]
        told = f"{entered} came into `{journey}`, {now} are in it, {left} left, {gone} were erased"
        require(entered == now + left + gone, told)
    owners = {document["id"] for document in store.customers(_ALL)}
    strangers = {timer.customer for timer in store.due(_LAST, _ALL)} - owners
    require(not strangers, f"there are timers of {sorted(strangers)}, who are not there")
    require(
        owners == ledger.revisions.keys(), f"there are {sorted(owners)}, and should be {[*ledger.revisions]}"
    )
    _check_tasks(store, runs)
    for name, answers in ledger.answered.items():
        for own, report in answers.items():
            require(store.read(own, name).report == report, f"the store forgot the answer to `{name}`")


def _check_tasks(store: Store, runs: list[Run]) -> None:
    """The open tasks are those that runs wait for, with who has them and when they are due."""
    waited = {
        (work["key"], work.get("claimed_by", ""), task_due(work))
        for run in runs
        if run["status"] != "ended"
        for clause, work in run.get("pending", {}).items()
        if kind_of(clause.partition("/")[2]) == "task"
    }
    there = {(task.id, task.claimed_by, task.due) for task in store.tasks()}
    require(there == waited, f"the tasks {sorted(there)} are open, and {sorted(waited)} are waited for")


def check_quiet(ledger: Ledger, store: Store, now: datetime) -> None:
    """What holds when no fault has happened for long, and nothing is left to do."""
    late = store.due(now, _ALL)
    require(not late, f"timers never fired: {late}")
    for name, letter in ledger.letters.items():
        waits = letter.is_open and letter.until <= now
        require(not waits, f"`{name}` is carried by nobody")
        if letter.state != "delivered" or letter.arrivals:
            continue
        match letter.outgoing:
            case Message():
                raise Violation(f"the message `{name}` is told to be delivered, and never arrived")
            case Request():
                # Where the circuit of a service is open, that it has no answer is applied.
                require(
                    ledger.knows_of(f"{name}/result"), f"the call `{name}` is settled, and was never made"
                )
    for own in ledger.revisions:
        known = store.read(own)
        for run in known.runs:
            _check_calls(ledger, run)
        for contact in known.customer.get("contacts", ()) if known.customer else ():
            name = contact["effect"]["id"]
            is_told = "sent" in contact or (name in ledger.letters and ledger.letters[name].is_open)
            require(is_told, f"what became of the message `{name}` was never told")


def _check_calls(ledger: Ledger, run: Run) -> None:
    """Each call that a run waits for is under way somewhere, or is tried again, or has a time at which it is
    given up.
    """
    timers = [*run["timers"], *run.get("held", ())]
    timers += [timer for frame in run.get("frozen", ()) for timer in frame["timers"]]
    if "suspended" in run:
        timers += run["suspended"]["timers"]
    armed = {timer["name"] for timer in timers}
    for clause, work in run.get("pending", {}).items():
        if kind_of(clause.partition("/")[2]) != "call" or run.get("arrived"):
            continue
        on_its_way = any(
            letter.is_open and isinstance(letter.outgoing, Request) and letter.outgoing.call == work["key"]
            for letter in ledger.letters.values()
        )
        waited_for = armed & {f"{clause}/timeout", f"{clause}/retry"}
        require(
            on_its_way or waited_for, f"`{run['id']}` waits for the call `{work['key']}`, which nobody makes"
        )
