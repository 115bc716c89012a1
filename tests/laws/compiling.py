"""From a drawn text to what it is compiled to."""

from journeyc.compiler import check, compile_package
from journeyc.ir import Package
from journeyc.reading import Unreadable
from journeyc.source import Source


def package_of(text: str) -> Package | None:
    """What a text is compiled to; None where the compiler refuses it."""

    def read(_: str) -> str:
        raise Unreadable("there is no such file")

    checked = check(Source("drawn.journey", text), read)
    return compile_package(checked) if checked.correct else None
