"""What the search of a site knows: one entry for everything that has a place."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from journeyc.documentation.views import JourneyView, SectionView

#: So much of a text is searched and kept; the rest is on its page.
_LONGEST = 400


def index(journeys: Iterable[JourneyView], sections: Iterable[SectionView], glossary: str) -> str:
    """A script that gives the search its entries: `t` title, `k` kind, `j` journey, `u` address, `x` text."""
    entries = [entry for journey in journeys for entry in _journey(journey)]
    entries += [
        _entry(item.title, section.title, "Glossary", f"{glossary}#{item.anchor}", f"{item.name} {item.doc}")
        for section in sections
        for item in section.items
    ]
    lines = ",\n".join(json.dumps(entry, ensure_ascii=True, separators=(",", ":")) for entry in entries)
    return f"window.journeycSearch = [\n{lines}\n];\n"


def _journey(view: JourneyView) -> Iterator[dict[str, Any]]:
    begins = " ".join(one.text for one in view.begins)
    yield _entry(view.title, "Journey", "", view.path, f"{view.name} {view.doc} {begins}")
    for step in view.steps:
        text = " ".join([step.name, step.doc, *(one.text for one in (*step.told, *step.ways))])
        yield _entry(step.title, step.label, view.title, f"{view.path}#{step.anchor}", text)
    for message in view.messages:
        said = " ".join(f"{letter.subject} {letter.text}" for letter in message.letters)
        text = f"{message.name} {message.doc} {said}"
        yield _entry(message.title, "Message", view.title, f"{view.path}#{message.anchor}", text)
    for rule in view.rules:
        text = f"{rule.name} {rule.doc} {rule.said.text}"
        yield _entry(rule.title, "Rule", view.title, f"{view.path}#{rule.anchor}", text)
    for table in view.decisions:
        text = f"{table.name} {table.doc}"
        yield _entry(table.title, "Decision", view.title, f"{view.path}#{table.anchor}", text)
    for scenario in view.scenarios:
        yield _entry(scenario.title, "Scenario", view.title, f"{view.path}#{scenario.anchor}", "")


def _entry(title: str, kind: str, journey: str, address: str, text: str) -> dict[str, Any]:
    return {"t": title, "k": kind, "j": journey, "u": address, "x": " ".join(text.split())[:_LONGEST]}
