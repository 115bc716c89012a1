"""Texts that are compiled beside the few files that are there."""

from collections.abc import Callable, Mapping

from journeyc.compiler import check, compile_package
from journeyc.ir import Package
from journeyc.reading import Unreadable
from journeyc.source import Source


def among(texts: Mapping[str, str]) -> Callable[[str], str]:
    """Reads files that are texts, by their paths; no other is there."""

    def read(path: str) -> str:
        if path not in texts:
            raise Unreadable("there is no such file")
        return texts[path]

    return read


#: Reads files where there are none.
nowhere = among({})


def package_of(source: Source, read: Callable[[str], str] = nowhere) -> Package:
    """What a text is compiled to, in which nothing may be wrong."""
    checked = check(source, read)
    assert checked.correct, [
        (found.source.position(found.span.start)[0], found.message) for found in checked.diagnostics
    ]
    return compile_package(checked)
