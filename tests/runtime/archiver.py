"""The program that `test_killed_archiving.py` starts and kills: it lets what is over leave a store.

`archiver.py STORE FOLDER`: everything that ended ninety days before a time that is far enough away.
"""

import sys
from datetime import UTC, datetime, timedelta

from journeyc.runtime import Runtime

LATER = datetime(2027, 6, 1, tzinfo=UTC)


class Later:
    """A clock that stands still."""

    def now(self) -> datetime:
        return LATER


if __name__ == "__main__":
    with Runtime.open(sys.argv[1], clock=Later()) as runtime:
        print("begun", flush=True)
        print(runtime.archive(timedelta(days=90), to=sys.argv[2]).busy, flush=True)
