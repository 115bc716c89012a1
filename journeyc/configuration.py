"""What a project says of itself: in `journeyc.toml`, or under `[tool.journeyc]` in `pyproject.toml`; the
nearest counts.
"""

import os
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from journeyc.diagnostic import Severity
from journeyc.nearest import meant
from journeyc.reading import Missing, Unreadable, decode, read_bytes
from journeyc.selection import Selection, unknown

OWN = "journeyc.toml"
SHARED = "pyproject.toml"
_LEVELS = tuple(Severity)


class Misconfigured(Exception):
    """A configuration that cannot be read; the message says where and what, `help` how to mend it."""

    def __init__(self, problem: str, help: str = "") -> None:  # noqa: A002  # the word of every message
        super().__init__(problem)
        self.help = help


class Configuration(NamedTuple):
    """The settings of a project and the file they stand in, if there is one.

    `released` is a folder with compiled journeys of released versions, whose steps customers may wait in.
    """

    path: str = ""
    selection: Selection = Selection()
    fail_level: str = ""
    released: str = ""


class Configurations:
    """The configurations of folders, each looked for once."""

    def __init__(self) -> None:
        self._found: dict[str, Configuration] = {}
        self._looked_in: set[str] = set()

    @property
    def paths(self) -> frozenset[str]:
        """Where a configuration was looked for, and may stand another time."""
        return frozenset(os.path.join(folder, name) for folder in self._looked_in for name in (OWN, SHARED))

    def of(self, file: str) -> Configuration:
        """The configuration of a file, or of what would stand there."""
        return self._of_folder(os.path.dirname(os.path.abspath(file)))

    def _of_folder(self, folder: str) -> Configuration:
        passed = []
        while folder not in self._found:
            passed.append(folder)
            self._looked_in.add(folder)
            own, above = _in_folder(folder), os.path.dirname(folder)
            if own is not None or above == folder:
                self._found[folder] = own or Configuration()
                break
            folder = above
        for inside in passed:
            self._found[inside] = self._found[folder]
        return self._found[folder]


def _in_folder(folder: str) -> Configuration | None:
    """The configuration that stands in a folder."""
    own = _read(os.path.join(folder, OWN))
    if own is not None:
        return _configuration(_toml(os.path.join(folder, OWN), own))
    path = os.path.join(folder, SHARED)
    shared = _read(path)
    # Most projects say nothing here, and reading TOML takes longer than checking a journey.
    if shared is None or b"journeyc" not in shared:
        return None
    tools = _toml(path, shared).table("tool")
    return _configuration(tools.table("journeyc")) if "journeyc" in tools.values else None


def _read(path: str) -> bytes | None:
    try:
        return read_bytes(path)
    except Missing:
        return None
    except Unreadable as problem:
        raise Misconfigured(f"`{path}` cannot be read: {problem}") from None


def _configuration(root: "_Table") -> Configuration:
    root.expect("lint")
    lint = root.table("lint")
    lint.expect("select", "ignore", "severity", "fail-level", "released")
    severity = lint.table("severity")
    lint.check("severity", severity.values, but_fixed=True)
    selection = Selection(
        frozenset(lint.rules("select", ["all"])),
        frozenset(lint.rules("ignore", [], but_fixed=True)),
        {name: Severity(severity.choice(name, _LEVELS)) for name in severity.values},
    )
    level = lint.choice("fail-level", ("", *_LEVELS))
    released = lint.text("released")
    where = os.path.join(os.path.dirname(root.path), released) if released else ""
    return Configuration(root.path, selection, level, where)


class _Table(NamedTuple):
    """A table of a file, by its dotted name, with what it holds."""

    path: str
    name: str
    values: Mapping[str, object]

    def expect(self, *keys: str) -> None:
        """Refuse other keys than these."""
        for key in self.values:
            if key not in keys:
                there = ", ".join(f"`{one}`" for one in keys)
                cure = meant(key, keys, f"there {'are' if len(keys) > 1 else 'is'} {there}")
                raise self._wrong(key, "is no key that journeyc knows", cure)

    def table(self, key: str) -> "_Table":
        value = self.values.get(key, {})
        if not isinstance(value, dict):
            raise self._wrong(key, "is a table", f"write `[{self._dotted(key)}]` and its keys below")
        return _Table(self.path, self._dotted(key), value)

    def rules(self, key: str, default: list[str], *, but_fixed: bool = False) -> list[str]:
        value = self.values.get(key, default)
        if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
            raise self._wrong(key, "is a list of rules", f'write `{key} = ["rule-name"]`')
        self.check(key, value, but_fixed=but_fixed)
        return value

    def check(self, key: str, names: Iterable[str], *, but_fixed: bool) -> None:
        """Refuse names that are not those of rules."""
        for wrong in unknown(names, but_fixed=but_fixed):
            raise self._wrong(key, f"cannot be: {wrong.problem}", wrong.help)

    def choice(self, key: str, choices: Iterable[str]) -> str:
        value = self.text(key)
        if value not in choices:
            shown = " or ".join(f'"{choice}"' for choice in choices if choice)
            raise self._wrong(key, f"cannot be `{value}`", f"write {shown}")
        return value

    def text(self, key: str) -> str:
        value = self.values.get(key, "")
        if not isinstance(value, str):
            raise self._wrong(key, "is a text", f'write `{key} = "…"`')
        return value

    def _dotted(self, key: str) -> str:
        return f"{self.name}.{key}" if self.name else key

    def _wrong(self, key: str, problem: str, cure: str) -> Misconfigured:
        return Misconfigured(f"`{self._dotted(key)}` in `{self.path}` {problem}", cure)


def _toml(path: str, raw: bytes) -> _Table:
    import tomllib

    try:
        return _Table(path, "", tomllib.loads(decode(raw)))
    except (ValueError, Unreadable) as problem:
        raise Misconfigured(f"`{path}` is not TOML: {problem}") from None
    except RecursionError:
        raise Misconfigured(f"`{path}` is nested too deeply") from None
