"""What programs write down outside of the store, so that it is known whatever becomes of them."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any


class Journal:
    """A file of one program, to which lines are appended, each on the disk before anything goes on."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)

    def note(self, *line: Any) -> None:
        os.write(self._file, (json.dumps(line) + "\n").encode())
        os.fsync(self._file)


def noted(folder: Path, pattern: str) -> Iterator[list[Any]]:
    """The lines of the journals of this pattern; a last one that a kill has cut short was never noted."""
    for path in sorted(folder.glob(pattern)):
        for line in path.read_text(encoding="utf-8").splitlines(keepends=True):
            if line.endswith("\n"):
                yield json.loads(line)
