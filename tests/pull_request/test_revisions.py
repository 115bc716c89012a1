"""Which revision a pull request is compared to, in each way that a repository may be checked out."""

import os
from pathlib import Path

import pytest

from journeyc.pull_request import child
from journeyc.pull_request.event import Event
from journeyc.pull_request.revisions import Revisions, Unknown
from tests.pull_request.conftest import Repository


class History:
    """A branch that begins at `start`, and a main branch that has gone on since."""

    def __init__(self, there: Repository) -> None:
        self.there = there
        self.start = there.commit(case="one")
        there.git("checkout", "--quiet", "-b", "change")
        self.head = there.commit(case="two")
        there.git("checkout", "--quiet", "main")
        self.base = there.commit(other="other")
        there.git("checkout", "--quiet", "-b", "merge")
        there.git("merge", "--quiet", "--no-ff", "--no-edit", "change")
        self.merge = there.git("rev-parse", "HEAD")
        self.event = Event("pull_request", 7, self.base, self.head)


@pytest.fixture
def history(repository: Repository) -> History:
    # As GitHub's does, it gives any revision to whoever names it.
    repository.git("config", "uploadpack.allowAnySHA1InWant", "true")
    return History(repository)


def not_asked(base: str, head: str) -> str:
    raise AssertionError((base, head))


def revisions(folder: Path) -> Revisions:
    environment = {"PATH": os.environ["PATH"], "GIT_CONFIG_GLOBAL": os.devnull}
    return Revisions(child.git(folder, environment), not_asked)


def cloned(history: History, folder: Path, revision: str, *depth: str) -> Repository:
    """What actions/checkout makes of it."""
    here = Repository(folder)
    here.git("remote", "add", "origin", f"file://{history.there.folder}")
    here.git("fetch", "--quiet", *depth, "origin", revision)
    here.git("checkout", "--quiet", "FETCH_HEAD")
    return here


@pytest.mark.parametrize("depth", [[], ["--depth=1"], ["--depth=2"]], ids=["whole", "one", "two"])
def test_what_would_come_of_merging_is_compared_to_what_it_is_merged_to(
    history: History, tmp_path: Path, depth: list[str]
) -> None:
    """Whatever the event says: main may have gone on since."""
    here = cloned(history, tmp_path / "clone", history.merge, *depth)
    event = history.event._replace(base=history.start)
    assert revisions(here.folder).base(event) == history.base
    assert here.git("cat-file", "-t", f"{history.base}:other.journey") == "blob"


def test_a_head_is_compared_to_where_it_began(history: History, tmp_path: Path) -> None:
    here = cloned(history, tmp_path / "clone", history.head)
    assert revisions(here.folder).base(history.event) == history.start


def test_where_a_head_began_is_asked_for_when_history_is_not_here(history: History, tmp_path: Path) -> None:
    here = cloned(history, tmp_path / "clone", history.head, "--depth=1")
    asked: list[tuple[str, str]] = []

    def common_of(base: str, head: str) -> str:
        asked.append((base, head))
        return history.start

    found = revisions(here.folder)._replace(common_of=common_of)
    assert found.base(history.event) == history.start
    assert asked == [(history.base, history.head)]
    assert here.git("cat-file", "-t", f"{history.start}:case.journey") == "blob"
    assert here.git("rev-list", "--count", history.start) == "1"


def test_what_is_no_revision_is_not_given_to_git(history: History, tmp_path: Path) -> None:
    """It would take it for an option."""
    here = cloned(history, tmp_path / "clone", history.head, "--depth=1")
    ran = tmp_path / "ran"
    found = revisions(here.folder)._replace(common_of=lambda *_: f"--upload-pack=touch {ran};")
    with pytest.raises(Unknown, match="is no revision"):
        found.base(history.event)
    assert not ran.exists()


def test_a_base_that_cannot_be_fetched_says_what_to_set(history: History, tmp_path: Path) -> None:
    here = cloned(history, tmp_path / "clone", history.merge, "--depth=1")
    here.git("remote", "remove", "origin")
    with pytest.raises(Unknown, match=r"cannot be fetched \(.*\): set `fetch-depth: 0` for actions/checkout"):
        revisions(here.folder).base(history.event)


def test_a_base_that_nobody_has_says_so(history: History) -> None:
    event = Event("push", base="9" * 40, head=history.merge)
    with pytest.raises(Unknown, match="the base 999999999999 is not here and cannot be fetched"):
        revisions(history.there.folder).base(event)


def test_a_target_that_is_checked_out_is_no_change(history: History, tmp_path: Path) -> None:
    here = cloned(history, tmp_path / "clone", history.base)
    with pytest.raises(Unknown, match="what is checked out is the base of the pull request, not its head"):
        revisions(here.folder).base(history.event)


def test_a_push_is_compared_to_what_was_there(history: History) -> None:
    event = Event("push", base=history.start, head=history.merge)
    assert revisions(history.there.folder).base(event) == history.start


def test_an_event_without_a_base_has_none(history: History) -> None:
    with pytest.raises(Unknown, match="names no revision"):
        revisions(history.there.folder).base(Event("push"))


def test_a_folder_without_git_says_so(tmp_path: Path) -> None:
    with pytest.raises(Unknown, match=r"git knows of no revision here: .*not a git repository"):
        revisions(tmp_path).base(Event("push", base="9" * 40))


def test_why_git_refuses_is_told_and_not_its_advice(history: History) -> None:
    """As in a container, where the checkout is another user's."""
    environment = {"PATH": os.environ["PATH"], "GIT_TEST_ASSUME_DIFFERENT_OWNER": "1"}
    found = Revisions(child.git(history.there.folder, environment), not_asked)
    with pytest.raises(Unknown, match="no revision here: detected dubious ownership in repository at"):
        found.base(history.event)


def test_two_without_anything_in_common_say_so(repository: Repository) -> None:
    base = repository.commit(case="one")
    repository.git("checkout", "--quiet", "--orphan", "change")
    head = repository.commit(case="two")
    with pytest.raises(Unknown, match="have nothing in common"):
        revisions(repository.folder).base(Event("pull_request", 7, base, head))
