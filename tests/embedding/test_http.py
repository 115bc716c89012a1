"""The examples over real HTTP: many clients at once, an end in the midst of it, and on from there."""

import sys
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread

import pytest

import journeyc
from journeyc.ir import to_json
from tests.embedding.serving import EXAMPLES, OWN, THREADS, Answered, Service, audit, end, load
from tests.posix import posix

JOURNEYS = EXAMPLES.parent / "journeys"


def fastapi_app(folder: Path) -> Service:
    """Under uvicorn, in one process."""
    command = ["-m", "uvicorn", "--factory", "fastapi_app.app:create_app", "--port", "{port}"]
    where = {"CARE_STORE": str(folder / "store.sqlite"), "CARE_OUTBOX": str(folder / "outbox")}
    return Service([*command, "--log-level", "warning"], EXAMPLES, where, "events/dispute_opened")


def django_project(folder: Path) -> Service:
    """In two processes with threads, which were forked behind the import; without the compiler."""
    prefork, compiled = Path(__file__).with_name("prefork.py"), folder / "bill_dispute.json"
    compiled.write_text(to_json(journeyc.load(JOURNEYS / "bill_dispute.journey")), encoding="utf-8")
    where = {
        "CARE_STORE": str(folder / "store.sqlite"),
        "CARE_DATA": str(folder / "data"),
        "CARE_JOURNEY": str(compiled),
    }
    service = Service(
        [str(prefork), "project.wsgi", "{port}", "2"], EXAMPLES / "django_project", where, "disputes"
    )
    migrated = service.run(sys.executable, "manage.py", "migrate", "--verbosity", "0")
    assert migrated.returncode == 0, migrated.stderr
    return service


def carried(service: Service, folder: Path) -> None:
    """A worker beside it tells each customer once that an expert looks at their bill."""
    if service.opens == "disputes":
        command, outbox = ["manage.py", "work", "--until-idle"], folder / "data"
    else:
        bind = ["--bind", "fastapi_app.bindings:bindings", "--until-idle"]
        journeys = [str(JOURNEYS / f"{name}.journey") for name in ("bill_dispute", "card_keeps_failing")]
        store = ["--store", str(folder / "store.sqlite")]
        command, outbox = ["-m", "journeyc", "worker", *journeys, *store, *bind], folder / "outbox"
    worked = service.run(sys.executable, *command)
    assert worked.returncode == 0, worked.stderr
    assert (outbox / "email.mbox").read_text(encoding="utf-8").count("Message-ID: ") == THREADS * OWN


@posix("fork")
@pytest.mark.parametrize("made", [fastapi_app, django_project])
def test_clients_at_once_an_end_in_the_midst_and_on_from_there(
    made: Callable[[Path], Service], tmp_path: Path
) -> None:
    service, answered, some = made(tmp_path), Answered(), Event()
    with service.started() as (port, process):
        clients = Thread(target=load, args=(service, port, answered, some), daemon=True)
        clients.start()
        assert some.wait(60)
        # uvicorn ends by the signal itself, once all that was in hand is answered.
        assert end(process) in {0, -15}
        clients.join(60)
    before = dict(answered.reports)
    assert answered.differ == []
    with service.started() as (port, process):
        assert load(service, port, answered) == 0
        assert end(process) in {0, -15}
    # What was answered before was done.
    assert before.items() <= answered.reports.items()
    audit(service, tmp_path / "store.sqlite", answered)
    carried(service, tmp_path)
