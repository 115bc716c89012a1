"""Every construct of the grammar has an example in the language's pages, with all that may stand in it."""

from pathlib import Path
from typing import Any

from journeyc.grammar.build import reference_parser
from journeyc.grammar.tokens import Tokens
from tests.blocks import blocks, whole
from tests.recognising import recognised

DOCS = Path(__file__).parents[2] / "docs"
PAGES = ("language", "structure", "rules-and-decisions", "scenarios")


def parts_of_the_grammar() -> dict[tuple[str, str], set[str]]:
    """Every construct with every part that it may have: `handler` may have a `guard`. Behind it is what is
    seen in its place, since a rule that only passes on another is never seen itself.
    """
    rules = reference_parser(strict=False).rules
    passed: dict[str, set[str]] = {}
    for rule in rules:
        if _passes_on(rule):
            passed.setdefault(rule.origin.name, set()).add(rule.expansion[0].name)
    # Lark repeats by rules of its own: a list of two shows what a longer one looks like.
    return {
        (str(rule.alias or rule.origin.name), symbol.name): _standing_for(symbol.name, passed)
        for rule in rules
        if not _passes_on(rule) and not rule.origin.name.startswith("__")
        for symbol in rule.expansion
    }


def _passes_on(rule: Any) -> bool:
    return rule.options.expand1 and rule.alias is None and len(rule.expansion) == 1


def _standing_for(name: str, passed: dict[str, set[str]]) -> set[str]:
    found, pending = set[str](), [name]
    while pending:
        one = pending.pop()
        if one not in found:
            found.add(one)
            pending += passed.get(one, ())
    return found


def parts_of_the_examples() -> set[tuple[str, str]]:
    """The same of all examples, without what is put around them only so that they compile."""
    found = set()
    for page in PAGES:
        for block in blocks(DOCS / f"{page}.md"):
            tokens = Tokens(whole(block))
            start = tokens.text.index(block.text)
            own = [start <= offset < start + len(block.text) for offset in tokens.starts]
            found |= {
                (part.construct, part.name)
                for part in recognised(tokens).parts
                if any(own[part.first : part.behind])
            }
    return found


def test_every_construct_has_an_example() -> None:
    """What is missing is named as the grammar names it: the construct, and what no example has in it."""
    shown = parts_of_the_examples()
    missing = [
        (construct, part)
        for (construct, part), standing in parts_of_the_grammar().items()
        if not any((construct, one) in shown for one in standing)
    ]
    assert sorted(missing) == []
