"""Services in processes of their own, clients that speak HTTP to them at once, and what must hold then."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from threading import Event
from time import monotonic, sleep
from typing import Any, NamedTuple

from journeyc.runtime.stores import open_store

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples" / "embedding"
THREADS = 16
#: So many customers each client has for itself.
OWN = 4
#: Longer than any of this takes, also where many others are at work.
SECONDS = 60


class Service(NamedTuple):
    """How a service is started: `{port}` in its command is where it listens."""

    command: Sequence[str]
    folder: Path
    environment: dict[str, str]
    #: What a client sends to open a dispute: the path behind the customer, and the body for a bill.
    opens: str

    def body(self, bill: str) -> dict[str, Any]:
        if self.opens == "disputes":
            return {"bill": bill, "channel": "web"}
        return {"channel": "web", "payload": {"dispute": {"bill": bill}}}

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """A command beside it, which ends by itself."""
        return subprocess.run(
            command,
            cwd=self.folder,
            env=self._environment,
            check=False,
            capture_output=True,
            text=True,
            timeout=SECONDS,
        )

    @property
    def _environment(self) -> dict[str, str]:
        path = os.pathsep.join([str(ROOT), str(self.folder)])
        return {**os.environ, "PYTHONPATH": path, **self.environment}

    @contextmanager
    def started(self) -> Iterator[tuple[int, "subprocess.Popen[str]"]]:
        """The port at which it answers, and its process, which does not outlive this."""
        with socket.create_server(("127.0.0.1", 0)) as free:
            port: int = free.getsockname()[1]
        command = [sys.executable, *(part.format(port=port) for part in self.command)]
        process = subprocess.Popen(
            command, cwd=self.folder, env=self._environment, stderr=subprocess.PIPE, text=True
        )
        try:
            _until_it_answers(port, process)
            yield port, process
        finally:
            if process.poll() is None:
                process.kill()
            process.communicate()


def _until_it_answers(port: int, process: "subprocess.Popen[str]") -> None:
    end = monotonic() + SECONDS
    while monotonic() < end and process.poll() is None:
        try:
            with closing(HTTPConnection("127.0.0.1", port, timeout=SECONDS)) as http:
                http.request("GET", "/health")
                if http.getresponse().status == HTTPStatus.OK:
                    return
        except (OSError, HTTPException):
            sleep(0.05)
    process.kill()
    raise AssertionError(f"it does not answer: {process.communicate()[1]}")


class Sent(NamedTuple):
    """What a client sends: to whom, where, under which key."""

    customer: str
    path: str
    key: str
    body: dict[str, Any]


def sends(service: Service, client: int) -> list[Sent]:
    """What one client has to say, in its order: of customers of its own, and of one whom all of them know.
    The last is the same for all clients.
    """
    found: list[Sent] = []
    values = {"dispute.reason": "roaming", "dispute.amount": "48 EUR", "dispute.note": "not me"}
    for number in range(OWN):
        customer = f"c{client}-{number}"
        known = {"first_name": "Cy", "email": f"{customer}@telco.example"}
        found.append(Sent(customer, "", "known", known))
        found.append(Sent(customer, f"/{service.opens}", "open", service.body("B1")))
        found.append(Sent(customer, "/events/identity_confirmed", "who", {"channel": "web"}))
        found.append(Sent(customer, "/answers", "what", {"values": values, "channel": "web"}))
        bill = f"B{client}-{number}"
        found.append(Sent("shared", f"/{service.opens}", bill, service.body(bill)))
    return [*found, Sent("shared", f"/{service.opens}", "same", service.body("B0"))]


class Answered:
    """What was answered, by customer and key; what is sent again must be answered in the same way."""

    def __init__(self) -> None:
        self.reports: dict[tuple[str, str], Any] = {}
        self.differ: list[tuple[Sent, Any]] = []

    def note(self, sent: Sent, status: int, report: Any) -> None:
        first = self.reports.setdefault((sent.customer, sent.key), report)
        if status != HTTPStatus.OK or report != first:
            self.differ.append((sent, report))


def load(service: Service, port: int, answered: Answered, some: Event | None = None) -> int:
    """Let all clients say at the same time what they have to say; how much of it was not answered. With
    `some` they say every third thing twice, and it is set when one of them has come a part of its way.
    """

    def one(client: int) -> int:
        lost = 0
        with closing(HTTPConnection("127.0.0.1", port, timeout=SECONDS)) as http:
            for number, sent in enumerate(sends(service, client)):
                for _ in range(2 if some is not None and number % 3 == 0 else 1):
                    try:
                        answered.note(sent, *_send(http, sent))
                    except (OSError, HTTPException):
                        # Broken in the midst; the next one connects anew.
                        http.close()
                        lost += 1
                if some is not None and number == 2 + OWN:
                    some.set()
        return lost

    with ThreadPoolExecutor(THREADS) as threads:
        return sum(threads.map(one, range(THREADS)))


def _send(http: HTTPConnection, sent: Sent) -> tuple[int, Any]:
    headers = {"idempotency-key": sent.key, "content-type": "application/json"}
    path = f"/customers/{sent.customer}{sent.path}"
    http.request("POST" if sent.path else "PUT", path, json.dumps(sent.body), headers)
    response = http.getresponse()
    return response.status, json.loads(response.read())


def end(process: "subprocess.Popen[str]") -> int:
    """Tell a service to end, and wait until it has."""
    process.send_signal(signal.SIGTERM)
    return process.wait(SECONDS)


def audit(service: Service, store: Path, answered: Answered) -> None:
    """Everything was applied once, and nothing else; there is a run for each dispute."""
    every = {(sent.customer, sent.key) for client in range(THREADS) for sent in sends(service, client)}
    assert answered.differ == []
    assert set(answered.reports) == every
    opened = open_store(store)
    rows = list(opened.rows())
    opened.close()
    inputs = Counter(
        (row.values["customer"], row.values["id"])
        for row in rows
        if row.table == "inputs" and str(row.values["id"]).startswith(("http/", "dispute/"))
    )
    assert set(inputs.values()) == {1}
    assert len(inputs) == len(every)
    assert {report["input"] for report in answered.reports.values()} == {name for _, name in inputs}
    documents: list[Any] = [row.values["document"] for row in rows if row.table == "runs"]
    runs = Counter(document["customer"] for document in documents)
    assert runs.pop("shared") == THREADS * OWN + 1
    assert runs == {f"c{client}-{number}": 1 for client in range(THREADS) for number in range(OWN)}
    assert [row for row in rows if row.table == "incidents"] == []
