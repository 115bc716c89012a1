"""The record in a picture: what it was drawn of and how, and two hashes that tell whether that still holds.

It is one line of words, `journeyc-picture source=bill_dispute.journey theme=dark drawn=… content=…`, values
percent-encoded, in the place that each form has for such words. `drawn` is the hash of what the picture
shows, made before any engine drew it; `content` that of the file without it, so that an edited one is known.
"""

import hashlib
import re
import struct
import zlib
from collections.abc import Callable, Iterator
from typing import NamedTuple
from urllib.parse import quote, unquote

from journeyc.compiler.diagram.failure import DiagramError

MARK = "journeyc-picture"
_SOURCE, _JOURNEY, _LINK, _DRAWN, _CONTENT = "source", "journey", "leads-to", "drawn", "content"
#: What stands in a record, so that it ends in none of the forms what holds it.
_LINE = rb"(journeyc-picture(?: [a-z-]+=[\w%./~-]*)+)"
#: As the system has names of files that are no UTF-8.
_ERRORS = "surrogateescape"
_PNG = b"\x89PNG\r\n\x1a\n"


class Origin(NamedTuple):
    """What a picture is drawn of: a journey of a file, named as seen from the picture's folder, and options
    as of the command line, a pair for each; a file in them is named in the same way. `source` is empty where
    the file cannot be named so. `links` are the pictures of sub-journeys that its cards lead to.
    """

    source: str
    journey: str
    options: tuple[tuple[str, str], ...] = ()
    links: tuple[str, ...] = ()


class Record(NamedTuple):
    """What a picture says of itself; hashes are SHA-256 in hexadecimal."""

    origin: Origin
    drawn: str
    content: str


class Read(NamedTuple):
    """A record as found in a file; `intact` when the file is as it was written."""

    record: Record
    intact: bool


def hashed(*texts: str | bytes) -> str:
    """The hash of some texts, each told from the next."""
    whole = hashlib.sha256()
    for text in texts:
        raw = text.encode(errors="replace") if isinstance(text, str) else text
        whole.update(len(raw).to_bytes(8, "big") + raw)
    return whole.hexdigest()


def sealed(content: bytes, form: str, origin: Origin, drawn: str) -> bytes:
    """A picture with its record in it."""
    words = _words(origin, drawn)
    line = f"{words} {_CONTENT}={_hash(content, form, words)}"
    return _PLACES[form].put(content, line.encode())


def read(content: bytes, form: str) -> Read | None:
    """The record of a picture, and whether the rest is as it was written; None where there is none."""
    found = _PLACES[form].find(content)
    if found is None:
        return None
    rest, line = found
    parts = [part.partition("=") for part in line.split()[1:]]
    pairs = [(name, unquote(value, errors=_ERRORS)) for name, _, value in parts]
    known = dict(pairs)
    if _DRAWN not in known or _CONTENT not in known:
        return None
    kept = {_SOURCE, _JOURNEY, _LINK, _DRAWN, _CONTENT}
    options = tuple((name, value) for name, value in pairs if name not in kept)
    links = tuple(value for name, value in pairs if name == _LINK)
    origin = Origin(known.get(_SOURCE, ""), known.get(_JOURNEY, ""), options, links)
    words = line.rpartition(f" {_CONTENT}=")[0]
    intact = _hash(rest, form, words) == known[_CONTENT]
    return Read(Record(origin, known[_DRAWN], known[_CONTENT]), intact)


def _words(origin: Origin, drawn: str) -> str:
    links = [(_LINK, link) for link in origin.links]
    pairs = [(_SOURCE, origin.source), (_JOURNEY, origin.journey), *origin.options, *links, (_DRAWN, drawn)]
    return " ".join([MARK, *(f"{name}={quote(value, errors=_ERRORS)}" for name, value in pairs if value)])


def _hash(rest: bytes, form: str, words: str) -> str:
    """Of all but the hash itself; git may have changed how the lines of a text end."""
    return hashed(rest if form in _BINARY else rest.replace(b"\r\n", b"\n"), words)


class _Place(NamedTuple):
    """Where a form has its record: how it is put there, and found with what is left without it."""

    put: Callable[[bytes, bytes], bytes]
    find: Callable[[bytes], tuple[bytes, str] | None]


def _between(before: bytes, after: bytes, anchor: bytes, *, first: bool = False) -> _Place:
    """In front of the last (or first) place where an anchor stands; at the end where it is empty."""
    pattern = re.compile(re.escape(before) + _LINE + re.escape(after).replace(b"\\\n", rb"\r?\n"))
    start = before + MARK.encode()

    def put(content: bytes, line: bytes) -> bytes:
        at = (content.find(anchor) if first else content.rfind(anchor)) if anchor else len(content)
        if at < 0:
            raise DiagramError(f"there is no place for a record in this picture: no `{anchor.decode()}`")
        return content[:at] + before + line + after + content[at:]

    def find(content: bytes) -> tuple[bytes, str] | None:
        # Each of many could be read to the end of the file.
        at = content.find(start) if first else content.rfind(start)
        found = pattern.match(content, at) if at >= 0 else None
        if found is None:
            return None
        return content[: found.start()] + content[found.end() :], found[1].decode()

    return _Place(put, find)


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
    """The parts of a PNG: the kind of each, what it holds, and all of it."""
    at = len(_PNG)
    while at + 8 <= len(content):
        (size,) = struct.unpack(">I", content[at : at + 4])
        whole = content[at : at + 12 + size]
        yield whole[4:8], whole[8:-4], whole
        at += 12 + size


def _put_png(content: bytes, line: bytes) -> bytes:
    held = MARK.encode() + b"\0" + line
    chunk = struct.pack(">I", len(held)) + b"tEXt" + held
    chunk += struct.pack(">I", zlib.crc32(chunk[4:]))
    header = len(_PNG) + 25
    return content[:header] + chunk + content[header:]


def _find_png(content: bytes) -> tuple[bytes, str] | None:
    if not content.startswith(_PNG):
        return None
    for kind, held, whole in _chunks(content):
        name, _, line = held.partition(b"\0")
        if kind == b"tEXt" and name == MARK.encode() and re.fullmatch(_LINE, line):
            return content.replace(whole, b"", 1), line.decode()
    return None


_BINARY = frozenset({"png", "pdf"})
_PLACES = {
    "svg": _between(b'<metadata id="journeyc-picture">', b"</metadata>\n", b"</svg>"),
    "html": _between(b'<meta name="journeyc-picture" content="', b'">\n', b"</head>", first=True),
    "dot": _between(b"// ", b"\n", b"digraph", first=True),
    "mmd": _between(b"%% ", b"\n", b""),
    "json": _between(b'"record": "', b'",\n', b'"', first=True),
    "png": _Place(_put_png, _find_png),
    # A comment between the last object and where the table of objects is said to be moves none of them.
    "pdf": _between(b"%", b"\n", b"startxref"),
}
