"""How often timers fire for one input: time that goes by may fire many, but nothing may go on for ever."""

from journeyc.runtime.core.documents import TimerEntry

#: How often one timer may fire at one instant: one that arms itself at once would never end.
MAXIMUM_FIRINGS = 1_000
#: How many timers one input may fire, however late it is.
MAXIMUM_FIRED = 20_000


class Firings:
    """What has fired in one decision."""

    __slots__ = ("_all", "_at", "_stopped")

    def __init__(self) -> None:
        self._all = 0
        self._at: dict[tuple[str, str, str], int] = {}
        self._stopped: frozenset[tuple[str, str]] = frozenset()

    def count(self, run: str, entry: TimerEntry) -> str | None:
        """Count a timer that is due: None where it may fire, else why it is taken out; empty if that was said
        before.
        """
        name = entry["name"]
        if (run, name) in self._stopped:
            return ""
        self._all += 1
        this = run, name, entry["due"]
        self._at[this] = self._at.get(this, 0) + 1
        if self._at[this] > MAXIMUM_FIRINGS:
            problem = "it arms itself without end"
        elif self._all > MAXIMUM_FIRED:
            problem = f"more than {MAXIMUM_FIRED:,} timers were due for one input"
        else:
            return None
        self._stopped |= {(run, name)}
        return f"timer `{name}` was stopped: {problem}"
