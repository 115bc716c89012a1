"""Reads the built site as a browser without a network does: `python -m website.check`."""

import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

SITE = Path(__file__).resolve().parent.parent / "build" / "docs" / "site"
#: What a page loads by itself, as opposed to what a reader may follow.
_LOADS = {("script", "src"), ("link", "href"), ("img", "src"), ("iframe", "src"), ("source", "src")}
#: A page that says nothing of what a browser loads.
_NOT_LOADED = {"canonical", "next", "prev", "alternate"}


class _Page(HTMLParser):
    """The links of a page, what it loads, and the places in it that links may lead to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.places: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.places |= {given[name] for name in ("id", "name") if name in given}
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        for name, value in given.items():
            if (tag, name) in _LOADS and given.get("rel") not in _NOT_LOADED:
                self.loads.append(value)


def faults(site: Path) -> list[str]:
    """What a reader would miss: links that lead nowhere, and whatever is loaded from elsewhere."""
    pages = {path.resolve(): _Page(path.read_text(encoding="utf-8")) for path in sorted(site.rglob("*.html"))}
    found: list[str] = []
    for path, page in pages.items():
        name = path.relative_to(site.resolve())
        # The page for what is not found is shown at any address, and links from the root of a server.
        if name.name == "404.html":
            continue
        found += [f"{name}: loads {url}" for url in page.loads if urlsplit(url).netloc]
        for url in [*page.links, *(url for url in page.loads if not urlsplit(url).netloc)]:
            link = urlsplit(url)
            if link.scheme or link.netloc:
                continue
            target = (path.parent / unquote(link.path)).resolve() if link.path else path
            target = target / "index.html" if target.is_dir() else target
            if not target.is_file():
                found.append(f"{name}: there is no {url}")
            elif link.fragment and target in pages and unquote(link.fragment) not in pages[target].places:
                found.append(f"{name}: there is no place {url}")
    return found


def main() -> int:
    """Say what is wrong, and how much was read."""
    found = faults(SITE)
    for fault in found:
        print(fault, file=sys.stderr)
    print(f"{SITE / 'index.html'}: {len(list(SITE.rglob('*.html')))} pages, {len(found)} faults")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
