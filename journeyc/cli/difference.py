"""What would change in a file, as a unified diff."""

import difflib


def difference(name: str, before: str, after: str, done: str) -> str:
    """The lines that differ, with what would have been done in the second heading."""
    lines = difflib.unified_diff(_lines(before), _lines(after), name, f"{name} ({done})")
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines
    )


def _lines(text: str) -> list[str]:
    """The lines of a text with their ends; other characters that Python ends lines at may stand in texts."""
    *lines, last = text.split("\n")
    return [*(f"{line}\n" for line in lines), *([last] if last else [])]
