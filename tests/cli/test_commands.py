"""What can be typed in a play."""

import pytest

from journeyc.cli.run.command import (
    Answer,
    Begin,
    Called,
    Command,
    Draw,
    Happen,
    Know,
    Operate,
    Pick,
    Plain,
    Switch,
    Wait,
    Worked,
    read_command,
)
from journeyc.cli.run.line import Given
from journeyc.cli.run.written import Refused

CHANNELS = {"web", "desk"}


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("", None),
        ("   # a comment", None),
        ("on left", Happen("left", (), None)),
        ("on left from web", Happen("left", (), "web")),
        ("on left() # and a comment", Happen("left", (), None)),
        (
            'on opened(case = { id = "a, b", n = [1, 2] }, why = late) from desk',
            Happen("opened", (Given("case", '{ id = "a, b", n = [1, 2] }'), Given("why", "late")), "desk"),
        ),
        (
            "answer a.b = 12 EUR, c = true from web",
            Answer((Given("a.b", "12 EUR"), Given("c", "true")), "", "web"),
        ),
        ("answer I come from Berlin", Answer((), "I come from Berlin", None)),
        ("answer { a = 1 }", Answer((), "{ a = 1 }", None)),
        ("wait 1 hour 30 minutes", Wait("1 hour 30 minutes")),
        ("channel desk", Switch("desk")),
        ('customer first_name = "Anna"', Know((Given("first_name", '"Anna"'),))),
        ("map", Draw("")),
        ("map build/a map.svg", Draw("build/a map.svg")),
        ("start", Begin("", ())),
        ("start other", Begin("other", ())),
        ('start (bill = "B1", n = 2)', Begin("", (Given("bill", '"B1"'), Given("n", "2")))),
        ("start other(n = 2)", Begin("other", (Given("n", "2"),))),
        ("call ping ok", Called("ping", "ok", "")),
        ("call billing.credit ok { a = 1 EUR }", Called("billing.credit", "ok", "{ a = 1 EUR }")),
        ("call billing.credit fails refused", Called("billing.credit", "fails", "refused")),
        ("call ping no answer", Called("ping", "no_answer", "")),
        ("task experts claim", Worked("experts", "claim")),
        ("task experts claim by emma", Worked("experts", "claim", "emma")),
        ('task experts claim by "Emma E."', Worked("experts", "claim", "Emma E.")),
        ("task experts release", Worked("experts", "release")),
        ("task experts on closed", Worked("experts", "answer", "", "closed")),
        ("task experts on d(a = 1)", Worked("experts", "answer", "", "d", (Given("a", "1"),))),
        ("task experts answer a.b = 1", Worked("experts", "answer", "", None, (Given("a.b", "1"),))),
        ("suspend", Operate("suspend", "")),
        ("cancel case/an-na 1/1", Operate("cancel", "case/an-na 1/1")),
        ("retry case/anna/1/i:1/0", Operate("retry", "case/anna/1/i:1/0")),
        ("where", Plain("where")),
        ("12", Pick(12)),
    ],
)
def test_a_line_is_a_command(line: str, command: Command | None) -> None:
    """Commas and signs in brackets belong to values; comments to nobody."""
    assert read_command(line, CHANNELS) == command


@pytest.mark.parametrize(
    ("line", "problem", "help_"),
    [
        ("anser 1", "there is no command `anser`", "did you mean `answer`?"),
        ("zzz", "there is no command `zzz`", "there are `on`, `answer`, `wait`"),
        ("on", "`on` needs the name of an event", "write `on EVENT(field = value)`"),
        ("on left right", "after `on left` stands `right`", "write `on left(field = value) from CHANNEL`"),
        ("on left from wbe", "there is no channel `wbe`", "did you mean `web`?"),
        ("on left from afar", "there is no channel `afar`", "there is `desk`, `web`"),
        ("on left(a)", "`a` is not `name = value`", "a text stands in quotes"),
        ("answer", "`answer` needs a value", "write `answer FIELD = value`"),
        ("answer a =", "`a =` is not `name = value`", "a text stands in quotes"),
        ("wait", "`wait` needs a time", "write `wait 3 days`"),
        ("channel", "`channel` needs the name of one channel", "write `channel NAME`"),
        ("customer", "`customer` needs a field", "write `customer FIELD = value`"),
        ("quit now", "`quit` stands alone", ""),
        ("start (a = 1", "after `start` stands `(a = 1`", "write `start (parameter = value)`"),
        ("call ping", "`call` needs a service and its answer", "write `call SERVICE ok VALUE`"),
        ("call ping fails", "`call` needs a service and its answer", "write `call SERVICE ok VALUE`"),
        ("task", "`task` needs a queue or bot and what is done", "write `task NAME claim by WHO`"),
        ("task x on d(", "`task` needs a queue or bot and what is done", "write `task NAME claim by WHO`"),
    ],
)
def test_what_is_no_command_says_what_is(line: str, problem: str, help_: str) -> None:
    """Every refusal tells what to write."""
    with pytest.raises(Refused) as caught:
        read_command(line, sorted(CHANNELS))
    assert caught.value.problem == problem
    assert caught.value.help.startswith(help_)
