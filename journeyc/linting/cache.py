"""Results kept between runs, so that only what has changed is examined again.

A shard holds what is known of the files of one folder: for each file a key, which is the digest of all that
decides the result, and its entry as JSON, which is read only when it is asked for. A shard stands behind its
digest, which is made with a key that only this user on this machine has. What is half-written, damaged, made
up or from elsewhere is not believed, and what is not believed is examined. Shards are replaced whole: of two
processes one may lose its news.
"""

import json
import os
import stat
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import TypeAlias

from journeyc import __version__
from journeyc.linting.digest import digest
from journeyc.linting.entry import Entry
from journeyc.reading import UNSEEN

#: The names of what is put into the folder, which may hold other things.
_KEY = "journeyc.key"
_SUFFIX = ".results"
_KEY_BYTES = 32
_DIGITS = 32
_HEXADECIMAL = frozenset("0123456789abcdef")
#: Stands between names of files, keys and entries, and in none of them.
_BETWEEN = "\0"
#: A key and an entry.
_Row: TypeAlias = tuple[str, str]
#: Folders that are gone leave their shards; with more than so many the oldest are removed.
_MOST_SHARDS = 2_000
_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def place(environment: Mapping[str, str]) -> str:
    """Where this user's programs keep what can be made again."""
    home = os.path.expanduser("~")
    if sys.platform == "win32":
        base = environment.get("LOCALAPPDATA") or os.path.join(home, "AppData", "Local")
    elif sys.platform == "darwin":
        base = os.path.join(home, "Library", "Caches")
    else:
        base = environment.get("XDG_CACHE_HOME") or os.path.join(home, ".cache")
    return os.path.join(base, "journeyc", "lint")


class Cache:
    """The shards of a folder; where that cannot be used, for whatever reason, nothing is known or kept."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._shards: dict[str, dict[str, _Row]] = {}
        self._changed: set[str] = set()
        self._secret, self._stamp = b"", ""
        with suppress(OSError):
            self._stamp, self._secret = _stamp(), _secret(folder)

    def known(self, path: str, key: str) -> Entry | None:
        """The entry of a file, if one is kept under a key."""
        folder, name = os.path.split(path)
        known, entry = self._shard(folder).get(name, ("", ""))
        return Entry(*json.loads(entry)) if known == key else None

    def keep(self, path: str, key: str, entry: Entry) -> None:
        """Keep the entry of a file under a key, in the place of an older one."""
        folder, name = os.path.split(path)
        self._shard(folder)[name] = key, json.dumps(entry, separators=(",", ":"))
        self._changed.add(folder)

    def write(self) -> None:
        """Write what is new; a full disk or a folder of somebody else's is no reason to fail."""
        if not self._secret:
            return
        for folder in self._changed:
            name = self._name(folder)
            with suppress(OSError):
                there = {*os.listdir(folder)}
                kept = [(file, *row) for file, row in self._shards[folder].items() if file in there]
                content = _BETWEEN.join(part for row in kept for part in row)
                if content:
                    sealed = self._sealed(name, content.encode(errors="surrogatepass"))
                    _replace(os.path.join(self._folder, name), sealed)
        if self._changed:
            self._changed.clear()
            with suppress(OSError):
                _forget_oldest(self._folder)

    def _shard(self, folder: str) -> dict[str, _Row]:
        if folder not in self._shards:
            self._shards[folder] = self._read(folder) if self._secret else {}
        return self._shards[folder]

    def _read(self, folder: str) -> dict[str, _Row]:
        name = self._name(folder)
        try:
            with open(os.path.join(self._folder, name), "rb") as file:
                raw = file.read()
        except OSError:
            return {}
        content = raw[_DIGITS + 1 :]
        if raw != self._sealed(name, content):
            return {}
        # What carries our digest was written by us, whole, under this name.
        parts = content.decode(errors="surrogatepass").split(_BETWEEN)
        return dict(zip(parts[::3], zip(parts[1::3], parts[2::3], strict=True), strict=True))

    def _name(self, folder: str) -> str:
        return digest(f"{self._stamp}\0{folder}".encode(errors=UNSEEN), self._secret) + _SUFFIX

    def _sealed(self, name: str, content: bytes) -> bytes:
        return b"%b\n%b" % (digest(name.encode() + content, self._secret).encode(), content)


def _secret(folder: str) -> bytes:
    """The key of a cache, made with the cache; none where others could write, `OSError` where nobody can."""
    path = os.path.join(folder, _KEY)
    os.makedirs(folder, mode=0o700, exist_ok=True)
    try:
        status = os.stat(path)
    except FileNotFoundError:
        status = None
    # A machine that stopped while it was written leaves it empty.
    if status is None or status.st_size != _KEY_BYTES:
        _replace(path, os.urandom(_KEY_BYTES))
        status = os.stat(path)
    if not _private(os.stat(folder)) or not _private(status) or not stat.S_ISREG(status.st_mode):
        return b""
    with open(path, "rb") as file:
        found = file.read()
    # A key that came with its folder, in a project that somebody else wrote, is another file than that was.
    return digest(f"{status.st_ino} {status.st_ctime_ns}".encode(), found).encode()


def _private(status: os.stat_result) -> bool:
    """Whether something is this user's, and nobody else may change it; where there are no users, it is."""
    if not hasattr(os, "getuid"):
        return True
    return status.st_uid == os.getuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _replace(path: str, content: bytes) -> None:
    draft = f"{path}.{os.getpid()}.draft"
    try:
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(content)
        os.replace(draft, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(draft)
        raise


def _forget_oldest(folder: str) -> None:
    shards = [(entry.stat().st_mtime, entry.path) for entry in os.scandir(folder) if _is_shard(entry.name)]
    for _, path in sorted(shards)[: max(0, len(shards) - _MOST_SHARDS)]:
        os.unlink(path)


def _is_shard(name: str) -> bool:
    """Whether a file is ours, a draft that was left behind, too."""
    return name[_DIGITS:].startswith(_SUFFIX) and _HEXADECIMAL.issuperset(name[:_DIGITS])


def _stamp() -> str:
    """What results depend on besides texts: the version, and where journeyc is worked on, its own files."""
    if "site-packages" in _PACKAGE:
        # Several builds may have one version; each is written when it is installed.
        return f"{__version__} {os.stat(__file__).st_mtime_ns}"
    return f"{__version__} {digest(chr(10).join(sorted(_states(_PACKAGE))).encode(errors=UNSEEN))}"


def _states(folder: str) -> Iterator[str]:
    """What tells that the files of a folder have changed, and of those in it."""
    for entry in os.scandir(folder):
        if entry.name.endswith((".py", ".md", ".lark")):
            status = entry.stat()
            yield f"{entry.path} {status.st_mtime_ns} {status.st_size}"
        elif entry.is_dir() and entry.name != "__pycache__":
            yield from _states(entry.path)
