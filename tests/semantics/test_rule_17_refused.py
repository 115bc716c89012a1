"""Rule 17: moves that would leave a run where no run can be are refused, with the reason."""

from tests.semantics.play import Play, journey

ASIDE = "anytime plain { on b -> aside  step aside via web { on c -> back } }"
WORDS = "words: text?"
PARTS = 'parts: list of text = ["x"]'
HERE = "step here via web { on a -> done }"


def refused(
    one: str, two: str, *events: str, moves: str = "", context: str = WORDS, later: str = "", **values: str
) -> list[str]:
    """What is said where the run of version 1, to which these events came, is to move to version 2."""
    first = journey(one, header=f"version 1 context {{ {context} }}")
    header = f"version 2 context {{ {later or context} }} migrate from 1 {{ {moves} }}"
    play = Play(first)
    play.send("opened")
    for event in events:
        play.send(event)
    if values:
        play.answer(**values)
    play.directory = Play(first, journey(two, header=header)).directory
    before = dict(play.run)
    report = play.operate("migrate")
    assert report["result"] == "refused"
    assert play.run == before
    return report["faults"]


def test_what_goes_through_an_interrupt_stays_in_it() -> None:
    two = f"{HERE} step outside via web {{ on c -> done }} {ASIDE}".replace(
        "on a -> done", "on a -> done  on d -> outside"
    )
    assert refused(f"{HERE} {ASIDE}", two, "b", moves="move aside -> outside") == [
        "`aside` moves to `outside`, which stands in no interrupt"
    ]


def test_nobody_moves_into_an_interrupt_that_has_not_begun() -> None:
    both = f"{HERE} {ASIDE}"
    assert refused(both, both, moves="move here -> aside") == [
        "`here` moves to `aside`, which stands in interrupt `plain`"
    ]


def test_an_interrupt_that_goes_on_is_one_in_the_new_version() -> None:
    both = f"{HERE} {ASIDE}"
    assert refused(both, both, "b", moves="move plain -> here") == ["interrupt `plain` is not in version 2"]


def test_two_branches_do_not_become_one_place() -> None:
    one = """parallel here { branch left { step one via web { on a -> e1 } end e1 }
      branch right { step two via web { on b -> e2 } end e2 }  on here.done -> done }"""
    two = "step here via web { on a -> done }"
    assert refused(one, two, moves="move one -> here move two -> here") == [
        "`one` and `two` all move to `here`, where a run can be once"
    ]


EACH = "each here for part in parts { step one via web { on a -> e1 } end e1  on here.done -> done }"


def test_only_an_each_without_items_is_a_place_of_its_own() -> None:
    context = "parts: list of text = []"
    assert refused(HERE, EACH, context=context) == [
        "`here` moves to `here`, and only one of them is an `each`"
    ]


def test_what_belongs_to_an_item_stays_in_its_each() -> None:
    two = """step here via web { on a -> done  on b -> again }
      each again for part in parts { step two via web { on a -> e2 } end e2  on again.done -> here }"""
    assert refused(EACH, two, moves="move one -> two", context=PARTS) == [
        "`two` stands in another `each` than `one`"
    ]


def test_what_does_not_fit_is_not_shown_where_it_is_private() -> None:
    step = "step here via web { ask words  on a -> done }"
    assert "secret" in refused(step, HERE, later="words: int?", words="secret")[0]
    hidden = "set words = customer.first_name"
    words = refused(
        f"step here via web {{ on a -> done  on b {{ {hidden} }} }}", HERE, "b", later="words: int?"
    )
    assert words == ["`words` must be a whole number"]
