"""Old and new in one picture."""

from journeyc.compiler.diagram.dot import to_dot
from journeyc.compiler.diagram.mermaid import to_mermaid
from journeyc.compiler.diagram.picture import START, Picture
from journeyc.difference.maps import map_of
from journeyc.ir import Definition, definition_of
from tests.semantics.play import compiled, journey

BODY = """step here "Here" via web { on a -> there  on b -> stays  after 2 days -> done }
  stage there { step one via web { on b -> done } step two via web { on b -> done } }
  step stays via web { on a -> done }"""
OLD = journey(BODY)


def definition(text: str) -> Definition:
    package = compiled(text)
    return definition_of(package, package.journeys[0])


def drawn(old: str | None, new: str | None) -> Picture:
    return map_of(definition(old) if old else None, definition(new) if new else None)


def marks(picture: Picture) -> dict[str, str]:
    return {card.name: card.mark for card in picture.every_card() if card.mark}


def arrows(picture: Picture) -> list[tuple[str, str, str]]:
    names = {card.id: card.name for card in picture.every_card()} | {START: START}
    return [(names[e.source], names[e.target], e.mark) for e in picture.edges if e.mark]


def test_nothing_is_marked_where_nothing_is_different() -> None:
    picture = drawn(OLD, OLD)
    assert (marks(picture), arrows(picture)) == ({}, [])
    assert picture.subtitle.endswith("· nothing is different")


def test_what_is_new_gone_and_other_is_marked() -> None:
    new = OLD.replace("step two via web { on b -> done }", "step third via web { on c -> done }")
    new = (
        new.replace("2 days", "3 days")
        .replace("on b -> stays", "on b -> third")
        .replace("step stays via web { on a -> done }", "")
    )
    picture = drawn(OLD, new)
    assert marks(picture) == {"third": "added", "two": "removed", "stays": "removed"}
    assert arrows(picture) == [
        ("here", "third", "added"),
        ("here", "done", "changed"),
        ("third", "done", "added"),
        ("here", "stays", "removed"),
        ("two", "done", "removed"),
        ("stays", "done", "removed"),
    ]
    there = next(group for group in picture.every_group() if group.kind == "stage")
    assert [card.name for card in there.cards if card.mark] == ["third", "two"]
    assert "Removed: Stays, Two, 3 arrows." in picture.summary
    changed = next(edge for edge in picture.edges if edge.mark == "changed")
    assert [line.text for line in changed.lines] == ["after 3 days", "was: after 2 days"]


def test_an_arrow_is_compared_with_one_of_its_kind() -> None:
    """Also where another with the same ends has come, and is told first."""
    new = OLD.replace("on b -> stays", "on b -> done").replace("2 days", "3 days")
    told = [(edge.kind, edge.mark, edge.lines[-1].text) for edge in drawn(OLD, new).edges if edge.mark]
    assert told == [
        ("event", "added", "b"),
        ("timer", "changed", "was: after 2 days"),
        ("event", "removed", "b"),
    ]


def test_both_versions_are_named() -> None:
    newer = drawn(OLD, OLD.replace('"Trip" {', '"Trip" { version 2'))
    assert newer.subtitle.startswith("v1 → v2 · ")


def test_each_id_is_there_once_and_each_arrow_has_its_ends() -> None:
    picture = drawn(OLD, journey("step there via web { on b -> done } step here via web { on b -> there }"))
    ids = [card.id for card in picture.every_card()] + [edge.id for edge in picture.edges]
    ids += [group.id for group in picture.every_group()]
    assert len(ids) == len(set(ids))
    assert {end for edge in picture.edges for end in (edge.source, edge.target)} <= {*ids, START}
    assert to_dot(picture, "light").count("-gone")
    assert to_mermaid(picture)


def test_a_stage_that_is_gone_keeps_what_is_gone_in_it() -> None:
    picture = drawn(
        OLD,
        OLD.replace("on a -> there", "on a -> done", 1).replace(
            "stage there { step one via web { on b -> done } step two via web { on b -> done } }", ""
        ),
    )
    gone = next(group for group in picture.every_group() if group.kind == "stage")
    assert gone.mark == "removed"
    assert {card.mark for card in gone.cards} == {"removed"}


def test_a_journey_that_is_new_or_gone_is_marked_whole() -> None:
    for picture, mark in ((drawn(None, OLD), "added"), (drawn(OLD, None), "removed")):
        assert set(marks(picture).values()) == {mark}
        assert {edge.mark for edge in picture.edges} == {mark}


def test_a_step_that_is_called_otherwise_stays_where_it_is() -> None:
    picture = drawn(OLD, OLD.replace("stays", "waits"))
    assert not {"added", "removed"} & set(marks(picture).values())
    assert arrows(picture) == []
