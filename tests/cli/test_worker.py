"""`journeyc worker`: what it takes, what it says, and how it ends."""

import sys
from pathlib import Path

import pytest

from journeyc.cli.ending import Failure
from journeyc.cli.worker.binding import bound
from tests.cli.conftest import Journeyc

BINDINGS = """
from journeyc.runtime import Backoff, Delivery

class Sms:
    address = None
    def deliver(self, message):
        return Delivery("delivered")

bindings = {"channels": {"sms": Sms()}}
unknown = {"chanels": {}}
other = {"listeners": None, "backoff": 3}
early = {"store": "x"}
listed = [bindings]
nothing = {"channels": {"sms": 7}}
settings = {"listeners": None, "backoff": Backoff(first_seconds=5), "service_seconds": 3}

def made():
    return bindings

def raising():
    raise LookupError("no settings")

class Unsaid(Exception):
    def __str__(self):
        raise ValueError("no words")

def unsaid():
    raise Unsaid

def ending():
    raise SystemExit("no settings")
"""


@pytest.fixture
def shop(small: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A journey, a store for it, and a module that binds; each test has a module of its own name."""
    folder = small.resolve().parent
    (folder / "shop.py").write_text(BINDINGS, encoding="utf-8")
    (folder / "torn.py").write_text("x = {", encoding="utf-8")
    (folder / "needy.py").write_text("import no_such_library", encoding="utf-8")
    (folder / "odd.py").write_text("1 / 0", encoding="utf-8")
    monkeypatch.setattr("sys.path", ["", *sys.path])
    for name in ("shop", "torn", "needy", "odd"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    return small


@pytest.mark.parametrize("bind", ["shop:bindings", "shop:made"])
def test_it_says_what_it_serves(
    shop: Path, journeyc: Journeyc, caplog: pytest.LogCaptureFixture, bind: str
) -> None:
    done = journeyc("worker", shop, "--store", "x.sqlite", "--bind", bind, "--until-idle", "--lease", "3m")
    assert done.returncode == 0
    assert caplog.messages == [
        "begins with 8 carriers and leases of 180 seconds",
        "has made the store `x.sqlite`, which was not there",
        "serves case 1",
        "carries channel sms",
        "ended: fired 0, carried 0, answers 0, fenced 0, lost 0, errors 0, last progress never",
    ]
    assert done.stdout == ""


def test_what_nothing_is_bound_to_waits(
    shop: Path, journeyc: Journeyc, caplog: pytest.LogCaptureFixture
) -> None:
    assert journeyc("worker", shop, "--store", "x.sqlite", "--until-idle").returncode == 0
    assert "carries nothing, as nothing is bound" in caplog.messages
    assert "leaves to others, and lets wait for them: channel sms" in caplog.messages


def test_journeys_are_files_folders_or_those_of_the_store(
    shop: Path, journeyc: Journeyc, caplog: pytest.LogCaptureFixture
) -> None:
    Path("compiled").mkdir()
    assert journeyc("compile", shop, "-o", "compiled/case.json").returncode == 0
    for journeys in (["compiled"], ["compiled/case.json"], []):
        caplog.clear()
        assert journeyc("worker", *journeys, "--store", "x.sqlite", "--until-idle").returncode == 0
        assert "serves case 1" in caplog.messages


@pytest.mark.parametrize(
    ("arguments", "told", "cure"),
    [
        (["--store", "x.sqlite"], "there is no store `x.sqlite`", "check the path"),
        (["--store", "nowhere/x.sqlite", "case.journey"], "there is no folder", "make the folder first"),
        (["--store", "x.sqlite", "empty"], "no compiled journeys in the folder `empty`", "` makes some"),
        (["--store", "x.sqlite", "gone.json"], "`gone.json` cannot be read", "check the path"),
        (["--store", "x.sqlite", "case.journey", "--lease", "1s"], "`lease_seconds` is 1", "between 10 and"),
    ],
)  # fmt: skip
def test_what_cannot_be_served_is_said(
    shop: Path, journeyc: Journeyc, arguments: list[str], told: str, cure: str
) -> None:
    assert shop.exists()
    Path("empty").mkdir()
    done = journeyc("worker", *arguments)
    assert done.returncode == 2
    problem, help_ = done.stderr.splitlines()
    assert told in problem
    assert cure in help_


def test_a_store_without_journeys_is_nothing_to_serve(here: Path, journeyc: Journeyc) -> None:
    from journeyc.runtime.stores import open_store

    open_store(here / "x.sqlite").close()
    done = journeyc("worker", "--store", "x.sqlite")
    assert (done.returncode, done.stderr) == (
        2,
        "journeyc: there is no journey in `x.sqlite` yet\nhelp: name journeys to serve\n",
    )


def test_a_journey_with_errors_is_not_served(shop: Path, journeyc: Journeyc) -> None:
    shop.write_text(shop.read_text(encoding="utf-8").replace("-> look", "-> nowhere"), encoding="utf-8")
    done = journeyc("worker", shop, "--store", "x.sqlite")
    assert done.returncode == 1
    assert "`case.journey` has errors" in done.stderr
    assert not Path("x.sqlite").exists()


@pytest.mark.parametrize("text", ["2", "2s", "0.5s", "2 m", "1h"])
def test_times_have_a_unit_or_are_seconds(shop: Path, journeyc: Journeyc, text: str) -> None:
    done = journeyc("worker", shop, "--store", "x.sqlite", "--until-idle", "--poll", text)
    assert done.returncode == 0


@pytest.mark.parametrize("text", ["", "soon", "-1s", "2d", "1e3", "٣s"])
def test_what_is_no_time_is_said(shop: Path, journeyc: Journeyc, text: str) -> None:
    done = journeyc("worker", shop, "--store", "x.sqlite", "--until-idle", "--poll", text)
    assert done.returncode == 2
    assert "is no time; write a number with s, m or h, such as 30s or 2m" in done.stderr


@pytest.mark.parametrize(
    ("name", "told", "cure"),
    [
        ("shop", "`--bind shop` names nothing", "write MODULE:NAME, such as `shop.journeys:bindings`"),
        (":bindings", "`--bind :bindings` names nothing", "write MODULE:NAME"),
        ("shop:made()", "`--bind shop:made()` names nothing", "write MODULE:NAME"),
        ("shopp:bindings", "there is no module `shopp`", "it is looked for in"),
        ("shop.deeper:bindings", "there is no module `shop.deeper`", "it is looked for in"),
        ("needy:x", "the module `needy` needs `no_such_library`, which is not installed", "install it"),
        ("torn:x", "the module `torn` cannot be imported; it raised SyntaxError", "torn.py:1"),
        ("odd:x", "it raised ZeroDivisionError: division by zero", "odd.py:1"),
        ("shop:bindngs", "there is no `bindngs` in the module `shop`", "did you mean `shop:bindings`?"),
        ("shop:x", "there is no `x` in the module `shop`", "define it there"),
        ("shop:raising", "is called without arguments, and raised LookupError: no settings", "shop.py:"),
        ("shop:unsaid", "is called without arguments, and raised Unsaid", "shop.py:"),
        ("shop:ending", "raised SystemExit: no settings", "shop.py:"),
        ("shop:Sms", "`shop:Sms` is a Sms", 'let it be a dict such as `{"channels": {…}, "services": {…}}`'),
        ("shop:listed", "`shop:listed` is a list", "let it be a dict"),
        ("shop:unknown", "binds `chanels`, which is nothing that can be bound", "did you mean `channels`?"),
        ("shop:early", "binds `store`, which is nothing that can be bound", "there are `channels`,"),
        ("shop:other", "`backoff` in `shop:other` is a int", "give a `Backoff`"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_binding_is_said(shop: Path, name: str, told: str, cure: str) -> None:
    assert shop.exists()
    with pytest.raises(Failure) as failure:
        bound(name)
    assert told in failure.value.problem
    assert cure in failure.value.help


def test_what_is_bound_is_looked_at_before_the_store(shop: Path, journeyc: Journeyc) -> None:
    done = journeyc("worker", shop, "--store", "x.sqlite", "--bind", "shop:nothing")
    assert done.returncode == 2
    assert "`sms` is bound to a int, which has no `deliver`" in done.stderr
    assert not Path("x.sqlite").exists()


def test_events_wait_for_who_listens_unless_nobody_ever_does(shop: Path) -> None:
    """A worker that has no listener must not take events away from the services that have."""
    assert shop.exists()
    assert bound("")["listeners"] == bound("shop:bindings")["listeners"] == ()
    assert bound("shop:settings")["listeners"] is None
