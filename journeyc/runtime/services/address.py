"""The address of an HTTP service: scheme and host are fixed, arguments fill places in path and query, and can
change nothing but those.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import quote, unquote, urlsplit

from journeyc.expression.values import Json
from journeyc.runtime.errors import UsageError

_NAME = re.compile(r"[^\W\d]\w*\Z")
_PLACES = re.compile(r"\{([^{}]*)\}")
#: What an author may write as it is; the rest is encoded.
_AS_WRITTEN = "%+,:;=@!$&'()*~"


class UnfitArgument(Exception):
    """An argument that has no place in an address; the message says why, without its value."""


#: Text that stands as it is, encoded, and names of arguments, in turns.
_Part = tuple[str, ...]


class Address(NamedTuple):
    """An address in its parts; `query` are names and values in written order."""

    text: str
    scheme: str
    host: str
    port: int | None
    path: tuple[_Part, ...]
    query: tuple[tuple[str, _Part], ...]

    @property
    def arguments(self) -> frozenset[str]:
        """The arguments that it has a place for."""
        parts = (*self.path, *(part for _, part in self.query))
        return frozenset(name for part in parts for name in part[1::2])

    def target(self, arguments: Mapping[str, Json]) -> str:
        """Path and query with arguments in their places, encoded. A query parameter whose argument is missing
        is left out. UnfitArgument where one would change the path.
        """
        path = "".join(f"/{_segment(part, arguments)}" for part in self.path)
        pairs = [
            f"{name}={_filled(part, arguments)}"
            for name, part in self.query
            if all(arguments.get(argument) is not None for argument in part[1::2])
        ]
        return path + ("?" + "&".join(pairs) if pairs else "")


def read_address(url: str) -> Address:
    """Read what an author wrote; UsageError for what is no address, or lets arguments choose the host."""
    if not url.isprintable() or " " in url or "\\" in url:
        raise UsageError(
            f"{url!r} has a space, or another sign that is in no address",
            "write a place as `{customer}`, and a space as `%20`",
        )
    try:
        parts = urlsplit(url)
        port = parts.port
        (parts.hostname or "").encode("idna")
    except ValueError:
        raise UsageError(f"`{url}` is no address of a service", "check host and port") from None
    if parts.scheme not in {"http", "https"} or not parts.hostname or not parts.hostname.isascii():
        raise UsageError(
            f"`{url}` is no address of a service",
            "give one that begins with `https://` and a host in plain letters",
        )
    if "@" in parts.netloc:
        raise UsageError("an address names who calls", "give that in `headers`, as a `Secret`")
    if _PLACES.search(parts.netloc) or "{" in parts.netloc:
        raise UsageError(f"the host of `{url}` has a place for an argument", "write the host out")
    if "#" in url:
        raise UsageError(f"`{url}` has a `#`, which is never sent", "leave it out")
    segments = parts.path.removeprefix("/").split("/")
    path = tuple(_part(segment, url) for segment in segments)
    if any(unquote(segment) in {".", ".."} for segment in segments):
        raise UsageError(f"the path of `{url}` goes back", "write it out without `.` and `..`")
    query = []
    for pair in parts.query.split("&") if parts.query else []:
        name, _, value = pair.partition("=")
        if "{" in name or "}" in name:
            raise UsageError(f"a name in the query of `{url}` has a place", "write the name out")
        query.append((quote(name, safe=_AS_WRITTEN), _part(value, url)))
    return Address(url, parts.scheme, parts.hostname, port, path, tuple(query))


def _part(text: str, url: str) -> _Part:
    found = _PLACES.split(text)
    if any("{" in literal or "}" in literal for literal in found[::2]):
        raise UsageError(f"`{url}` has a `{{` or `}}` alone", "a place is written as `{customer}`")
    for name in found[1::2]:
        if not _NAME.match(name):
            raise UsageError(f"`{{{name}}}` in `{url}` names no argument", "write it as `{customer}`")
    literals = [quote(literal, safe=_AS_WRITTEN) for literal in found[::2]]
    return tuple(found[i] if i % 2 else literals[i // 2] for i in range(len(found)))


def _segment(part: _Part, arguments: Mapping[str, Json]) -> str:
    text = _filled(part, arguments)
    if len(part) > 1 and unquote(text) in {"", ".", ".."}:
        names = ", ".join(f"`{name}`" for name in part[1::2])
        raise UnfitArgument(f"{names} would change the path of its address: it is empty, `.` or `..`")
    return text


def _filled(part: _Part, arguments: Mapping[str, Json]) -> str:
    return "".join(
        quote(_text(piece, arguments.get(piece)), safe="") if at % 2 else piece
        for at, piece in enumerate(part)
    )


def _text(name: str, value: Json) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str() | int():
            return str(value)
        case None:
            raise UnfitArgument(f"`{name}` is missing, and stands in the path of its address")
        case _:
            raise UnfitArgument(f"`{name}` has parts, and cannot stand in an address")
