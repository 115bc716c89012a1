"""Rules stand on the map of their journey: what has to happen, under which condition, and what then does."""

import re
from itertools import pairwise

import pytest

from journeyc.compiler.diagram import Options, draw, render
from journeyc.compiler.diagram.dot import to_dot
from journeyc.compiler.diagram.picture import Direction, Picture
from journeyc.source import Source
from tests.compiling import package_of

HEAD = """
touchpoint website "Website" { channel web: show  channel sms: push }
customer { key id: id  private secret: text = "x" }
event failed
event helped
notification sorry "Sorry" { via sms  text "Sorry" }
"""


def drawn(*rules: str, direction: Direction | None = None) -> Picture:
    body = "\n".join(rules)
    text = f"""{HEAD}
    journey card "Card" {{
      context {{ late: bool = false }}
      starts on failed -> here
      {body}
      step here "Here" via web {{ on helped -> done  when late -> done }}
      end done "Done" success
    }}"""
    return draw(package_of(Source("card.journey", text)), options=Options(direction))


def test_each_rule_is_a_card_beside_the_way() -> None:
    picture = drawn(
        'rule often "Too often" { on 3 failed from web within 1 hour when not late { set late = true } }',
        "rule silent_then { on failed then no helped within 2 days { notify sorry  set late = true } }",
    )
    (group,) = [group for group in picture.groups if group.kind == "rules"]
    assert group.title == "RULES · ANY STEP"
    often, silent = group.cards
    assert (often.kind, often.kicker, often.title) == ("rule", "RULE", "Too often")
    assert often.lines == ("on 3 failed from web within 1 hour", "if not late", "then set late = true")
    assert silent.title == "Silent then"
    assert silent.lines == ("on failed then no helped within 2 days", "then set late = true")
    assert [(chip.kind, chip.text) for chip in silent.chips] == [("notify", "notify: sorry via sms")]


def test_no_rules_no_group() -> None:
    assert all(group.kind != "rules" for group in drawn().groups)


def test_what_is_private_is_masked() -> None:
    picture = drawn('rule r { on failed when customer.secret == "hunter2" { set late = true } }')
    (card,) = [card for card in picture.every_card() if card.kind == "rule"]
    assert card.lines[1] == 'if customer.secret == "•••"'
    assert "hunter2" not in to_dot(picture)


def test_the_picture_in_words_tells_of_them() -> None:
    picture = drawn('rule often "Too often" { on 3 failed within 1 hour { set late = true } }')
    assert "Too often (rule): on 3 failed within 1 hour; then set late = true." in picture.summary


def many(count: int, direction: Direction | None = None) -> Picture:
    return drawn(
        *(
            f'rule r{number} "Rule {number}" {{ on {number + 1} failed within 1 hour {{ set late = true }} }}'
            for number in range(1, count + 1)
        ),
        direction=direction,
    )


def test_rules_do_not_turn_a_map_around() -> None:
    assert many(30).direction == "LR"


@pytest.mark.parametrize("direction", ["LR", "TB"])
def test_rules_are_read_in_written_order(direction: Direction) -> None:
    """Across in rows of five that are read from the top; down in columns that are read from the left."""
    svg = render(many(12, direction), "svg").content.decode()
    at = {
        int(found[3]): (float(found[1]), float(found[2]))
        for found in re.finditer(r'<text [^>]*x="([-\d.]+)" y="([-\d.]+)"[^>]*>Rule (\d+)<', svg)
    }
    lines = [[at[number] for number in range(1, 13)][first : first + 5] for first in (0, 5, 10)]
    along, across = (0, 1) if direction == "LR" else (1, 0)
    for line in lines:
        assert [place[along] for place in line] == sorted({place[along] for place in line})
    for line, following in pairwise(lines):
        assert max(place[across] for place in line) < min(place[across] for place in following)
