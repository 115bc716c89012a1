"""Which templates there are, and what they are given: read from the templates and the views themselves."""

import re
from collections.abc import Iterator
from dataclasses import fields
from textwrap import wrap
from typing import Any

from journeyc.documentation import letters, links, maps, views
from journeyc.documentation.rendering import OURS, names

_ABOUT = re.compile(r"\{#\s*(.*?)\s*#\}")
_BLOCK = re.compile(r"\{%-?\s*block (\w+)")
_INTRODUCTION = """\
A folder given with --templates may hold any of these; what it does not hold is ours. A template that keeps
most of ours extends it: {% extends "original/base.html" %}. What stands in its folder `files` goes along as
it is.
"""
_EVERYWHERE = """\
Every template is given `site` (journeys, sections, has_rules, version; index, glossary and rules are paths),
`path` of the page, and `link(path)`, which links from this page to another.
"""
_WIDTH = 100
_VIEWS: tuple[Any, ...] = (
    views.JourneyView,
    views.StepView,
    views.Saying,
    views.MessageView,
    letters.Letter,
    views.RuleView,
    views.TableView,
    views.ScenarioView,
    views.FieldView,
    views.SectionView,
    views.ItemView,
    maps.Map,
    links.Link,
)


def listing(form: str) -> str:
    """The templates of a form with their blocks, then the fields of what they are given."""
    return "\n".join([_INTRODUCTION, *_templates(form), "", _EVERYWHERE, *_given(), ""])


def _templates(form: str) -> Iterator[str]:
    for name in names(form):
        text = (OURS / form / name).read_text(encoding="utf-8")
        about = _ABOUT.search(text)
        yield from wrap(f"{name:14}{about[1] if about else ''}", _WIDTH, subsequent_indent=" " * 14)
        if blocks := list(dict.fromkeys(_BLOCK.findall(text))):
            yield f"{'':14}blocks: {', '.join(blocks)}"


def _given() -> Iterator[str]:
    for view in _VIEWS:
        shown = ", ".join(field.name for field in fields(view))
        yield from wrap(f"{view.__name__}: {shown}", _WIDTH, subsequent_indent="    ")
        yield from wrap(
            " ".join(view.__doc__.split()), _WIDTH, initial_indent="    ", subsequent_indent="    "
        )
