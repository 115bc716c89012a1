"""What one input may come to: time that goes by may bring much, but nothing may go on for ever."""

from journeyc.runtime.core.documents import TimerEntry

#: How often one timer may fire at one instant: one that arms itself at once would never end.
MAXIMUM_FIRINGS = 1_000
#: How many timers one input may fire, however late it is.
MAXIMUM_FIRED = 20_000
#: How many runs may begin at one instant; how many in all is bounded by the timers that begin them.
MAXIMUM_BEGUN = 1_000
#: How many runs may begin within each other, each because of what the one before did.
MAXIMUM_NESTED = 50
#: How many events that a run has raised too early it may take for one input: each may raise another.
MAXIMUM_TAKEN = 1_000


class Bounds:
    """What has fired, begun and been taken in one decision."""

    __slots__ = ("_all", "_at", "_begun", "_nested", "_stopped", "_taken")

    def __init__(self) -> None:
        self._all = 0
        self._nested = 0
        self._begun: dict[str, int] = {}
        self._taken: dict[str, int] = {}
        self._at: dict[tuple[str, str, str], int] = {}
        self._stopped: frozenset[tuple[str, str]] = frozenset()

    def fire(self, run: str, entry: TimerEntry) -> str | None:
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

    def begin(self, at: str) -> str:
        """Count a run that is to begin at an instant, and all that follows before `begun`; why it may not, or
        empty.
        """
        if self._nested >= MAXIMUM_NESTED:
            return f"more than {MAXIMUM_NESTED} runs would begin one within the other"
        if self._begun.get(at, 0) >= MAXIMUM_BEGUN:
            return f"more than {MAXIMUM_BEGUN:,} runs would begin at one instant"
        self._begun[at] = self._begun.get(at, 0) + 1
        self._nested += 1
        return ""

    def begun(self) -> None:
        """A run has begun, with all that followed from it."""
        self._nested -= 1

    def take(self, run: str) -> bool:
        """Count an event that a run had raised too early, and takes now; whether it may."""
        self._taken[run] = self._taken.get(run, 0) + 1
        return self._taken[run] <= MAXIMUM_TAKEN
