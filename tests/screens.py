"""What a page shows of a terminal, set beside what came out."""

import re

#: What stands for what a page leaves out: alone on a line for lines, within one for a part of it.
LEFT_OUT = "…"


def shown(screen: str, page: str, *, in_lines: bool = False) -> bool:
    """Whether a screen shows what the page shows, whatever stands where it leaves lines out; and parts of
    lines, if it may.
    """
    parts = re.split(rf"^{LEFT_OUT}\n", page.strip("\n") + "\n", flags=re.MULTILINE)
    pattern = r"(?:.*\n)*".join(map(re.escape, parts))
    if in_lines:
        pattern = pattern.replace(LEFT_OUT, r".*")
    return re.fullmatch(pattern, screen.strip("\n") + "\n") is not None
