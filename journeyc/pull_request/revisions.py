"""Which revision a change is compared to, by git."""

import re
from collections.abc import Callable
from typing import NamedTuple

from journeyc.pull_request.checks import last_line
from journeyc.pull_request.child import Done, Program
from journeyc.pull_request.event import Event, is_revision

_PARENT = re.compile(r"^parent ([0-9a-f]+)$", re.MULTILINE)
#: What to do about a history that is not here.
DEEPER = "set `fetch-depth: 0` for actions/checkout"

#: Asks GitHub for the last common revision of two, for a repository that has not all of its history.
CommonOf = Callable[[str, str], str]


class Unknown(Exception):
    """Why there is nothing to compare to, with what to do about it."""


class Revisions(NamedTuple):
    """What is checked out, and what of it was fetched."""

    git: Program
    common_of: CommonOf

    def base(self, event: Event) -> str:
        """The revision that this change begins at, fetched if it is not here; `Unknown` without one."""
        if event.base is None:
            raise Unknown("this event names no revision to compare to")
        here = self.git("rev-parse", "--verify", "HEAD^{commit}")
        if here.code:
            raise Unknown(f"git knows of no revision here: {_why(here)}")
        head = here.out.strip()
        if event.number is None:
            return self._unlike_any_file(self._fetched(event.base))
        # The runner checks out what would come of merging: its first parent is what it is merged to.
        parents = _parents(self.git("cat-file", "commit", head).out)
        if event.head in parents[1:]:
            return self._unlike_any_file(self._fetched(parents[0]))
        if head == event.base:
            raise Unknown(
                "what is checked out is the base of the pull request, not its head: actions/checkout does so "
                "for `pull_request_target`"
            )
        return self._unlike_any_file(self._fetched(self._common(event.base, head)))

    def _unlike_any_file(self, revision: str) -> str:
        """The revision: where a name in the repository holds it, a file could be taken for what is in it."""
        for name in self.git("ls-files", "-z").out.split("\0"):
            if revision in name:
                raise Unknown(f"`{name}` is called like the base, and could be taken for it")
        return revision

    def _common(self, base: str, head: str) -> str:
        if self._is_shallow():
            # What is not here could hold a later one.
            found = self.common_of(base, head)
            if not is_revision(found):
                # Git would take other words for options.
                raise Unknown(f"what GitHub tells of the history is no revision: {DEEPER}")
            return found
        self._fetched(base)
        done = self.git("merge-base", base, head)
        if done.code:
            raise Unknown(f"{head[:12]} and {base[:12]} have nothing in common")
        return done.out.strip()

    def _fetched(self, revision: str) -> str:
        if not self._is_here(revision):
            depth = ("--depth=1",) if self._is_shallow() else ()
            done = self.git("fetch", "--no-tags", "--quiet", *depth, "origin", revision)
            if done.code or not self._is_here(revision):
                raise Unknown(
                    f"the base {revision[:12]} is not here and cannot be fetched ({_why(done)}): {DEEPER}"
                )
        return revision

    def _is_here(self, revision: str) -> bool:
        return not self.git("cat-file", "-e", f"{revision}^{{commit}}").code

    def _is_shallow(self) -> bool:
        return self.git("rev-parse", "--is-shallow-repository").out.strip() == "true"


def _why(done: Done) -> str:
    """What git has found wrong; what it advises comes behind."""
    lines = [line for line in done.err.splitlines() if line.startswith(("fatal: ", "error: "))]
    return (lines[0].partition(": ")[2] if lines else last_line(done.err)) or "git gives no reason"


def _parents(commit: str) -> list[str]:
    """The parents as they stand in a commit, also where a shallow repository hides them."""
    return _PARENT.findall(commit.partition("\n\n")[0])
