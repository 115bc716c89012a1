"""Rule 8: effects carry ids that the same input always gives."""

from tests.semantics.play import Play, journey, same

TEXT = (
    journey(
        """step here via web {
         enter { notify hello(words = "in")  emit sent_out(words = "out")  note "{{ customer.first_name }}" }
         on a { notify nudge }
         on b -> there { start inner() }
       }
       step there via web by queue experts { call bank.pay(bill = "B1", tries = 1) { otherwise -> done } }"""
    )
    + """journey inner "Inner" { starts -> look step look { enter { note "inner" } after 1 day -> over }
       end over success }"""
)


def played() -> Play:
    play = Play(TEXT)
    for name in ("opened", "a", "a", "b"):
        play.send(name)
    return play


def test_ids_are_the_run_its_number_and_the_order_of_the_effect() -> None:
    play = played()
    assert [effect["id"] for effect in play.effects] == [
        "trip/anna/1/1/0", "trip/anna/1/1/1", "trip/anna/1/1/2", "trip/anna/1/2/0", "trip/anna/1/3/0",
        "inner/anna/1/1/0", "trip/anna/1/4/1", "trip/anna/1/4/2",
    ]  # fmt: skip
    assert [effect["kind"] for effect in play.effects] == [
        "notify", "emit", "note", "notify", "notify", "note", "task", "call",
    ]  # fmt: skip


def test_effects_say_what_when_and_where() -> None:
    play = played()
    assert play.effects[0] == {
        "id": "trip/anna/1/1/0", "run": "trip/anna/1", "customer": "anna", "at": "2026-11-23T09:00:00Z",
        "place": "here", "kind": "notify", "notification": "hello", "arguments": {"words": "in"},
        "channel": "sms",
    }  # fmt: skip
    assert play.effects[1]["kind"] == "emit"
    assert play.words == ["there", "inner"]


def test_the_same_inputs_give_the_same_byte_for_byte() -> None:
    assert same(played(), played())
