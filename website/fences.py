"""Blocks of code in a page: what tests read behind the name of a language becomes what the site reads."""

import re

_FENCE = re.compile(r"^(?:<!-- (written|formatted) -->\n)?```(\w+)(?: ([^\n]*))?$", re.MULTILINE)
_TITLES = {"written": "before", "formatted": "after"}


def shown(text: str) -> str:
    """A page whose journeys are coloured; a block that is a file of its own, or a result, has a title."""

    def fence(found: re.Match[str]) -> str:
        mark, language, reading = found[1], found[2], found[3] or ""
        title = _TITLES.get(mark or "") or (
            reading.removeprefix("file ") if reading.startswith("file ") else ""
        )
        # A layout is shown before and after; neither is tested as a whole journey, both are journeys.
        name = "journey" if mark else language
        return f'```{name} title="{title}"' if title else f"```{name}"

    return _FENCE.sub(fence, text)
