"""What is private is told of nowhere, nor is what a journey copied of it."""

import pytest

from tests.semantics.play import Play, journey, plans

HEADER = 'context { n: text = ""  m: text?  flag: bool = false  ids: list of text = []  tier: Tier? }'


def private(body: str, header: str = HEADER) -> set[tuple[str, str]]:
    (plan,) = plans(journey(f"step here via web {{ {body} on a -> done }}", header=header))
    return set(plan.private) - {("customer", "first_name")}


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("on b { set n = customer.first_name }", {"n"}),
        ('on b { set n = "Dear " + upper(customer.first_name) }', {"n"}),
        ("on b { set m = n } on c { set n = customer.first_name }", {"n", "m"}),
        ("on b { set ids = [customer.first_name] }", {"ids"}),
        ("enter { set n = m else customer.first_name }", {"n"}),
        # what only tells something of it
        ('on b { set flag = customer.first_name == "Anna" }', set()),
        ("on b { set flag = length(customer.first_name) > 3 }", set()),
        ('on b { set tier = customer.tier } on c when customer.first_name != "" { set n = "x" }', set()),
    ],
)
def test_fields_that_hold_what_is_private_are_private(body: str, found: set[str]) -> None:
    assert private(body) == {("context", name) for name in found}


def test_defaults_parameters_events_and_items_too() -> None:
    assert private("", "context { n: text = customer.first_name }") == {("context", "n")}
    raised = "on b { raise sent_out(words = customer.first_name) } on sent_out { set n = event.words }"
    assert private(raised) == {("event", "words"), ("context", "n")}
    text = journey(
        """each here for one in [customer.first_name] {
             step inside via web { on b { set n = one } on a -> e1 } end e1 on here.done -> done }""",
        header=HEADER,
    )
    (plan,) = plans(text)
    assert {("local", "one"), ("context", "n")} <= plan.private


TOLD = journey(
    """step here via web { on b { set n = customer.first_name  set other = "shown" }
         on a when n == "Bert" -> done  on a when 1 / length(n) > 2 -> done
         on c when 1 / (length(n) - 4) > 2 -> done }""",
    header='context { n: text = "x"  other: text = "" }',
)


def test_reports_and_incidents_mask_copies_as_they_mask_the_original() -> None:
    play = Play(TOLD, first_name="Anna")
    play.may_fail = True
    play.send("opened")
    play.send("b")
    assert play.context == {"n": "Anna", "other": "shown"}
    assert play.last["set"] == {"n": "•••", "other": "shown"}
    play.send("a")
    assert [item.get("values") for item in play.last["considered"]] == [{"context.n": "•••"}] * 2
    play.send("c")
    assert play.incidents[0]["values"] == {"context.n": "•••"}


ASKING = """
decision called(c: Customer, words: text) gives text first {
  when c.bills > 3 => "you"
  otherwise        => words
}
decision named(c: Customer, known: bool) gives text first {
  when known => called(c, "Dear " + c.first_name)
  otherwise  => called(c, "Dear customer")
}
decision tier_of(c: Customer) gives Tier first { when c.first_name == "Anna" => gold  otherwise => c.tier }
decision parts(c: Customer) gives list of text collect { when c.bills > 3 => c.first_name }
decision counted(c: Customer) gives int collect count { when c.bills > 3 => c.first_name }
decision known(c: Customer) gives bool first { otherwise => c.first_name != "there" }
"""


@pytest.mark.parametrize(
    ("effect", "found"),
    [
        ("set n = called(customer, customer.first_name)", {"n"}),
        ('set n = called(customer, "you")', set()),
        ("set n = named(customer, true)", {"n"}),
        ("set ids = parts(customer)", {"ids"}),
        # what only tells something of it
        ("set tier = tier_of(customer)", set()),
        ("set count = counted(customer)", set()),
        ("set count = length(customer.first_name)", set()),
        ("set flag = known(customer)", set()),
    ],
)
def test_what_a_decision_gives_of_it_is_private(effect: str, found: set[str]) -> None:
    header = HEADER.replace("}", " count: int = 0 }")
    text = ASKING + journey(f"step here via web {{ on b {{ {effect} }} on a -> done }}", header=header)
    (plan,) = plans(text)
    assert set(plan.private) - {("customer", "first_name")} == {("context", name) for name in found}
