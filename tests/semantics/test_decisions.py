"""Decisions where a journey asks them: records and lists that they take and give, and the rows they took."""

from typing import Any

from tests.semantics.play import Play, journey

DECISIONS = """
type Off { share: percent   why: text }
type Plan { name: text   price: money   extras: list of text   off: Off? }
type Line { plan: Plan?   tags: list of text   size: int }
type Risk one of high, middle, low

decision plan_for(size: int, tags: list of text) gives Plan first {
  when "vip" in tags    => {
    name = "Gold", price = 0 EUR, extras = tags, off = { share = 100%, why = "vip" }
  }
  when length(tags) > 2 => { name = "Much", price = 9 EUR, extras = ["phone", "tv"] }
  otherwise             => { name = "Small", price = 5 EUR * size, extras = [] }
}
decision the_line(size: int, tags: list of text) gives Line unique {
  when size < 3  => { size = size, tags = tags }
  when size >= 3 => { plan = plan_for(size, tags), size = size, tags = tags }
}
decision price_of(line: Line, more: money) gives money collect sum {
  when line.plan is set                                => line.plan.price
  when line.plan is set and line.plan.off is set       => 1 EUR
  when line.size > 3                                   => more
  otherwise                                            => 2 EUR
}
decision dearest(line: Line) gives money collect max {
  when line.plan is set => line.plan.price
  when line.size > 0    => 3 EUR
  otherwise             => 0 EUR
}
decision agreed(line: Line) gives list of text any {
  when line.size > 3         => line.tags
  when length(line.tags) > 0 => line.tags
  otherwise                  => ["none"]
}
decision risk_of(line: Line) gives Risk priority {
  when line.size > 1                   => low
  when "late" in line.tags             => high
  when line.plan is missing            => middle
  otherwise                            => low
}
decision plans(line: Line) gives list of Plan collect {
  when line.plan is set => line.plan
  when line.size > 4    => plan_for(1, [])
}
decision waits(line: Line) gives duration first { when line.size > 3 => 1 hour  otherwise => 2 days }
decision reach(line: Line) gives channel first { when "talk" in line.tags => voice  otherwise => web }
decision hints(line: Line) gives int collect count { when line.size > 1 => 1  when "late" in line.tags => 1 }
decision word_of(line: Line) gives text first {
  when line.plan is set => line.plan.name
  otherwise             => "no plan"
}
decision number_of(line: Line) gives id unique { when line.size > 3 => "B5"  when line.size <= 3 => "B0" }
decision often(c: Customer) gives bool first { when c.bills > 2 => true  otherwise => false }
"""
HEADER = """context { line: Line = { size = 0, tags = [] }  found: list of Plan = []  cost: money = 0 EUR
  most: money = 0 EUR  names: list of text = []  late: int = 0 }
  rule at_risk { on c when risk_of(line) == high and length(agreed(line)) > 0 {
    set late = late + hints(line)
  } }"""
TRIP = (
    DECISIONS
    + """
segment often_billed when often(customer)
journey other(line: Line, words: text) "Other" {
  starts -> inside
  step inside "Inside" via web { on b when price_of(line, 4 EUR) > 4 EUR -> dear  on b -> cheap }
  end dear "Dear" success
  end cheap "Cheap" failure
}
"""
    + journey(
        """
    step here "Here" via best reach(line) {
      after waits(line) when hints(line) > 0 -> gone
      on a when hints(line) > 1 -> pick {
        set found = plans(line)  set cost = price_of(line, 4 EUR)  set most = dearest(line)
        set names = agreed(line)  notify hello(words = word_of(line))  emit sent_out(words = word_of(line))
      }
      on a { note "few" }
      on often_billed.entered { note "often" }
      on b { set line = the_line(5, ["talk", "late", "new"]) }
      on d { set line = the_line(5, ["vip"]) }
    }
    choice pick "Pick" { when "late" in agreed(line) and risk_of(line) == high -> work  otherwise -> done }
    step work "Work" {
      call bank.pay(bill = number_of(line), tries = hints(line)) { ok -> apart  otherwise -> gone }
    }
    step apart "Apart" {
      run other(line = the_line(line.size, line.tags), words = word_of(line)) { ends dear -> done
        ends cheap -> gone }
    }
    """,
        header=HEADER,
    )
)


def decided(told: Any) -> dict[str, list[tuple[str, str]]]:
    """The rows that are told of decisions."""
    return {
        one["decision"]: [(row["condition"], row["value"]) for row in one["rows"]] for one in told["decided"]
    }


PLAN = {"name": "Much", "price": "9.00 EUR", "extras": ["phone", "tv"]}
LINE = {"plan": PLAN, "size": 5, "tags": ["talk", "late", "new"]}


def test_records_and_lists_go_in_and_out_wherever_a_value_stands() -> None:
    """In conditions, `set`, `via best`, what is sent, called and begun, and in how long is waited."""
    play = Play(TRIP)
    play.send("opened")
    assert play.due == {"here/after/0": "2026-11-25T09:00:00Z"}
    play.send("a")
    assert play.words == ["few"]
    play.send("b")
    assert play.context["line"] == LINE
    play.send("c")
    assert play.context["late"] == 2
    play.send("a")
    assert play.context["found"] == [PLAN, {"name": "Small", "price": "5.00 EUR", "extras": []}]
    assert (play.context["cost"], play.context["most"]) == ("13.00 EUR", "9.00 EUR")
    assert play.context["names"] == ["talk", "late", "new"]
    sent = [
        effect.get("arguments", effect.get("payload")) for effect in play.effects if effect["kind"] != "note"
    ]
    assert sent == [{"words": "Much"}, {"words": "Much"}, {"bill": "B5", "tries": 2}]
    play.result(play.effects[-1]["id"], "ok", "P1")
    assert play.run_of("other")["parameters"] == {"line": LINE, "words": "Much"}
    play.send("b")
    assert play.end_of(play.run_of("other")) == "dear"
    assert play.end == "done"


def test_segments_ask_decisions() -> None:
    play = Play(TRIP, bills=2)
    play.send("opened")
    play.know(bills=3)
    assert play.words == ["often"]


def test_a_handler_that_is_passed_over_tells_of_the_rows() -> None:
    """That its condition asked; what else was decided is told of the run."""
    play = Play(TRIP)
    play.send("opened")
    assert decided(play.last) == {
        "reach": [("otherwise", "web")],
        "waits": [("otherwise", "2 days")],
    }
    play.send("a")
    (passed,) = play.last["considered"]
    assert decided(passed) == {"hints": []}
    assert "decided" not in play.last


def test_what_is_taken_tells_of_the_rows() -> None:
    """Each answer once, with the rows of decisions that decisions ask."""
    play = Play(TRIP)
    play.send("opened")
    play.send("b")
    assert decided(play.last) == {
        "plan_for": [("length(tags) > 2", '{ name = "Much", price = 9 EUR, extras = ["phone", "tv"] }')],
        "the_line": [("size >= 3", "{ plan = plan_for(size, tags), size = size, tags = tags }")],
    }
    play.send("a")
    told = decided(play.last)
    assert told["risk_of"] == [('"late" in line.tags', "high")]
    assert [value for _, value in told["price_of"]] == ["line.plan.price", "more"]
    assert told["agreed"] == [("line.size > 3", "line.tags"), ("length(line.tags) > 0", "line.tags")]
    asked = [one["decision"] for one in play.last["decided"]]
    assert len(asked) == len(set(asked))


def test_a_rule_tells_of_the_rows_that_its_condition_asked() -> None:
    """What it does is told of the run."""
    play = Play(TRIP)
    play.send("opened")
    play.send("c")
    (rule,) = play.last["rules"]
    assert rule["result"] == "guard"
    assert decided(rule) == {"risk_of": [("line.plan is missing", "middle")]}
    play.send("b")
    play.send("c")
    (rule,) = play.last["rules"]
    assert decided(rule)["risk_of"] == [('"late" in line.tags', "high")]
    assert decided(play.last) == {"hints": [("line.size > 1", "1"), ('"late" in line.tags', "1")]}


def test_rows_are_told_as_written_so_nothing_private_is() -> None:
    """Not even where a row is decided by what is private, and gives it."""
    text = """
    decision called(c: Customer) gives text first {
      when c.first_name == "Anna" => c.first_name + "!"
      otherwise                   => "you"
    }""" + journey('step here via web { on a when called(customer) == "x" -> done }')
    play = Play(text, first_name="Anna")
    play.send("opened")
    play.send("a")
    (passed,) = play.last["considered"]
    assert decided(passed) == {"called": [('c.first_name == "Anna"', 'c.first_name + "!"')]}
    assert passed["values"] == {"customer": "•••"}
