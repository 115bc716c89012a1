"""A page as a browser without a network reads it."""

from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

#: Elements that have no end.
_VOID = {"meta", "link", "input", "br", "hr", "img"}
_SVG_VOID = {"path", "polygon", "polyline", "ellipse", "circle", "rect", "line"}


class Read(HTMLParser):
    """The ids, links and loads of a page, and what does not nest."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loads: list[str] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.faults: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()
        self.faults += [f"<{tag}> is not ended" for tag in self._open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags.append((tag, given))
        if len(given) < len(attrs):
            self.faults.append(f"<{tag}> has an attribute twice")
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "a":
            self.links.append(given.get("href") or given.get("xlink:href") or "")
        if tag in {"script", "img", "iframe"} and "src" in given:
            self.loads.append(given["src"])
        if tag == "link":
            self.loads.append(given.get("href", ""))
        if tag not in _VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            self.faults.append(f"</{tag}> at line {self.getpos()[0]} ends nothing")


def read(folder: Path) -> dict[str, Read]:
    """All pages of a folder by their names."""
    return {
        path.relative_to(folder).as_posix(): Read(path.read_text(encoding="utf-8"))
        for path in sorted(folder.rglob("*.html"))
    }


def lost(folder: Path, pages: dict[str, Read]) -> list[str]:
    """The links and loads that lead nowhere, or out of the folder."""
    found = []
    for name, page in pages.items():
        for url in [*page.links, *page.loads]:
            link = urlsplit(url)
            if not url or link.scheme or link.netloc:
                found.append(f"{name}: leads out to {url!r}")
                continue
            way = (folder / name).parent / unquote(link.path) if link.path else folder / name
            target = way.resolve()
            if not target.is_file() or folder.resolve() not in target.parents:
                found.append(f"{name}: there is no {url}")
            elif link.fragment and target.suffix == ".html":
                ids = pages[target.relative_to(folder.resolve()).as_posix()].ids
                if unquote(link.fragment) not in ids:
                    found.append(f"{name}: there is no place {url}")
    return found
