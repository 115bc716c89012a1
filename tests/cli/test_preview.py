"""`journeyc preview`: what a notification says, for whom, and what of it cannot be rendered."""

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from journeyc.expression.samples import LINK

Journeyc = Callable[..., CompletedProcess[str]]

SHARED = """\
touchpoint messaging "Messaging" { channel app_push: push  channel sms: push  channel email: push }
type Tier one of bronze, silver
type Line { what: text  price: money? }
customer {
  key id: id
  first_name: text = "there"
  last_name: text
  nickname: text?
  tier: Tier = bronze
  language: text = "en"
  timezone: text = "Europe/Berlin"
  agrees: bool = false
}
policy contact {
  quiet from 20:00 to 08:00 in customer.timezone
  at most 3 marketing per 7 days   at most 2 transactional per 1 day
  at most 1   per 1d
  consent sms, app_push needs customer.agrees
  consent marketing email needs customer.agrees
}
event opened
notification bill(lines: list of Line, total: money, due: instant, note: text? , tries: int = 2) "Your bill" {
  via app_push, sms, email
  expires 2 days
  subject "Your bill of {{ total }}"
  subject de "Ihre Rechnung über {{ total }}"
  text "Dear {{ customer.last_name }}, please pay {{ total }} by {{ due | time }}: {{ resume_link }}"
  text de "{{ customer.last_name }}, bitte zahlen Sie {{ total }} bis {{ due | time }}: {{ resume_link }}"
  text for sms "Pay {{ total }}, {{ tries }} tries"
  text de for sms "Bitte {{ total }} zahlen – danke"
  html for email "<p>{% for line in lines %}{{ line.what }};{% endfor %} {{ customer.last_name }}</p>"
}
notification forgotten "Nobody sends it" { via email  category transactional  text "Hello" }
notification offer "An offer" { via email  category marketing  text "Hello" }
"""
MAIN = """\
import "shared.journey"
journey paying "Paying" {
  languages en, de
  timezone customer.timezone
  starts on opened -> asked
  step asked "Asked" {
    enter { notify bill(lines = [], total = 20 EUR, due = now) }
    on opened -> done
    after 1 day -> done { notify offer }
  }
  end done "Done" success
}
"""
FOR: dict[str, Any] = {
    "customer": {"id": "anna", "last_name": "O'Neil & Co", "language": "de"},
    "arguments": {
        "lines": [{"what": "<b>line</b>"}, {"what": "call", "price": "2 EUR"}],
        "total": "1234.5 EUR",
        "due": "2026-11-30T11:00:00Z",
    },
    "at": "2026-11-23T12:00:00Z",
    "resume_link": "https://pay.example/x",
}


@pytest.fixture
def files(here: Path) -> Path:
    """A journey in a folder, what it shares with others, and for whom a bill is."""
    (here / "all").mkdir()
    (here / "all/shared.journey").write_text(SHARED, encoding="utf-8")
    (here / "all/main.journey").write_text(MAIN, encoding="utf-8")
    (here / "anna.json").write_text(json.dumps(FOR), encoding="utf-8")
    return here


def preview(journeyc: Journeyc, *arguments: str) -> dict[str, Any]:
    """A preview as an object, of which nothing was wrong."""
    done = journeyc("preview", *arguments, "--output-format", "json")
    assert (done.returncode, done.stderr) == (0, "")
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def texts(told: dict[str, Any], part: str = "text") -> dict[tuple[str, tuple[str, ...]], str]:
    """What is said in each language on which channels."""
    return {
        (one["language"], tuple(one["channels"])): one[part]["text"]
        for one in told["messages"]
        if part in one
    }


@pytest.mark.usefixtures("files")
def test_every_language_and_channel_says_what_the_customer_will_read(journeyc: Journeyc) -> None:
    """In the zone of the journey and as the language writes it; channels stand together that say the same."""
    told = preview(journeyc, "all", "bill", "--for", "anna.json")
    assert texts(told) == {
        ("en", ("app_push",)): ("Dear O'Neil & Co, please pay 1,234.50 EUR by 12:00: https://pay.example/x"),
        ("en", ("sms",)): "Pay 1,234.50 EUR, 2 tries",
        ("en", ("email",)): ("Dear O'Neil & Co, please pay 1,234.50 EUR by 12:00: https://pay.example/x"),
        ("de", ("app_push",)): (
            "O'Neil & Co, bitte zahlen Sie 1.234,50 EUR bis 12:00 Uhr: https://pay.example/x"
        ),
        ("de", ("sms",)): "Bitte 1.234,50 EUR zahlen – danke",
        ("de", ("email",)): (
            "O'Neil & Co, bitte zahlen Sie 1.234,50 EUR bis 12:00 Uhr: https://pay.example/x"
        ),
    }
    escaped = "<p>&lt;b&gt;line&lt;/b&gt;;call; O&#39;Neil &amp; Co</p>"
    assert texts(told, "html") == {("en", ("email",)): escaped, ("de", ("email",)): escaped}


@pytest.mark.usefixtures("files")
def test_what_is_told_beside_the_words(journeyc: Journeyc) -> None:
    """Which variant was taken, how long it is, until when it is worth sending, and what policies say."""
    told = preview(journeyc, "all", "bill", "--for", "anna.json", "--language", "de", "--channel", "sms")
    (message,) = told["messages"]
    line = 1 + SHARED.splitlines().index('  text de for sms "Bitte {{ total }} zahlen – danke"')
    assert message["text"]["line"] == line
    assert (message["text"]["for_language"], message["text"]["for_channels"]) == ("de", ["sms"])
    assert message["text"]["characters"] == 33
    # The dash is not in the alphabet of GSM.
    assert message["text"]["sms"] == {"alphabet": "UCS-2", "units": 33, "parts": 1}
    assert told["expires"] == {"text": "2 days", "at": "2026-11-25T12:00:00Z"}
    assert (told["category"], told["sent_by"], told["file"]) == ("service", ["paying"], "all/shared.journey")
    assert [(one["kind"], one["text"]) for one in told["policies"]] == [
        ("quiet", "quiet from 20:00 to 08:00 in customer.timezone"),
        ("cap", "at most 1 per 1 day"),
        ("consent", "consent sms, app_push needs customer.agrees"),
    ]
    assert told["findings"] == []


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("offer", ["quiet", "at most 3 marketing", "at most 1", "consent marketing email"]),
        ("forgotten", ["at most 2 transactional"]),
    ],
)
def test_policies_that_concern_a_category(journeyc: Journeyc, name: str, kinds: list[str]) -> None:
    """Caps of its own and those of all; what is transactional passes all but its own."""
    said = [one["text"] for one in preview(journeyc, "all", name)["policies"]]
    assert [text.startswith(kind) for text, kind in zip(said, kinds, strict=True)] == [True] * len(kinds)


@pytest.mark.usefixtures("files")
def test_for_people(journeyc: Journeyc) -> None:
    """The same in words."""
    done = journeyc("preview", "all", "bill", "--for", "anna.json", "--language", "en")
    assert (done.returncode, done.stderr) == (0, "")
    head, first, second, third = done.stdout.split("\n\n")
    assert head.splitlines() == [
        "bill  Your bill",
        "written    all/shared.journey:22:14",
        "sent by    paying",
        "category   service",
        "channels   app_push, sms, email",
        "expires    2 days: Wed 25 Nov 2026 13:00",
        "policy     quiet from 20:00 to 08:00 in customer.timezone  (contact, all/shared.journey:15)",
        "           at most 1 per 1 day  (contact, all/shared.journey:17)",
        "           consent sms, app_push needs customer.agrees  (contact, all/shared.journey:18)",
        "values     anna.json",
        "at         Mon 23 Nov 2026 13:00",
    ]
    assert first.splitlines()[0] == "en · app_push"
    assert second.splitlines() == [
        "en · sms",
        "  subject  (line 25, for all; 25 characters)",
        "    Your bill of 1,234.50 EUR",
        "  text  (line 29, for sms; 25 characters; 1 SMS in GSM-7)",
        "    Pay 1,234.50 EUR, 2 tries",
    ]
    assert third.splitlines()[-2:] == [
        "  html  (line 31, for email; 56 characters)",
        "    <p>&lt;b&gt;line&lt;/b&gt;;call; O&#39;Neil &amp; Co</p>",
    ]


@pytest.mark.usefixtures("files")
def test_without_a_file_values_are_made_up(journeyc: Journeyc) -> None:
    """Of the types, the same every time; what has a default keeps it."""
    told = preview(journeyc, "all", "bill", "--language", "en", "--channel", "app_push")
    assert texts(told) == {("en", ("app_push",)): (f"Dear Last name, please pay 12.50 EUR by 10:00: {LINK}")}
    assert told["values"]["file"] is None
    assert told["values"]["customer"]["first_name"] == "there"
    assert "made up" in journeyc("preview", "all", "bill").stdout


@pytest.mark.usefixtures("files")
def test_a_text_that_cannot_be_rendered_is_a_finding(journeyc: Journeyc) -> None:
    """With its place and the cure; the others are shown all the same."""
    Path("anna.json").write_text(json.dumps({**FOR, "customer": {}}))
    done = journeyc("preview", "all", "bill", "--for", "anna.json", "--language", "en")
    assert done.returncode == 1
    assert "Pay 1,234.50 EUR, 2 tries" in done.stdout
    assert done.stdout.count("cannot be rendered") == 3
    said = done.stderr.splitlines()
    assert said[0] == (
        "all/shared.journey:27:8: failed: text: the text cannot be rendered: a value that it shows is "
        "missing: `customer.last_name`"
    )
    assert [line for line in said if line.startswith("help: ")] == [
        "help: give it a value, or have the text do without: `{% if … is set %}` or `| default('…')`"
    ] * 2
    assert sum("failed:" in line for line in said) == 2


@pytest.mark.usefixtures("files")
def test_a_text_that_grows_too_long_is_a_finding(journeyc: Journeyc) -> None:
    """It does not fill the memory, and not the screen."""
    arguments = {**FOR["arguments"], "lines": [{"what": "x" * 60_000}] * 3}
    Path("anna.json").write_text(json.dumps({**FOR, "arguments": arguments}))
    done = journeyc("preview", "all", "bill", "--for", "anna.json", "--language", "en")
    assert done.returncode == 1
    assert "all/shared.journey:31:18: failed: html: the text grew beyond 100,000 characters" in done.stderr
    assert len(done.stdout) < 2000


@pytest.mark.usefixtures("files")
def test_files_for_each_language_and_channel(journeyc: Journeyc) -> None:
    """Text with its subject, and html; what cannot be rendered has none."""
    done = journeyc("preview", "all", "bill", "--for", "anna.json", "-o", "out")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert sorted(path.name for path in Path("out").iterdir()) == sorted(
        [
            *(f"bill.{code}.{name}.txt" for code in ("en", "de") for name in ("app_push", "sms", "email")),
            "bill.en.email.html",
            "bill.de.email.html",
        ]
    )
    assert Path("out/bill.de.sms.txt").read_text(encoding="utf-8") == (
        "Subject: Ihre Rechnung über 1.234,50 EUR\n\nBitte 1.234,50 EUR zahlen – danke\n"
    )
    Path("anna.json").write_text(json.dumps({**FOR, "customer": {}}))
    assert journeyc("preview", "all", "bill", "--for", "anna.json", "-o", "two").returncode == 1
    assert sorted(path.name for path in Path("two").iterdir()) == ["bill.de.sms.txt", "bill.en.sms.txt"]


@pytest.mark.usefixtures("files")
def test_a_file_that_does_not_fit_says_all_that_is_wrong(journeyc: Journeyc) -> None:
    """At once, with what was probably meant."""
    given = {
        "customer": {"tier": "silvr", "frist_name": "Anna"},
        "arguments": {"total": "20", "lines": [{"price": 3}]},
        "att": "now",
    }
    Path("anna.json").write_text(json.dumps(given))
    done = journeyc("preview", "all", "bill", "--for", "anna.json")
    assert (done.returncode, done.stdout) == (2, "")
    for said in (
        "`anna.json` does not fit `bill`",
        "`att` is not declared",
        "`customer.frist_name` is not declared; did you mean `first_name`?",
        "`customer.tier` must be one of bronze, silver, not `silvr`; did you mean `silver`?",
        "`arguments.lines[0].what` is missing",
        "`arguments.lines[0].price`",
        "`arguments.total`",
        "`arguments.due` is missing",
        "help: it holds `{",
    ):
        assert said in done.stderr


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "`anna.json` is not JSON"),
        ("{", "`anna.json` is not JSON"),
        ("[" * 100_000, "`anna.json` is not JSON"),
        ("[]", "must have named fields, not a list"),
        ('{"arguments": 3}', "`arguments` must have named fields"),
        ('{"arguments": {"total": NaN}}', "`arguments.total`"),
        (
            f'{{"arguments": {{"tries": {"9" * 5_000}}}}}',
            "`anna.json` is not JSON: a number in it is too",
        ),
        ("{}", "`arguments.total` is missing"),
    ],
)
def test_what_is_no_such_file(journeyc: Journeyc, text: str, said: str) -> None:
    """One message, and nothing shown."""
    Path("anna.json").write_text(text)
    done = journeyc("preview", "all", "bill", "--for", "anna.json")
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.usefixtures("files")
def test_the_last_instant_there_is(journeyc: Journeyc) -> None:
    """In Berlin it is the year 10000 by then; systems write it for what never ends."""
    end = "9999-12-31T23:59:59Z"
    given = {"customer": {"last_name": "Lee"}, "arguments": {"total": "20 EUR", "lines": [], "due": end}}
    Path("anna.json").write_text(json.dumps(given))
    done = journeyc("preview", "all", "bill", "--for", "anna.json", "--language", "en")
    assert "please pay 20.00 EUR by 23:59: " in done.stdout
    Path("anna.json").write_text(json.dumps({**given, "at": end}))
    done = journeyc("preview", "all", "bill", "--for", "anna.json", "--language", "en")
    assert "at         Fri 31 Dec 9999 23:59" in done.stdout


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["all", "xyz"], "no notification `xyz` in `all`\nhelp: there is `bill`, `forgotten`, `offer`"),
        (["all", "forgoten"], "no notification `forgoten` in `all`\nhelp: did you mean `forgotten`?"),
        (["all", "bill", "--language", "fr"], "not written in `fr`\nhelp: `--language` can be en, de"),
        (["all", "bill", "--channel", "emial"], "does not go over `emial`\nhelp: did you mean `email`?"),
        (
            ["all", "bill", "--journey", "payin"],
            "no journey `payin` sends `bill`\nhelp: did you mean `paying`",
        ),
        (["all", "bill", "--for", "ben.json"], "`ben.json` cannot be read"),
    ],
)
def test_what_is_not_there_is_two(journeyc: Journeyc, arguments: list[str], said: str) -> None:
    """With what was probably meant, or what there is."""
    done = journeyc("preview", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr


@pytest.mark.usefixtures("files")
def test_a_notification_that_nobody_sends_is_shown(journeyc: Journeyc) -> None:
    """In the languages it is written in; from standard input, too, and without paths in this folder."""
    assert texts(preview(journeyc, "all/shared.journey", "forgotten")) == {("en", ("email",)): "Hello"}
    assert "sent by    nobody" in journeyc("preview", "-", "forgotten", stdin=SHARED).stdout
    assert journeyc("preview", "forgotten").returncode == 0


@pytest.mark.usefixtures("files")
def test_the_language_is_that_of_its_readers(journeyc: Journeyc) -> None:
    """A text that looks at the customer's language sees the one it is shown in."""
    asked = SHARED.replace('"Hello"', "\"{% if customer.language == 'de' %}Hallo{% else %}Hello{% endif %}\"")
    Path("all/shared.journey").write_text(asked, encoding="utf-8")
    assert list(texts(preview(journeyc, "all", "offer")).values()) == ["Hello", "Hallo"]


@pytest.mark.usefixtures("files")
def test_two_of_one_name_are_told_apart_by_their_files(journeyc: Journeyc) -> None:
    """Nobody guesses which one is meant."""
    Path("all/other.journey").write_text(SHARED, encoding="utf-8")
    done = journeyc("preview", "all", "offer")
    assert done.returncode == 2
    assert "declared in `all/other.journey` and `all/shared.journey`" in done.stderr
    assert journeyc("preview", "all/other.journey", "offer").returncode == 0


@pytest.mark.usefixtures("files")
def test_errors_of_its_file_are_findings(journeyc: Journeyc) -> None:
    """Those of files that do not know the notification are no matter."""
    Path("all/draft.journey").write_text("journey {", encoding="utf-8")
    assert journeyc("preview", "all", "bill").returncode == 0
    Path("all/main.journey").write_text(MAIN.replace("-> asked", "-> askd"), encoding="utf-8")
    done = journeyc("preview", "all", "bill")
    assert (done.returncode, done.stdout) == (1, "")
    assert "error[undefined-name]" in done.stderr


@pytest.mark.usefixtures("here")
def test_only_what_is_written_is_shown(journeyc: Journeyc) -> None:
    """Without a journey English is asked for, and nothing is made up where a text is in German alone."""
    german = SHARED + 'notification hallo "Hallo" { via email  text de "Hallo" }\n'
    done = journeyc("preview", "-", "hallo", stdin=german)
    assert done.returncode == 0
    assert "en ·" not in done.stdout
    assert "de · email" in done.stdout


@pytest.mark.usefixtures("files")
def test_what_a_rule_of_the_customer_sends(journeyc: Journeyc) -> None:
    """It belongs to no journey, and somebody sends it all the same."""
    rule = 'import "shared.journey"\nrule friendly "Friendly" { on opened { notify forgotten } }\n'
    Path("all/rules.journey").write_text(rule, encoding="utf-8")
    told = preview(journeyc, "all", "forgotten")
    assert (told["sent_by"], told["sent_by_rules"], told["journey"]) == ([], True, None)
    assert "sent by    a rule of the customer" in journeyc("preview", "all", "forgotten").stdout


@pytest.mark.usefixtures("files")
def test_a_file_that_is_no_text_matters_where_nothing_is_found(journeyc: Journeyc) -> None:
    """It may hold what is looked for; where that is found elsewhere, it does not."""
    Path("all/empty.journey").write_text("", encoding="utf-8")
    assert journeyc("preview", "all", "bill").returncode == 0
    done = journeyc("preview", "all", "bil")
    assert (done.returncode, done.stderr) == (2, "journeyc: `all/empty.journey` is empty\n")


@pytest.mark.usefixtures("here")
def test_a_notification_alone_is_not_enough(journeyc: Journeyc) -> None:
    """Whom it is for is not declared: that is a finding."""
    done = journeyc("preview", "-", "hello", stdin='notification hello "Hello" { via sms  text "Hello" }')
    assert (done.returncode, done.stdout) == (1, "")
    assert "error[" in done.stderr
