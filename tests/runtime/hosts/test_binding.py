"""What is bound to services fits what journeys declare, or the runtime does not open."""

from collections.abc import Callable
from typing import Any

import pytest

from journeyc.runtime import Runtime, Store
from journeyc.runtime.errors import UsageError
from journeyc.runtime.services import HttpService
from journeyc.source import Source
from tests.compiling import package_of
from tests.runtime.hosts.journeys import CREDIT, DESK, package

PACKAGE = package(CREDIT)
URL = "https://billing.example"
CREDITS = "`billing.credit` (test.journey:15)"
NOBODY = "is bound, and no journey here or in the store declares such a service"
LAMBDA = f"`<lambda>` cannot be called with what {CREDITS} takes:"
TAKES = "let it take `bill`, `amount` by name"
NO_PLACE = "has a place for `{{{}}}`, which is no parameter of " + f"{CREDITS}; it takes `bill`, `amount`"
NO_FAILURE = f"which is no failure of {CREDITS}; it declares `refused`, `unknown`"
#: A journey of somebody else, who declares no service.
SILENT = """
touchpoint website "Website" { channel web: show, ask }
customer { key id: id }
event opened {}
journey silent "Silent" {
  starts on opened from web -> done
  end done "Done" success
}
"""


def billing(bill: str, amount: str) -> dict[str, str]:
    return {"bill": bill, "amount": amount}


@pytest.mark.parametrize(
    ("name", "callee", "problem"),
    [
        ("biling.credit", billing, f"`biling.credit` {NOBODY}; did you mean `billing.credit`?"),
        (
            "printer.letter",
            billing,
            f"`printer.letter` {NOBODY}; bind what is declared, or open with its journey",
        ),
        (
            "billing.credit",
            lambda bill: bill,
            f"{LAMBDA} got an unexpected keyword argument 'amount'; {TAKES}",
        ),
        (
            "billing.credit",
            lambda bill, amount, currency: (bill, amount, currency),
            f"{LAMBDA} missing a required argument: 'currency'; {TAKES}",
        ),
        (
            "billing.credit",
            HttpService("POST", f"{URL}/bills/{{bil}}"),
            f"HttpService(POST {URL}/bills/{{bil}}) {NO_PLACE.format('bil')}",
        ),
        (
            "billing.credit",
            HttpService("POST", URL, body={"what": {"sum": "{sum}"}}),
            f"HttpService(POST {URL}) {NO_PLACE.format('sum')}",
        ),
        (
            "billing.credit",
            HttpService("POST", URL, failures={"denied": 403}),
            f"HttpService(POST {URL}) may fail as `denied`, {NO_FAILURE}",
        ),
        (
            "billing.credit",
            HttpService,
            "`billing.credit` is bound to the class HttpService; bind one of them: `HttpService(…)`",
        ),
    ],
)
def test_what_does_not_fit_is_refused(name: str, callee: Any, problem: str, store: Store) -> None:
    with pytest.raises(UsageError) as caught:
        Runtime.open(store, PACKAGE, services={name: callee})
    assert str(caught.value) == problem


@pytest.mark.parametrize(
    "callee",
    [
        billing,
        lambda **_: None,
        lambda bill, amount, currency="EUR": (bill, amount, currency),
        dict,
        HttpService("POST", f"{URL}/bills/{{bill}}", failures={"refused": 409}),
    ],
)
def test_what_fits_is_taken(callee: Callable[..., Any], store: Store) -> None:
    Runtime.open(store, PACKAGE, services={"billing.credit": callee})


def test_a_program_may_bind_what_its_journeys_declare_and_do_not_call() -> None:
    Runtime.open(None, package(DESK), services={"crm.ping": lambda: None, "billing.credit": billing})


def test_a_program_without_journeys_serves_those_of_others() -> None:
    Runtime.open(None, services={"printer.letter": lambda: None})


def test_a_program_may_bind_what_journeys_of_others_call(store: Store) -> None:
    """They are in the store; what they do not call, their package alone has declared."""
    Runtime.open(store, PACKAGE)
    silent = package_of(Source("silent.journey", SILENT))
    Runtime.open(store, silent, services={"billing.credit": billing})
    with pytest.raises(UsageError, match=r"`crm\.ping` is bound, and no journey"):
        Runtime.open(store, silent, services={"crm.ping": lambda: None})
