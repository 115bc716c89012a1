"""Commands on a store on PostgreSQL, the password of which nobody gets to see."""

from collections.abc import Callable
from contextlib import closing
from subprocess import CompletedProcess
from urllib.parse import urlsplit

import pytest

from journeyc.runtime.stores import open_store
from tests.cli.test_doctor import said
from tests.runtime.stage import DISPUTE
from tests.runtime.stores.test_contract import commit, entry

Journeyc = Callable[..., CompletedProcess[str]]


@pytest.fixture
def address(postgres: str) -> str:
    """That of a store in which there is somebody."""
    with closing(open_store(postgres)) as store:
        commit(store, "anna", history=[entry("i1")], aliases={"email": "a@x"})
    return postgres


def hidden(done: CompletedProcess[str], address: str) -> bool:
    password = urlsplit(address).password
    return not password or password not in done.stdout + done.stderr


@pytest.mark.usefixtures("here")
def test_a_store_is_looked_into(journeyc: Journeyc, address: str) -> None:
    done = journeyc("customers", "list", "--store", address)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("anna")


@pytest.mark.usefixtures("here")
def test_a_new_store_is_made_for_what_is_deployed(journeyc: Journeyc, postgres: str) -> None:
    """As on SQLite: the guide for operators begins with it."""
    for state in ("is new", "is there already"):
        done = journeyc("store", "deploy", str(DISPUTE), "--store", postgres)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout == f"bill_dispute 3 {state}; runs begin in version 3\n"


@pytest.mark.usefixtures("here")
def test_doctor_tells_what_is_in_it(journeyc: Journeyc, address: str) -> None:
    done = journeyc("doctor", "--store", address)
    (found,) = said(done, "store")
    assert f"?schema={address.rpartition('schema=')[2]}` can be opened: tables of version" in found
    assert hidden(done, address)


@pytest.mark.usefixtures("here")
def test_doctor_tells_why_it_cannot_be_opened(journeyc: Journeyc, address: str) -> None:
    done = journeyc("doctor", "--store", f"{address}_other")
    assert done.returncode == 1
    (found,) = said(done, "store")
    assert found.startswith("broken: there is no store in `postgresql://")
    assert hidden(done, address)


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("command", [("customers", "show"), ("runs", "show")])
def test_who_is_not_there_is_told_without_the_password(
    journeyc: Journeyc, address: str, command: tuple[str, str]
) -> None:
    done = journeyc(*command, "nobody", "--store", address)
    assert done.returncode == 2
    assert "`nobody` in `postgresql://" in done.stderr
    assert hidden(done, address)


@pytest.mark.usefixtures("here")
def test_who_is_erased_is_gone_and_it_is_said_what_may_stay(journeyc: Journeyc, address: str) -> None:
    done = journeyc("customers", "erase", "a@x", "--store", address, "--yes")
    assert done.returncode == 0
    assert done.stdout.startswith("erased 1 customer")
    assert done.stderr.startswith(
        "copies may stand in files and the log of the server, on its standbys and in its backups, until those"
    )
    with closing(open_store(address)) as store:
        assert store.find("anna") == store.find("a@x") == ()
