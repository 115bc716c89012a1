"""From compiled journeys to the files of a site or of a wiki."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from journeyc import __version__
from journeyc.documentation.collection import Entry, Source, collected
from journeyc.documentation.glossary import Glossary
from journeyc.documentation.links import Addresses, Links, relative
from journeyc.documentation.maps import Map, colours, map_of
from journeyc.documentation.rendering import Templates
from journeyc.documentation.searching import index
from journeyc.documentation.shelf import Shelf
from journeyc.documentation.telling import Teller
from journeyc.documentation.uses import uses
from journeyc.documentation.views import JourneyView, SectionView
from journeyc.reading import UNSEEN

Form = Literal["site", "markdown"]
_ADDRESSES = {
    "site": Addresses("index.html", "glossary.html", "rules.html", ".html"),
    "markdown": Addresses("README.md", "glossary.md", "rules.md", ".md"),
}


@dataclass(frozen=True, slots=True)
class Documents:
    """The files by their place in the folder, and what is to be said about them."""

    files: dict[str, bytes]
    notes: tuple[str, ...]


def documents(sources: Sequence[Source], form: Form, company: Path | None = None) -> Documents:
    """Documents of what files were compiled to; `company` is a folder with templates of one's own.

    DocumentError where a template cannot be used.
    """
    in_order = sorted(sources, key=lambda source: source.file)
    return _Building(in_order, form, Templates(form, company)).build()


class _Building:
    """Builds documents of one form."""

    def __init__(self, sources: Sequence[Source], form: Form, templates: Templates) -> None:
        self._form, self._templates = form, templates
        self._collection = collected(sources)
        self._shelf = Shelf.of([source.package for source in sources])
        self._addresses = _ADDRESSES[form]
        self._links = Links.of(self._collection, self._shelf, self._addresses)
        self._shown = _shown([source.file for source in sources])
        self._notes: dict[str, None] = {}

    def build(self) -> Documents:
        """All files."""
        tellers = [self._teller(entry) for entry in self._collection.entries]
        customers = [self._teller(entry) for entry in self._collection.customers]
        journeys = [teller.view(self._map(teller.entry)) for teller in tellers]
        rules = [teller.view(None) for teller in customers]
        sections = Glossary(self._links, [*tellers, *customers]).sections()
        files: dict[str, str] = {}
        site = self._site(journeys, has_rules=bool(rules), sections=sections)
        suffix = self._addresses.suffix
        self._page(files, self._addresses.index, f"index{suffix}", site, {})
        self._page(files, self._addresses.glossary, f"glossary{suffix}", site, {"sections": sections})
        if rules:
            self._page(files, self._addresses.rules, f"rules{suffix}", site, {"parts": rules})
        for view in journeys:
            self._page(files, view.path, f"journey{suffix}", site, {"journey": view})
        if self._form == "site":
            files["assets/style.css"] = self._templates.rendered("style.css", {"colours": colours()})
            files["assets/site.js"] = self._templates.rendered("site.js", {})
            found = [*journeys, *(_as_page(view, self._addresses.rules) for view in rules)]
            files["assets/search.js"] = index(found, sections, self._addresses.glossary)
        whole = {name: text.encode(errors=UNSEEN) for name, text in sorted(files.items())}
        notes = (*self._notes, *self._templates.unused())
        return Documents(whole | self._templates.files(), notes)

    def _teller(self, entry: Entry) -> Teller:
        return Teller(entry, self._links, uses(entry), self._shown)

    def _map(self, entry: Entry) -> Map:
        drawn = map_of(entry, drawn=self._form == "site")
        if drawn.missing:
            self._notes[drawn.missing] = None
        return drawn

    def _site(
        self, journeys: list[JourneyView], *, has_rules: bool, sections: tuple[SectionView, ...]
    ) -> dict[str, Any]:
        return {
            "journeys": journeys,
            "has_rules": has_rules,
            "sections": sections,
            "version": __version__,
            "index": self._addresses.index,
            "glossary": self._addresses.glossary,
            "rules": self._addresses.rules,
        }

    def _page(
        self, files: dict[str, str], path: str, template: str, site: dict[str, Any], more: dict[str, Any]
    ) -> None:
        def link(target: str) -> str:
            return relative(path, target)

        given = {"site": site, "path": path, "link": link, **more}
        files[path] = self._templates.rendered(template, given)


def _as_page(view: JourneyView, path: str) -> JourneyView:
    """The rules of the customer, as the search finds them."""
    return replace(view, path=path, title="Rules of the customer")


def _shown(files: Sequence[str]) -> Callable[[str], str]:
    """How files are called for readers: from the folder that holds all that were given."""
    try:
        root = os.path.commonpath([Path(file).resolve().parent for file in files])
    except ValueError:  # they stand on several drives
        return lambda file: Path(file).name

    def shown(file: str) -> str:
        try:
            return Path(os.path.relpath(Path(file).resolve(), root)).as_posix()
        except ValueError:  # what it imports stands on another
            return Path(file).name

    return shown
