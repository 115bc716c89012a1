"""The pages of the examples: what each is about, its map where there is one, its text."""

from collections.abc import Iterator
from pathlib import Path

FOLDER = Path("examples") / "journeys"

_INDEX = """\
# Examples

Whole journeys of a telephone company. Each is checked, compiled and played whenever the project is tested.
A map opens large when you click on it.
"""


#: What stands in each folder of the examples; whole journeys stand in none.
_SECTIONS = {"": "", "scenarios": "## How they go", "shared": "## What they share"}


def pages(root: Path) -> Iterator[tuple[str, str]]:
    """The name of each page beside the example, and its text for the site."""
    found = [_Example(root, path) for path in sorted((root / FOLDER).rglob("*.journey"))]
    lines = [_INDEX]
    for folder, heading in _SECTIONS.items():
        rows = [f"* [{one.title}]({one.page}): {one.about}" for one in found if one.folder == folder]
        lines += [*(("", heading, "") if heading else ()), *rows]
    yield "index.md", "\n".join([*lines, ""])
    for example in found:
        yield example.page, example.text()


class _Example:
    """One file, read for what a reader wants to know first."""

    def __init__(self, root: Path, path: Path) -> None:
        self.source = path.read_text(encoding="utf-8")
        self.place = path.relative_to(root / FOLDER).as_posix()
        self.page = self.place.removesuffix(".journey") + ".md"
        self.folder = self.place.rpartition("/")[0]
        self.about = _first_comment(self.source)
        name = path.stem.replace("_", " ")
        self.title = f"Scenarios: {name}" if self.folder == "scenarios" else name.capitalize()
        picture = path.with_suffix(".svg")
        self.picture = picture.name if picture.is_file() else ""

    def text(self) -> str:
        """The page."""
        parts = [f"# {self.title}", self.about]
        if self.picture:
            parts.append(f"[![The map of the journey]({self.picture})]({self.picture}){{ .map }}")
        parts.append(f'```journey title="{self.place}"\n{self.source.rstrip()}\n```')
        return "\n\n".join(parts) + "\n"


def _first_comment(source: str) -> str:
    """What a file says of itself before anything else."""
    lines: list[str] = []
    for line in source.splitlines():
        if not line.startswith("#"):
            break
        lines.append(line.lstrip("#").strip())
    return " ".join(lines)
