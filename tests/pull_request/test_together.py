"""With the commands as they are: a change of meaning, of words and of layout, as its reviewers see it."""

import re

import pytest

from journeyc.cli import main as journeyc
from tests.pull_request.conftest import JOURNEY, Repository, Runner
from tests.pull_request.github import GitHub

CHANGED = JOURNEY.replace("3 days", "2 days").replace(
    "Tell us.", "@octo-org/all <b>Tell</b> https://example.com"
)


@pytest.fixture
def told(repository: Repository, runner: Runner, github: GitHub, monkeypatch: pytest.MonkeyPatch) -> str:
    """The comment on a pull request whose picture is that of before."""
    monkeypatch.chdir(repository.folder)
    repository.write("journeys/case.journey", JOURNEY)
    assert journeyc(["diagram", "journeys/case.journey", "-o", "journeys/case.mmd"]) == 0
    base = repository.committed()
    repository.git("checkout", "--quiet", "-b", "change")
    repository.write("journeys/case.journey", CHANGED)
    repository.write("journeys/new.journey", JOURNEY.replace("case", "other"))
    head = repository.committed()
    repository.git("checkout", "--quiet", "-B", "merge", "main")
    repository.git("merge", "--quiet", "--no-ff", "--no-edit", "change")
    runner.event("pull_request", base, head)
    github.head = head
    assert runner.run(paths="journeys", pictures="true", fail_on_breaking="false").returncode == 1
    return str(github.comments[0]["body"])


def test_reviewers_see_what_a_change_means(told: str) -> None:
    assert "| lint | passed |" in told
    assert "| pictures | **failed** |" in told
    assert "journeys/case.mmd is stale" in told
    counted = r"`1 changed journey, 1 new journey: .*1 breaking change`"
    assert re.search(rf"\| difference \| \*\*breaking\*\* \| {counted} \|", told)
    assert "`after 3 days` → `after 2 days`" in told
    assert told.count("```mermaid\n") == 2
    # Old and new stand in one map, with what has changed marked.
    assert ":::changed" in told
    assert "### `other`" in told


def test_no_word_of_an_author_stands_outside_code(told: str) -> None:
    outside = re.sub(r"(?s)(`{3,})\w*\n.*?\n\s*\1", "", told)
    outside = re.sub(r"(`+)[^`].*?\1", "", outside)
    assert "octo-org" in told
    assert not re.findall(r"octo-org|<b>|https?:", outside)


def test_beside_a_file_with_errors_the_others_are_compared(
    repository: Repository, runner: Runner, github: GitHub
) -> None:
    """Nothing that stands in that file is gone for it."""
    base = repository.commit(case=JOURNEY, other=JOURNEY.replace("case", "other"))
    repository.git("checkout", "--quiet", "-b", "change")
    head = repository.commit(
        case=CHANGED, other=JOURNEY.replace("case", "other").replace("-> done", "-> doen")
    )
    runner.event("pull_request", base, head)
    github.head = head
    assert runner.run(fail_on_breaking="true").returncode == 2
    (comment,) = github.comments
    assert "| difference | **not done** | `` `other.journey` has errors; 1 changed " in comment["body"]
    assert "Not compared, as there are errors: `other.journey`." in comment["body"]
    assert "Not compared, as they may be there: `other`." in comment["body"]
    assert "`after 3 days` → `after 2 days`" in comment["body"]
    assert "journey-removed" not in comment["body"]
    assert runner.outputs["breaking"] == "true"


def test_who_mends_one_of_several_sees_what_becomes_of_the_others(
    repository: Repository, runner: Runner, github: GitHub
) -> None:
    other = JOURNEY.replace("case", "other")
    base = repository.commit(case=JOURNEY, other=other.replace("-> done", "-> doen"))
    repository.git("checkout", "--quiet", "-b", "change")
    head = repository.commit(case=JOURNEY.replace("Tell us.", "Tell us all."), other=other)
    runner.event("pull_request", base, head)
    github.head = head
    assert runner.run(fail_on_breaking="true").returncode == 0
    (comment,) = github.comments
    assert (
        f"| difference | **not done** | `` `{base}:other.journey` has errors; 1 changed journey: "
        in comment["body"]
    )
    assert "`Tell us all.`" in comment["body"]
    assert "### `other`" not in comment["body"]


def test_a_base_with_errors_is_named(repository: Repository, runner: Runner, github: GitHub) -> None:
    base = repository.commit(case=JOURNEY.replace("-> done", "-> doen"))
    repository.git("checkout", "--quiet", "-b", "change")
    head = repository.commit(case=JOURNEY)
    runner.event("pull_request", base, head)
    github.head = head
    assert runner.run(pictures="true", fail_on_breaking="true").returncode == 0
    (comment,) = github.comments
    assert f"| difference | **not done** | `` `{base}:case.journey` has errors `` |" in comment["body"]
    assert "| pictures | nothing to do |" in comment["body"]
