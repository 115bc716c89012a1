"""The lexer for Pygments, under the name `journey`."""

from collections.abc import Iterator
from typing import Any, ClassVar

from pygments.lexer import Lexer
from pygments.token import Text, string_to_tokentype

from journeyc.highlight.categories import CATEGORIES
from journeyc.highlight.reading import pieces


class JourneyLexer(Lexer):  # type: ignore[misc]  # Pygments ships no types
    """Colours journeys: whole files, and the parts of one that a page shows."""

    name = "Journey"
    aliases: ClassVar = ["journey"]
    filenames: ClassVar = ["*.journey"]
    mimetypes: ClassVar = ["text/x-journey"]

    def get_tokens_unprocessed(self, text: str) -> Iterator[tuple[int, Any, str]]:
        """Offset, what Pygments calls it, and text of each piece."""
        for start, category, word in pieces(text):
            yield start, string_to_tokentype(CATEGORIES[category].pygments) if category else Text, word
