"""One runtime for each process, opened when it is first needed.

Neither a connection to a store nor a lock that a thread holds survives a fork, so it is not opened when a
module is imported: servers import the application, and fork then. The threads of a process share it.
"""

import atexit
from threading import Lock

from django.conf import settings

import journeyc
from journeyc.runtime import Runtime

_LOCK = Lock()
_opened: list[Runtime] = []


def runtime() -> Runtime:
    """The runtime of this process."""
    with _LOCK:
        if not _opened:
            path = settings.JOURNEY
            journey = path if path.endswith(".json") else journeyc.load(path)
            _opened.append(Runtime.open(journeys=[journey], **settings.JOURNEYC))
        return _opened[0]


def close(**_: object) -> None:
    """Let go of it, and of its store; the next who asks opens another, by the settings of then."""
    with _LOCK:
        while _opened:
            _opened.pop().close()


atexit.register(close)
