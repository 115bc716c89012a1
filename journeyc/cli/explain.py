"""`journeyc explain`: why a rule matters, with a bad and a good example."""

import sys
import textwrap
from collections.abc import Container, Iterator
from importlib.resources import files

from journeyc.catalogue import CATALOGUE, GROUPS, Group, Rule
from journeyc.cli.ending import ExitCode, Failure
from journeyc.cli.terminal import paint_for
from journeyc.nearest import meant
from journeyc.report import Paint

WIDTH = 88
#: The column of `error` and `warning`, with the space behind it.
_GRAVITY = 9
#: What an item of a list begins with.
_ITEMS = ("* ", "- ")


def explain(rule: str) -> int:
    """Print the page of a rule."""
    known = pages()
    name = rule.strip().lower().replace("_", "-")
    if name not in known:
        cure = meant(name, known, "`journeyc explain --all` lists them")
        raise Failure(f"there is no page on a rule `{rule}`", cure)
    title, *rest = readable(known[name], paint_for(sys.stdout))
    print("\n".join([title, " · ".join(facts(CATALOGUE[name])), *rest]))
    return ExitCode.CLEAN


def explain_all() -> int:
    """Print every rule by group: its name, how grave it is, and what it finds."""
    known = pages()
    paint, widest = paint_for(sys.stdout), max(map(len, known), default=0)
    indent = " " * (widest + _GRAVITY + 4)
    for group, rules in by_group(known).items():
        print(paint(group, "strong"))
        for rule in rules:
            lines = textwrap.wrap(first_sentence(known[rule.name]), WIDTH - len(indent)) or [""]
            print(f"  {rule.name:{widest}}  {rule.severity.value:{_GRAVITY}}{lines[0]}")
            for line in lines[1:]:
                print(indent + line)
        print()
    return ExitCode.CLEAN


def by_group(known: Container[str]) -> dict[Group, list[Rule]]:
    """The rules that are known, in the order in which they are told of; a group without any is left out."""
    rules = [rule for _, rule in sorted(CATALOGUE.items()) if rule.name in known]
    groups = {group: [rule for rule in rules if rule.group == group] for group in GROUPS}
    return {group: inside for group, inside in groups.items() if inside}


def facts(rule: Rule) -> tuple[str, str, str]:
    """What the catalogue says of a rule, in words."""
    may = "cannot be ignored or allowed" if rule.fixed else "can be ignored or allowed"
    return rule.severity.value, rule.group, may


def pages() -> dict[str, str]:
    """The text of every page by the name of its rule."""
    folder = files("journeyc") / "compiler" / "rules"
    found = {
        entry.name.removesuffix(".md").replace("_", "-"): entry.read_text(encoding="utf-8")
        for entry in folder.iterdir()
        if entry.name.endswith(".md")
    }
    return dict(sorted(found.items()))


def first_sentence(page: str) -> str:
    """What the page of a rule begins with."""
    paragraph: list[str] = []
    for line in page.splitlines():
        if not line.strip() and paragraph:
            break
        if line.strip() and not line.startswith(("#", "```", "|")):
            paragraph.append(line.strip())
    sentence, stop, _ = " ".join(paragraph).partition(". ")
    return sentence + stop.strip()


def readable(page: str, paint: Paint) -> Iterator[str]:
    """A page of Markdown as lines for a terminal: prose wrapped, examples indented."""
    prose: list[str] = []
    code = False
    for line in [*page.strip().splitlines(), ""]:
        fence = line.lstrip().startswith("```")
        if prose and (code or fence or not line.strip() or line.startswith(("#", *_ITEMS))):
            indent = "  " if prose[0].startswith(_ITEMS) else ""
            yield from textwrap.wrap(
                " ".join(prose),
                WIDTH,
                subsequent_indent=indent,
                break_long_words=False,
                break_on_hyphens=False,
            )
            prose = []
        if fence:
            code = not code
        elif code:
            yield f"    {line}".rstrip()
        elif line.startswith("#"):
            yield paint(line.lstrip("# ").replace("`", ""), "strong")
        elif line.strip():
            prose.append(line.strip())
        else:
            yield ""
