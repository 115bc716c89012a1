"""The command line in this process, with what it says: starting processes would take most of the time."""

import hashlib
import io
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from journeyc.cli import main
from journeyc.cli.doctor import engine as rules_room
from journeyc.cli.doctor import machine
from journeyc.cli.doctor.finding import Finding

SMALL = """\
touchpoint website "Website" { channel web: show, ask }
touchpoint contact "Contact" { channel desk: agent  channel sms: push }
type Reason one of late, wrong
type Case { id: id  amount: money?  reason: Reason? }
customer { key id: id  first_name: text = "there"  language: text = "en" }
event opened { case: Case }
event closed { accepted: bool  note: text? }
event left
journey case "A case" {
  timezone "Europe/Berlin"
  languages en, de
  context { case: Case  won: bool = false }
  starts on opened from web -> ask { set case = event.case }
  pause { after 1 hour idle  on left  remind come_back after 1 day  give up after 3 days -> gone }
  step ask "What is it?" via web {
    say "Tell us, {{ customer.first_name }}."
    say de "Sagen Sie es uns, {{ customer.first_name }}."
    ask case.reason, case.amount
    on answered -> look
  }
  step look "Somebody looks" via desk {
    enter { notify looking }
    on closed when not won -> done { set won = event.accepted }   after 9 days -> gone
  }
  end done "Done" success
  end gone "Gone" failure
}
notification come_back {
  via sms
  text "Come back: {{ resume_link }}"
  text de "Hier geht es weiter: {{ resume_link }}"
}
notification looking { via sms  text "We look at it"  text de "Wir sehen es uns an" }
"""


Journeyc = Callable[..., CompletedProcess[str]]


def digest(file: str | Path) -> str:
    """That of a file, to see that nothing has changed it."""
    return hashlib.sha256(Path(file).read_bytes()).hexdigest()


@pytest.fixture
def journeyc(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Journeyc:
    """Run the command with arguments, and what stands on its standard input."""

    def run(*arguments: str | Path, stdin: bytes | str = b"") -> CompletedProcess[str]:
        raw = stdin.encode() if isinstance(stdin, str) else stdin
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw), encoding="utf-8"))
        code = main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return CompletedProcess(arguments, code, said.out, said.err)

    return run


@pytest.fixture
def here(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that the command starts in, and nothing of the machine's settings."""
    for name in ("NO_COLOR", "FORCE_COLOR", "JOURNEYC_TRACEBACK"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def small(here: Path) -> Path:
    """A journey without faults."""
    path = here / "case.journey"
    path.write_text(SMALL, encoding="utf-8")
    return Path(path.name)


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Drawing a picture takes longer than all the rest."""
    monkeypatch.setattr(machine, "_pictures", lambda: Finding("pictures", "well", "SVG and PNG"))


@pytest.fixture
def without_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules_room, "missing", lambda: "durable-rules is not installed")
