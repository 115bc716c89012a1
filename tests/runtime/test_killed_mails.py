"""Programs die around mails: each arrives under one id, and at most once where that is what was wanted."""

import random
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

import pytest

from journeyc.ir import to_json
from journeyc.runtime import Runtime
from journeyc.runtime.hosts.carrying import LEASE
from journeyc.source import Source
from tests.compiling import package_of
from tests.runtime.channels.mail_server import MailServer, mail_server
from tests.runtime.mailer import channel
from tests.runtime.stage import HandClock, states

MAILER = Path(__file__).parent / "mailer.py"
CUSTOMERS = 20
KILLS = 6
JOURNEY = """
touchpoint website "Website" { channel web: show, ask }
touchpoint post "Post" { channel email: push }
customer { key id: id   email: text? }
event opened { bill: id }
notification welcome "Welcome" { via email subject "Welcome" text "Go on: {{ resume_link }}" }
journey opening "Opening" {
  starts on opened -> begun
  step begun "Begun" via web { enter { notify welcome } after 60 days -> over }
  end over "Over" failure
}
"""


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server("plain") as started:
        yield started


@pytest.fixture
def journey(tmp_path: Path) -> Path:
    compiled = tmp_path / "opening.json"
    compiled.write_text(to_json(package_of(Source("opening.journey", JOURNEY))), encoding="utf-8")
    return compiled


@contextmanager
def mailer(journey: Path, server: MailServer, *words: object) -> Iterator["subprocess.Popen[str]"]:
    store = journey.parent / "store"
    command = [sys.executable, str(MAILER), str(store), str(journey), server.host, *map(str, words)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as program:
        try:
            yield program
        finally:
            program.kill()


@contextmanager
def later(journey: Path, server: MailServer, once: str) -> Iterator[Runtime]:
    """Another program, when the leases of dead ones are over."""
    clock = HandClock()
    clock.time += LEASE
    with Runtime.open(
        journey.parent / "store", str(journey), {"email": channel(server.host, once)}, clock
    ) as runtime:
        yield runtime


def ids(server: MailServer) -> Counter[str]:
    return Counter(str(mail.parsed["Message-ID"]) for mail in server.mails)


@pytest.mark.parametrize(("once", "mails", "ended"), [("", 2, "delivered"), ("once", 1, "failed")])
def test_a_program_that_dies_behind_the_hand_over_sends_again_unless_it_must_not(
    once: str, mails: int, ended: str, journey: Path, server: MailServer
) -> None:
    with mailer(journey, server, 1, once, "hold") as program:
        assert program.stdout is not None
        assert program.stdout.readline() == "handed over\n"
        program.send_signal(signal.SIGKILL)
        assert program.wait() == -signal.SIGKILL
    assert len(server.mails) == 1
    with later(journey, server, once) as runtime:
        assert states(runtime.tick().attempts) == [(ended, 2)]
        problems = [incident["problem"] for incident in runtime.incidents()]
        assert runtime.tick().attempts == ()
    assert ids(server) == {"<opening/customer0/1/1/0@telco.example>": mails}
    assert len({mail.parsed.as_bytes() for mail in server.mails}) == 1
    assert [("whether it was sent is not known" in problem) for problem in problems] == [True] * (2 - mails)


@pytest.mark.parametrize("once", ["", "once"])
def test_programs_killed_at_random_instants_keep_to_it(once: str, journey: Path, server: MailServer) -> None:
    chance = random.Random(20261127)  # noqa: S311  # it chooses when to kill
    for kill in range(KILLS):
        with mailer(journey, server, CUSTOMERS, once, "") as program:
            assert program.stdout is not None
            for _ in range(CUSTOMERS * kill // KILLS + 1):
                program.stdout.readline()
            until = perf_counter() + chance.random() * 0.02
            while perf_counter() < until:
                pass
            program.send_signal(signal.SIGKILL)
    with mailer(journey, server, CUSTOMERS, once, "") as program:
        output, _ = program.communicate("")
        assert output.splitlines()[-1] == "done"
    with later(journey, server, once) as runtime:
        runtime.tick()
        assert runtime.tick().attempts == ()
        unsure = {incident["run"] for incident in runtime.incidents()}
    wanted = {f"<opening/customer{number}/1/1/0@telco.example>" for number in range(CUSTOMERS)}
    found = ids(server)
    if once:
        assert max(found.values()) == 1
        missing = {f"opening/{identity.split('/')[1]}/1" for identity in wanted - found.keys()}
        assert missing <= unsure
    else:
        assert found.keys() == wanted
        assert unsure == set()
    assert len({mail.parsed.as_bytes() for mail in server.mails}) == len(found)
