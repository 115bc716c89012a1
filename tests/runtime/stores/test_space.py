"""How much space a customer takes who waits: of a million of them, each byte is a megabyte."""

from pathlib import Path

from journeyc.runtime import Runtime
from tests.runtime.stage import HandClock

DISPUTE = Path(__file__).parents[1] / "dispute.json"
CUSTOMERS = 400


def paused(path: Path, customers: range, clock: HandClock) -> int:
    """The size of a store with customers who have begun, answered twice, and gone away."""
    with Runtime.open(path, DISPUTE, clock=clock) as runtime:
        for number in customers:
            name = f"customer-{number:06}"
            with runtime.batch() as batch:
                opened = {"dispute": {"bill": f"R-{number * 7919:08}"}}
                batch.send("dispute_opened", opened, customer=name, channel="web", id=f"{name}/1")
                batch.answer(name, {"dispute.reason": "roaming"}, channel="web", id=f"{name}/2")
                batch.answer(name, {"dispute.amount": f"{number}.50 EUR"}, channel="web", id=f"{name}/3")
            assert [report["result"] for report in batch.reports] == ["accepted"] * 3
        clock.pass_(minutes=31)
        runtime.tick()
        assert {run["status"] for run in runtime._store.runs(CUSTOMERS * 2)} == {"paused"}
    return path.stat().st_size


def test_a_customer_who_waits_takes_little_space(tmp_path: Path, clock: HandClock) -> None:
    """With the answers to three inputs, the history, and the timers of the pause."""
    # To a day that stands in none of the specimens by which documents are packed.
    clock.pass_(days=172, minutes=77, seconds=23)
    few = paused(tmp_path / "few", range(CUSTOMERS), clock)
    many = paused(tmp_path / "many", range(CUSTOMERS * 2), clock)
    assert (many - few) / CUSTOMERS <= 2000
