"""Every construct of the grammar has an example in the language's pages, with all that may stand in it."""

from pathlib import Path

from journeyc.grammar.build import reference_parser
from journeyc.grammar.tokens import Tokens
from tests.blocks import blocks, whole
from tests.recognising import recognised

DOCS = Path(__file__).parents[2] / "docs"
PAGES = ("language", "structure", "rules-and-decisions", "scenarios")


def parts_of_the_grammar() -> set[tuple[str, str]]:
    """Every construct with every part that it may have: `handler` may have a `guard`."""
    parts = {
        (str(rule.alias or rule.origin.name), symbol.name)
        for rule in reference_parser(strict=False).rules
        for symbol in rule.expansion
    }
    # Lark repeats by rules of its own: a list of two shows what a longer one looks like.
    return {part for part in parts if not part[0].startswith("__")}


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
    assert sorted(parts_of_the_grammar() - parts_of_the_examples()) == []
