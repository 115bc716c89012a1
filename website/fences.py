"""Blocks of code in a page: what tests read behind the name of a language becomes what the site reads."""

import re

_FENCE = re.compile(
    r"^(?:<!-- (written|formatted) -->\n)?```(\w+)(?: ([^\n]*))?\n(.*?)^```$", re.MULTILINE | re.DOTALL
)
_TITLES = {"written": "before", "formatted": "after"}
#: What is typed while a journey is played.
_TYPED = re.compile(r"^\w{3} \d\d? \w{3} \d\d:\d\d  \w+ > ")


def shown(text: str) -> str:
    """A page whose journeys are coloured, and named where they are files; what is typed stands out."""
    return _FENCE.sub(_block, text)


def _block(found: re.Match[str]) -> str:
    mark, language, reading, code = found[1], found[2], found[3] or "", found[4]
    title = _TITLES.get(mark or "") or (reading.removeprefix("file ") if reading.startswith("file ") else "")
    typed = [number for number, line in enumerate(code.splitlines(), 1) if _TYPED.match(line)]
    # A layout is shown before and after; neither is tested as a whole journey, both are journeys.
    head = ["```journey" if mark else f"```{language}"]
    head += [f'title="{title}"'] * bool(title)
    head += [f'hl_lines="{" ".join(map(str, typed))}"'] * bool(typed)
    return f"{' '.join(head)}\n{code}```"
