"""Files and what they import: read once each, what is imported first; faults are said where they are."""

import pytest

from journeyc.compiler import Checked, check
from journeyc.reading import Unreadable
from journeyc.source import Source

PARTIES = "touchpoint website { channel web: show } customer { key id: id } event opened"
JOURNEY = "journey j { starts on opened -> s step s via web { on opened -> d } end d success }"


def project(**files: str) -> tuple[Checked, list[str]]:
    """What is known of `main` and its imports, and which files were read."""
    texts = {name.replace("__", "/") + ".journey": text for name, text in files.items()}
    asked: list[str] = []

    def read(path: str) -> str:
        asked.append(path)
        if path not in texts:
            raise Unreadable("there is no such file")
        return texts[path]

    return check(Source("main.journey", texts["main.journey"]), read), asked


def said(checked: Checked) -> list[tuple[str, str, str]]:
    """The file, the rule and the words of each finding."""
    return [(one.source.name, one.rule, one.message) for one in checked.diagnostics]


def test_a_file_is_read_once_however_often_it_is_imported() -> None:
    """Two ways to one file are one file."""
    checked, asked = project(
        main=f'import "a.journey" import "b.journey" {JOURNEY}',
        a='import "parties.journey"',
        b='import "./parties.journey" import "a.journey"',
        parties=PARTIES,
    )
    assert said(checked) == []
    assert sorted(asked) == ["a.journey", "b.journey", "parties.journey"]


def test_what_is_imported_comes_first() -> None:
    """So that names are declared before they are used; the file that was opened is last."""
    checked, _ = project(main='import "a.journey"', a='import "b.journey"', b="event e")
    assert [file.source.name for file in checked.project.files] == ["b.journey", "a.journey", "main.journey"]


def test_a_path_counts_from_the_file_that_has_it() -> None:
    """Folders are followed down and up."""
    checked, asked = project(
        main=f'import "shared/a.journey" {JOURNEY}', shared__a='import "../parties.journey"', parties=PARTIES
    )
    assert (said(checked), asked) == ([], ["shared/a.journey", "parties.journey"])


def test_a_missing_file_is_one_finding() -> None:
    """What it may declare is not missed as well; what it cannot declare is."""
    checked, _ = project(main=f'import "parties.journey" {JOURNEY}')
    assert said(checked) == [
        ("main.journey", "import-not-found", "`parties.journey` cannot be read: there is no such file")
    ]
    scenario = f'{JOURNEY} scenario "s" for j {{ expect fired weighed }}'
    checked, _ = project(main=f'import "parties.journey" {scenario}')
    assert [rule for _, rule, _ in said(checked)] == ["import-not-found"]
    checked, _ = project(main=f'import "parties.journey" {JOURNEY.replace("-> d }", "-> e }")}')
    assert [rule for _, rule, _ in said(checked)] == ["import-not-found", "undefined-name"]


ALL_KINDS = """
journey all "All" {
  calendar office
  starts on opened when loyal(customer) -> asked
  starts when customer enters late_payers -> asked
  step asked "Asked" via best channel_of(customer) by queue experts {
    on answer_given -> told { notify thanks   start call_back() }
    after 2 business days -> helped
  }
  step helped "Helped" via web by bot helper { on answer_given -> told   after 1 day -> paid_back }
  step paid_back "Paid back" { call bank.refund() timeout 1 minute { otherwise -> checked } }
  step checked "Checked" { run check_identity() { otherwise -> told } }
  end told "Told" success
}
scenario "All" for all {
  given customer = { id = "anna" }
  given customer.tier = gold
  stub bank.refund is silent
  stub check_identity ends verified
  expect at asked
}
"""


def test_nothing_that_a_missing_file_may_declare_is_missed() -> None:
    """Of whichever kind; without that file each of them is."""
    checked, _ = project(main=f'import "parties.journey" {ALL_KINDS}')
    assert [rule for _, rule, _ in said(checked)] == ["import-not-found"]
    checked, _ = project(main=ALL_KINDS)
    missed = {message.partition("`")[0] for _, rule, message in said(checked) if rule == "undefined-name"}
    kinds = ("bot", "calendar", "channel", "decision", "event", "function or decision", "journey",
             "notification", "queue", "segment", "service")  # fmt: skip
    assert missed == {f"there is no {kind} " for kind in kinds}


def test_who_is_no_customer_is_said_once() -> None:
    """Of the journey, and not of what a scenario gives."""
    text = 'event o journey j "J" { starts on o -> d end d "D" success } '
    checked, _ = project(
        main=text + 'scenario "s" for j { given customer = { id = "a" } on o expect ended d }'
    )
    assert [message for _, _, message in said(checked)] == ["`j` has no customer"]


@pytest.mark.parametrize(
    ("files", "circle"),
    [
        ({"main": 'import "main.journey"'}, "`main.journey` imports `main.journey`"),
        (
            {"main": 'import "a.journey"', "a": 'import "b.journey"', "b": 'import "a.journey"'},
            "`a.journey` imports `b.journey` imports `a.journey`",
        ),
    ],
)
def test_a_circle_is_said_where_it_closes(files: dict[str, str], circle: str) -> None:
    """Once, with the way round."""
    checked, _ = project(**files)
    ((_, rule, message),) = said(checked)
    assert (rule, message) == ("import-cycle", f"these files import each other: {circle}")


def test_a_fault_in_an_imported_file_is_said_there() -> None:
    """And the names that stood in the faulty line are not missed by those who import it."""
    parties = PARTIES.replace("event opened", "\nevnt opened")
    checked, _ = project(main=f'import "parties.journey" {JOURNEY}', parties=parties)
    assert said(checked) == [("parties.journey", "syntax-error", "`evnt` is not a word of the language here")]


def test_two_files_may_not_declare_one_name() -> None:
    """The second is said, and where the first is."""
    checked, _ = project(main=f'import "parties.journey" event opened {JOURNEY}', parties=PARTIES)
    (one,) = checked.diagnostics
    assert (one.source.name, one.message) == ("main.journey", "there are two events called `opened`")
    assert [(label.source.name, label.source.slice(label.span)) for label in one.labels] == [
        ("parties.journey", "opened")
    ]


def test_a_name_that_is_missing_in_many_places_is_one_finding() -> None:
    """At the first place, with the others and the edits for all of them."""
    text = JOURNEY.replace(
        "on opened -> d", "on opend when 1 < 2 -> d on opend when 2 < 3 -> d on opend -> d"
    )
    checked, _ = project(main=f'import "parties.journey" {text}', parties=PARTIES)
    (one,) = checked.diagnostics
    assert (one.message, one.help) == ("there is no event `opend`", "did you mean `opened`?")
    places = [one.span, *(label.span for label in one.labels)]
    assert [one.source.slice(place) for place in places] == ["opend"] * 3
    assert [edit.replacement for edit in one.edits] == ["opened"] * 3
    assert places == sorted(places)
