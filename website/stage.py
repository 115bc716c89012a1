"""Puts the pages of the site together in `build/docs`, for Zensical: `python -m website.stage`."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from website import api, examples, rules, words
from website.fences import shown
from website.links import rewritten

ROOT = Path(__file__).resolve().parent.parent
STAGED = ROOT / "build" / "docs"
SHARED = "tests/fixtures/shared.journey"

_SHARED_PAGE = """\
# What the examples share

Short examples of the language leave this out: channels, the customer, and a few things that happen.

```journey title="shared.journey"
{}
```
"""

#: Who searches wants to know how something is now and for designers, not how it came to be.
_NOT_SOUGHT = "---\nsearch:\n  exclude: true\n---\n\n"


class Page(NamedTuple):
    """A page of the site: its name there, its place in the repository, from where links count, its text."""

    name: str
    place: str
    text: str


def pages() -> Iterator[Page]:
    """All pages, with links as they stand in the repository."""
    for path in sorted((ROOT / "docs").glob("*.md")):
        yield Page(path.name, f"docs/{path.name}", path.read_text(encoding="utf-8"))
    for name in ("ARCHITECTURE.md", "CHANGELOG.md", "CONTRIBUTING.md"):
        yield Page(name.lower(), name, _NOT_SOUGHT + (ROOT / name).read_text(encoding="utf-8"))
    for name, text in rules.pages():
        yield Page(f"rules/{name}", f"journeyc/compiler/rules/{name}", text)
    for name, text in examples.pages(ROOT):
        yield Page(f"examples/{name}", f"examples/journeys/{name}", text)
    for name, place, text in api.pages():
        yield Page(f"api/{name}", place, text)
    yield Page("words.md", "journeyc/grammar/keywords.py", words.page())
    text = (ROOT / SHARED).read_text(encoding="utf-8").rstrip()
    yield Page("shared.md", SHARED, _SHARED_PAGE.format(text))


def pictures() -> dict[str, str]:
    """The maps of the examples: their place in the repository, and on the site."""
    folder = ROOT / examples.FOLDER
    found = [path.relative_to(folder).as_posix() for path in sorted(folder.glob("**/*.svg"))]
    return {f"examples/journeys/{name}": f"examples/{name}" for name in found}


def addresses(found: list[Page]) -> dict[str, str]:
    """What a link may lead to in the repository, and where that is on the site."""
    known = {page.place: page.name for page in found} | pictures()
    # What is a folder or a source in the repository is an index or a coloured text here.
    for page in found:
        if page.place.endswith("/index.md"):
            known[page.place.removesuffix("/index.md")] = page.name
        if page.place.startswith("examples/journeys/"):
            known[page.place.removesuffix(".md") + ".journey"] = page.name
    return known


def stage() -> None:
    """Write everything that Zensical reads."""
    found = list(pages())
    known = addresses(found)
    shutil.rmtree(STAGED, ignore_errors=True)
    for page in found:
        target = STAGED / "pages" / page.name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(shown(rewritten(page.text, page.place, page.name, known)), encoding="utf-8")
    for place, name in pictures().items():
        target = STAGED / "pages" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / place, target)
    for name in ("style.css", "iframe-worker.js"):
        shutil.copyfile(ROOT / "website" / name, STAGED / "pages" / name)
    (STAGED / "zensical.toml").write_text(configuration(found), encoding="utf-8")


def configuration(found: list[Page]) -> str:
    """The settings of Zensical, with the pages that are generated in their places."""
    text = (ROOT / "website" / "zensical.toml").read_text(encoding="utf-8")
    shown_examples = [
        page.name
        for page in found
        if re.fullmatch(r"examples/\w+\.md", page.name) and "index" not in page.name
    ]
    groups = ", ".join(
        f'{{ "{group.capitalize()}" = {_listed(f"rules/{name}" for name in names)} }}'
        for group, names in rules.by_group_of_pages().items()
    )
    return text.replace('["@examples"]', _listed(["examples/index.md", *shown_examples])).replace(
        '"@rules"', f'{{ "Rules" = ["rules/index.md", {groups}] }}'
    )


def _listed(names: Iterator[str] | list[str]) -> str:
    return "[" + ", ".join(f'"{name}"' for name in names) + "]"


if __name__ == "__main__":
    stage()
