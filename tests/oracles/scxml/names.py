"""Names of the language for names of a machine: one for each, and no name for two."""

import re
from collections.abc import Iterable

from journeyc.grammar.keywords import KEYWORDS, RESERVED

#: Names that events, steps and fields cannot have, or that mean something else where they are read.
_TAKEN = RESERVED | {"answered", "paused", "resumed"}
_TAKEN_AS_FIELDS = _TAKEN | KEYWORDS.keys() | {"id", "at", "channel", "customer", "event"}


class Names:
    """What each name of a machine is called in the journey; asked again, it answers the same."""

    def __init__(self, taken: Iterable[str] = _TAKEN) -> None:
        self._by_name: dict[str, str] = {}
        self._taken = set(taken)

    def of(self, name: str) -> str:
        """The name for one of the machine, made when it is asked for first."""
        if name not in self._by_name:
            self._by_name[name] = self.new(name)
        return self._by_name[name]

    def new(self, wanted: str) -> str:
        """A name that nothing else has, as near to what is wanted as can be."""
        plain = written(wanted)
        name, number = plain, 1
        while name in self._taken:
            number += 1
            name = f"{plain}_{number}"
        self._taken.add(name)
        return name


def field_names() -> Names:
    """Names for fields, which stand in expressions."""
    return Names(_TAKEN_AS_FIELDS)


def written(name: str) -> str:
    """A name in the letters of the language; two may come out as one."""
    plain = re.sub(r"[^a-z0-9_]", "_", name.lower()).strip("_")
    return plain if re.match(r"[a-z]", plain) else f"n{plain}"


def written_path(path: str) -> str:
    """The same for each part of a path."""
    return ".".join(written(part) for part in path.split("."))
