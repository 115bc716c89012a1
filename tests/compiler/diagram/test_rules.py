"""Rules stand on the map of their journey: what has to happen, under which condition, and what then does."""

from journeyc.compiler.diagram import draw
from journeyc.compiler.diagram.dot import to_dot
from journeyc.compiler.diagram.picture import Picture
from journeyc.source import Source
from tests.compiling import package_of

HEAD = """
touchpoint website "Website" { channel web: show  channel sms: push }
customer { key id: id  private secret: text = "x" }
event failed
event helped
notification sorry "Sorry" { via sms  text "Sorry" }
"""


def drawn(*rules: str) -> Picture:
    body = "\n".join(rules)
    text = f"""{HEAD}
    journey card "Card" {{
      context {{ late: bool = false }}
      starts on failed -> here
      {body}
      step here "Here" via web {{ on helped -> done  when late -> done }}
      end done "Done" success
    }}"""
    return draw(package_of(Source("card.journey", text)))


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
    assert [(chip.kind, chip.text) for chip in silent.chips] == [("notify", "notify: sorry")]


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


def test_rules_do_not_turn_a_map_around() -> None:
    """Many of them stand in rows, and the way of the customer still runs from left to right."""
    picture = drawn(
        *(
            f"rule r{number} {{ on {number} failed within 1 hour {{ set late = true }} }}"
            for number in range(2, 32)
        )
    )
    assert picture.direction == "LR"
    assert to_dot(picture).count("style=invis") == 30 - 30 // 5
