"""The pages of the rules: an index by group, and each page with what the catalogue says of its rule."""

from collections.abc import Iterator

from journeyc.catalogue import CATALOGUE, Group, Rule
from journeyc.cli.explain import by_group, facts, first_sentence
from journeyc.cli.explain import pages as texts

#: What a group is about, for the index.
ABOUT: dict[Group, str] = {
    "language": "What a text must be to mean anything. Nothing of this can be ignored.",
    "flow": "Ways: where customers would be stuck, go in circles, or never come.",
    "data": "What is remembered, compared and computed.",
    "time": "Waiting, reminding, giving up.",
    "channels": "What a channel can do, and what is asked of it.",
    "notifications": "What is sent, and how it reads.",
    "people": "Work of desks, queues and bots.",
    "experiments": "Splits, and what they measure.",
    "style": "What makes a journey harder to read than it need be.",
}

_INDEX = """\
# Rules

Everything that `journeyc lint` can find, by what it is about. An *error* would stop or mislead a customer for
certain, or means nothing. A *warning* is most likely a mistake. `journeyc explain RULE` shows a page in the
terminal. [Checking and fixing](../../../docs/lint.md) tells how findings are fixed or accepted.
"""
_SHARED = """
Parts that all examples need are left out; they stand in [one file](../../../tests/fixtures/shared.journey).
"""


def pages() -> Iterator[tuple[str, str]]:
    """The name of each page in the repository, and its text for the site."""
    yield "index.md", index()
    for name, text in texts().items():
        title, _, rest = text.partition("\n")
        yield page_of(name), f"{title}\n\n{_facts(CATALOGUE[name])}\n{rest}{_SHARED}"


def page_of(name: str) -> str:
    """The name of the page of a rule."""
    return f"{name.replace('-', '_')}.md"


def link(name: str) -> str:
    """A rule by name, and its page."""
    return f"[`{name}`]({page_of(name)})"


def by_group_of_pages() -> dict[Group, list[str]]:
    """The names of the pages, in the order of the index."""
    return {group: [page_of(rule.name) for rule in rules] for group, rules in by_group(texts()).items()}


def index() -> str:
    """Every rule by group, with its gravity and the first sentence of its page."""
    known = texts()
    parts = [_INDEX]
    for group, rules in by_group(known).items():
        rows = [
            f"| {link(rule.name)} | {_gravity(rule)} | {first_sentence(known[rule.name])} |" for rule in rules
        ]
        head = ["| rule | gravity | what it finds |", "| --- | --- | --- |"]
        parts.append("\n".join([f"## {group.capitalize()}", "", ABOUT[group], "", *head, *rows, ""]))
    return "\n".join(parts)


def _gravity(rule: Rule) -> str:
    gravity = rule.severity.value
    return f"*{gravity}*{{ .{gravity} }}"


def _facts(rule: Rule) -> str:
    _, group, may = facts(rule)
    return f"{_gravity(rule)} · {group} · {may}\n"
