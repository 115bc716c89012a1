"""How files and findings are known to other programs: addresses, and what stays when lines move."""

import os
from collections import Counter
from collections.abc import Iterable, Iterator

from journeyc.diagnostic import Diagnostic
from journeyc.reading import UNSEEN


def relative(name: str) -> str:
    """A path from this folder on with `/` between, where it lies within it; a name in `<>` stays."""
    if os.path.isabs(name):
        inside = os.path.relpath(name)
        name = name if inside.startswith(os.pardir) else inside
    return name.replace(os.sep, "/")


def address(name: str) -> str:
    """A path as a URI reference."""
    from urllib.parse import quote

    path = relative(name)
    absolute = os.path.isabs(path)
    # The name of a file is bytes, which need not be text.
    quoted = quote(path if path[:1] == "/" or not absolute else f"/{path}", errors="surrogateescape")
    return f"file://{quoted}" if absolute else quoted


def fingerprints(found: Iterable[Diagnostic]) -> Iterator[str]:
    """What each finding is known by, as long as its rule, its file and the words on its line stay.

    Of findings that have all that in common, the number tells them apart.
    """
    from hashlib import blake2b

    seen: Counter[str] = Counter()
    for one in found:
        line = one.source.line(one.source.position(one.span.start)[0])
        known = "\0".join([relative(one.source.name), one.rule, " ".join(line.split())])
        seen[known] += 1
        yield blake2b(f"{known}\0{seen[known]}".encode(errors=UNSEEN), digest_size=16).hexdigest()
