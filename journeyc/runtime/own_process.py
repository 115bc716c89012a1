"""What belongs to one process: connections, locks and threads do not survive a fork, and are not pickled."""

from os import getpid
from typing import NoReturn

from journeyc.runtime.errors import UsageError


class OwnProcess:
    """The process in which something was opened."""

    __slots__ = ("_id",)

    def __init__(self) -> None:
        self._id = getpid()

    @property
    def is_here(self) -> bool:
        """Whether this is it, and none that was forked since."""
        return getpid() == self._id

    def require(self) -> None:
        """UsageError in a process that was forked since."""
        if not self.is_here:
            raise UsageError(
                "this was opened before the process was forked, and what it has open is the parent's",
                "open it in each process, after the fork: where the application starts, or in `post_fork` of"
                " gunicorn",
            )


class NotPickled:
    """Something of one process, which says so where somebody wants to send it to another."""

    def __reduce__(self) -> NoReturn:
        raise TypeError(
            f"a {type(self).__name__} belongs to its process and is not pickled or copied; open one in each"
        )
