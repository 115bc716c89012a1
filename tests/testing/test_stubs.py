"""What stands in for services: it answers as it is told, and only what they declare."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from journeyc.expression.values import Money
from journeyc.ir import to_json
from journeyc.runtime import Runtime, ServiceFailure
from journeyc.runtime.errors import UsageError
from journeyc.testing import Stubs, VirtualClock, pass_time
from tests.testing.scenes import package

PACKAGE = package("""
journey claim "Claim" {
  context { receipt: id?  line: Line? }
  starts on opened -> asked
  step asked "Asked" {
    call net.check(street = "Main") retry 1 times every 1 minute timeout 10 seconds {
      ok as found -> paid { set line = found }
      otherwise -> nobody
    }
  }
  step paid "Paid" {
    call bank.refund(amount = 20 EUR) timeout 10 seconds {
      ok as found -> written { set receipt = found }
      otherwise -> nobody
    }
  }
  step written "Written" {
    call printer.letter(words = "Good day") timeout 10 seconds { ok -> done  otherwise -> nobody }
  }
  end done "Done" success
  end nobody "Nobody" failure
}
""")
LINE = {"speed": 100, "fast": True}


@pytest.fixture
def stubs() -> Stubs:
    found = Stubs(PACKAGE)
    found.gives("net.check", LINE)
    found.gives("bank.refund", "R1")
    found.is_ok("printer.letter")
    return found


def claimed(stubs: Stubs, customer: str = "anna") -> str:
    """Where a claim ends."""
    with Runtime.open(None, PACKAGE, clock=VirtualClock(), services=stubs.services) as runtime:
        runtime.send("opened", {"topic": "a"}, customer=customer)
        pass_time(runtime, "1 hour")
        return runtime.where(customer)[0].steps[0]


def test_services_answer_as_they_are_told(stubs: Stubs) -> None:
    assert claimed(stubs) == "done"
    assert [call.service for call in stubs.calls()] == ["net.check", "bank.refund", "printer.letter"]
    (call,) = stubs.calls("bank.refund")
    assert call.arguments == {"amount": "20.00 EUR"}
    stubs.check()


def test_a_declared_failure_moves_the_run(stubs: Stubs) -> None:
    stubs.fails("bank.refund", "refused")
    assert claimed(stubs) == "nobody"
    assert stubs.calls("printer.letter") == []


def test_who_is_silent_is_asked_again(stubs: Stubs) -> None:
    stubs.is_silent("net.check")
    assert claimed(stubs) == "nobody"
    assert [call.attempt for call in stubs.calls()] == [1, 2]


def test_values_come_one_after_the_other(stubs: Stubs) -> None:
    """The last again and again."""
    stubs.gives("bank.refund", "R1", "R2")
    for customer, receipt in (("anna", "R1"), ("ben", "R2"), ("eva", "R2")):
        with Runtime.open(None, PACKAGE, clock=VirtualClock(), services=stubs.services) as runtime:
            runtime.send("opened", {"topic": "a"}, customer=customer)
            pass_time(runtime, "1 minute")
            assert runtime.export(customer)["runs"][0]["context"]["receipt"] == receipt


def test_a_function_computes_what_is_given(stubs: Stubs) -> None:
    def refund(amount: str) -> str:
        if amount != "20.00 EUR":
            raise ServiceFailure("refused")
        return "R7"

    stubs.answers("bank.refund", refund)
    assert claimed(stubs) == "done"


@pytest.mark.parametrize(
    ("say", "told"),
    [
        (lambda stubs: stubs.gives("bank.refnd", "R1"), "no service `bank.refnd`; did you mean `bank."),
        (lambda stubs: stubs.gives("crm.find", 1), "no service `crm.find`; they declare `bank.refund`, "),
        (lambda stubs: stubs.gives("net.check", {"speed": "x", "fast": True}), "what `net.check` gives.sp"),
        (lambda stubs: stubs.gives("net.check"), "it is not said what `net.check` gives"),
        (lambda stubs: stubs.gives("printer.letter", 1), "`printer.letter` gives nothing; say `stubs.is_ok"),
        (lambda stubs: stubs.is_ok("bank.refund"), "`bank.refund` gives a id; say which, with `gives`"),
        (lambda stubs: stubs.fails("bank.refund", "busy"), "as `busy`; it declares `refused`, `unknown`"),
        (lambda stubs: stubs.fails("printer.letter", "busy"), "fail as `busy`; it declares none"),
    ],
)  # fmt: skip
def test_what_is_not_declared_is_told(stubs: Stubs, say: Callable[[Stubs], None], told: str) -> None:
    with pytest.raises(UsageError) as raised:
        say(stubs)
    assert told in str(raised.value)


def test_a_call_that_nothing_was_said_of_fails_the_test() -> None:
    stubs = Stubs(PACKAGE)
    assert claimed(stubs) == "nobody"
    with pytest.raises(AssertionError) as raised:
        stubs.check()
    assert "  net.check(street = 'Main'): nobody said what it answers" in str(raised.value).splitlines()
    with pytest.raises(AssertionError, match="nobody said"), Stubs(PACKAGE) as block:
        claimed(block)


@pytest.mark.parametrize("fault", ["value", "failure"])
def test_a_function_that_gives_what_is_not_declared_fails_the_test(stubs: Stubs, fault: str) -> None:
    def refund(amount: str) -> int:
        if fault == "failure":
            raise ServiceFailure(f"no {amount}")
        return 7

    stubs.answers("bank.refund", refund)
    assert claimed(stubs) == "nobody"
    with pytest.raises(AssertionError, match=r"bank\.refund\(amount = '20\.00 EUR'\): "):
        stubs.check()


def test_what_failed_in_a_block_is_what_is_raised() -> None:
    with pytest.raises(ZeroDivisionError), Stubs(PACKAGE) as stubs:
        assert 1 / len(claimed(stubs).removeprefix("nobody"))


def test_values_may_be_plain_python() -> None:
    compiled = package("""
service shop.price(on: date) gives money
journey buy "Buy" {
  context { price: money? }
  starts on opened -> asked
  step asked "Asked" {
    call shop.price(on = 2026-12-24) timeout 1 second {
      ok as found -> done { set price = found }
      otherwise -> done
    }
  }
  end done "Done" success
}
""")
    stubs = Stubs(compiled)
    stubs.gives("shop.price", Money(Decimal("12.5"), "EUR"))
    with Runtime.open(None, compiled, clock=VirtualClock(), services=stubs.services) as runtime:
        runtime.send("opened", {"topic": "a"}, customer="anna")
        pass_time(runtime, "0 seconds")
        assert runtime.export("anna")["runs"][0]["context"]["price"] == "12.50 EUR"


def test_compiled_journeys_tell_what_they_declare(tmp_path: Path) -> None:
    compiled = tmp_path / "claim.json"
    compiled.write_text(to_json(PACKAGE), encoding="utf-8")
    assert sorted(Stubs(compiled).services) == sorted(Stubs([PACKAGE]).services)
