"""What two definitions of a journey mean otherwise, in the words of their author."""

import pytest

from journeyc.ir import Definition, changed_parts, definition_of
from tests.semantics.play import compiled, journey

TEXT = journey(
    """step here via web { ask words  on answered -> there  on a -> there  after 2 days -> there }
       stage there { step one via web { on b -> two } step two via web { on b -> done  on c -> one } }""",
    header="context { words: text?  count: int = 1 }",
)


def definition(text: str) -> Definition:
    package = compiled(text)
    return definition_of(package, package.journeys[0])


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("after 2 days", "after 3 days", ["timers of `here`"]),
        ("on a -> there", "on a -> there { set count = 2 }", ["handlers of `here`"]),
        ("count: int = 1", "count: int = 2", ["default of `count`"]),
        ("count: int = 1", "total: int = 1", ["`count` is gone", "`total` is new"]),
        (
            "  on c -> one }",
            "  on c -> three } step three via web { on c -> one }",
            ["handlers of `two`", "`three` is new"],
        ),
        ("starts on opened", "one run per customer, words starts on opened", ["one run per of `trip`"]),
        ('"Trip"', '"Another trip"', []),
        ("ask words", 'say "Hello"  ask words', []),
    ],
)
def test_the_parts_that_changed_are_named(old: str, new: str, said: list[str]) -> None:
    assert old in TEXT
    assert changed_parts(definition(TEXT), definition(TEXT.replace(old, new))) == said


def test_another_order_is_a_change() -> None:
    """Of two handlers the first is taken, and a stage begins with its first place."""
    one, two = "step one via web { on b -> two }", "step two via web { on b -> done  on c -> one }"
    turned = TEXT.replace(f"{one} {two}", f"{two} {one}")
    assert changed_parts(definition(TEXT), definition(turned)) == [
        "initial of `there`",
        "the order of `two`, `one`",
    ]


def test_what_is_shared_counts_too() -> None:
    text = 'segment many "Many" when customer.bills > 1 ' + TEXT.replace("on a ->", "on many.entered ->")
    changed = changed_parts(definition(text), definition(text.replace("> 1 ", "> 2 ")))
    assert changed == ["guard of `many`"]
