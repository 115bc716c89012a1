"""The time of a play: it stands still until somebody waits, and is kept beside the store."""

import os
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, tzinfo
from pathlib import Path

from journeyc.cli.ending import Failure
from journeyc.cli.files import reason, write_whole
from journeyc.expression.evaluation import Scope
from journeyc.expression.values import Json, ValueProblem, instant_text, to_instant
from journeyc.runtime.core.plan import Plan
from journeyc.runtime.hosts.clock import VirtualClock


class KeptClock(VirtualClock):
    """A virtual clock whose time is kept in a file; None keeps it for this process only."""

    def __init__(self, moment: datetime, file: Path | None) -> None:
        super().__init__(moment)
        self._file = file

    def move_to(self, moment: datetime) -> None:
        """Go on to a later moment; an earlier one changes nothing."""
        if moment > self.now():
            self.go_to(moment)
            self.keep()

    def keep(self) -> None:
        """Write the time down, so that the next process goes on from it."""
        if self._file is not None:
            write_whole(str(self._file), f"{instant_text(self.now())}\n")


def zone_of(plan: Plan, profile: Mapping[str, Json], now: datetime) -> tzinfo:
    """The zone that a journey has for a customer outside of runs."""
    return plan.zone(Scope({}, profile, {}, now, UTC))


def clock_file(store: Path) -> Path:
    """Where the time of a store is kept."""
    return store.parent / f"{store.name}.clock"


def kept_time(file: Path) -> datetime | None:
    """The time that an earlier process left, if there was one."""
    try:
        text = file.read_text(encoding="utf-8")
        return to_instant(text.strip())
    except FileNotFoundError:
        return None
    except OSError as error:
        raise Failure(f"`{file}` cannot be read: {reason(error)}") from None
    except (ValueProblem, UnicodeDecodeError):
        raise Failure(
            f"`{file}` does not hold the time of a store", "remove it to go on from the last input"
        ) from None


def default_store(journey_file: str, journey: str) -> Path:
    """The store of a journey nobody named a store for: in the user's state folder, one for each file."""
    from hashlib import sha256

    state = os.environ.get("XDG_STATE_HOME") or os.environ.get("LOCALAPPDATA")
    folder = Path(state) if state else Path.home() / ".local" / "state"
    mark = sha256(str(Path(journey_file).resolve()).encode()).hexdigest()[:8]
    with suppress(OSError):
        (folder / "journeyc").mkdir(parents=True, exist_ok=True)
    return folder / "journeyc" / f"{journey}-{mark}.sqlite"
