"""Code for those who embed journeys, made from the IR alone: types, and what passes them to a runtime."""

from collections.abc import Iterable
from typing import Literal, get_args

from journeyc.generating.heading import is_generated
from journeyc.generating.outline import OutlineError, outline_of
from journeyc.ir import Package

__all__ = ["LANGUAGES", "SUFFIXES", "Language", "OutlineError", "generated", "is_generated"]

Language = Literal["python", "typescript", "jsonschema"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
#: How the files of each language end.
SUFFIXES: dict[Language, str] = {"python": ".py", "typescript": ".ts", "jsonschema": ".json"}


def generated(language: Language, packages: Iterable[Package]) -> str:
    """The text of one file for all the journeys of packages; OutlineError where they do not fit together."""
    outline = outline_of(packages)
    if language == "python":
        from journeyc.generating.python import python_module

        return python_module(outline)
    if language == "typescript":
        from journeyc.generating.typescript import typescript_module

        return typescript_module(outline)
    from journeyc.generating.schema import schema_document

    return schema_document(outline)
