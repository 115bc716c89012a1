"""The comment of a pull request: one, found again, for the newest head, whatever happens meanwhile."""

import re
import time

import pytest

from journeyc.cli.ending import Failure
from journeyc.pull_request.api import Api, Patience
from journeyc.pull_request.comment import Comment, Said
from journeyc.pull_request.event import Event
from journeyc.pull_request.telling import Unsaid, tell_pull_request
from tests.pull_request.github import BOT, NUMBER, REPOSITORY, TOKEN, GitHub, no
from tests.runtime.services.server import Answer, Handler, System, says

HEAD, NEWER = "e" * 40, "f" * 40
PERSON = {"login": "octo-designer", "id": 583231, "type": "User"}
MARK = Comment(NUMBER, HEAD, ".").mark
OLDER = Comment(NUMBER, "a" * 40, ".").mark


class Teller:
    """Tells a pull request something; `waited` has the seconds that were waited for."""

    def __init__(
        self, github: GitHub, head: str = HEAD, name: str = ".", token: str = TOKEN, timeout: float = 60.0
    ) -> None:
        self.waited: list[float] = []
        self._api = Api(github.url, REPOSITORY, token, timeout)
        self._head = head
        self._name = name

    def __call__(self, text: str = "All is well.", *, fork: bool = False) -> Said:
        happened = Event("pull_request", NUMBER, "b" * 40, self._head, fork)
        return tell_pull_request(self._api, Patience(self.waited.append), happened, self._name, text)


@pytest.fixture
def tell(github: GitHub) -> Teller:
    return Teller(github)


def bodies(github: GitHub) -> list[str]:
    return [one["body"] for one in github.comments]


def test_the_first_run_begins_it(github: GitHub, tell: Teller) -> None:
    said = tell()
    assert (said.done, said.url) == ("written", github.comments[0]["html_url"])
    assert bodies(github) == [f"{MARK}\nAll is well."]


def test_the_next_run_brings_it_up_to_date(github: GitHub, tell: Teller) -> None:
    tell("It was so.")
    github.head = NEWER
    assert Teller(github, NEWER)("It is so.").done == "brought up to date"
    assert bodies(github) == [f"{MARK.replace(HEAD, NEWER)}\nIt is so."]


@pytest.mark.parametrize("status", [200, 422])
def test_an_answer_too_deep_to_be_read_is_none(github: GitHub, tell: Teller, status: int) -> None:
    github.troubles.append(("GET .*/pulls", says(b"[" * 100_000, status)))
    if status == 200:
        assert tell().done == "written"
    else:
        with pytest.raises(Unsaid, match="GitHub says 422"):
            tell()


def test_it_is_found_on_whichever_page(github: GitHub, tell: Teller) -> None:
    for number in range(230):
        github.commented(f"Comment {number}", PERSON)
    own = github.commented(f"{OLDER}\nIt was so.")
    for number in range(80):
        github.commented(f"Comment {number}", PERSON)
    assert tell().url == own["html_url"]
    assert len(github.comments) == 311
    pages = [line for line in github.requests() if line.startswith("GET issues")]
    assert [line.partition("&page=")[2] for line in pages] == ["1", "2", "3", "4"]


@pytest.mark.parametrize(
    ("body", "user"),
    [
        (f"{OLDER}\nI am the robot", PERSON),
        (f"Somebody said {OLDER}", BOT),
        (f"> {OLDER}", BOT),
        (Comment(NUMBER, HEAD, "payments").mark, BOT),
        (OLDER.replace("-->", ""), BOT),
        (None, BOT),
        (f"{OLDER}\nA ghost's", None),
    ],
    ids=["a person's", "later", "quoted", "another use", "open", "empty", "of a deleted account"],
)
def test_what_is_not_its_own_is_left_alone(
    github: GitHub, tell: Teller, body: str, user: dict[str, object] | None
) -> None:
    other = github.commented(body)
    other["user"] = user
    assert tell().done == "written"
    assert bodies(github) == [body, f"{MARK}\nAll is well."]


def test_a_persons_token_knows_its_own(github: GitHub) -> None:
    """Another bot has the same mark."""
    github.user = PERSON
    github.commented(f"{OLDER}\nOf a bot", BOT)
    own = github.commented(f"{OLDER}\nOf a person")
    assert Teller(github)().url == own["html_url"]
    assert bodies(github) == [f"{OLDER}\nOf a bot", f"{MARK}\nAll is well."]


def test_two_uses_have_a_comment_each(github: GitHub) -> None:
    for name in ("payments", "care --> now", "payments"):
        Teller(github, name=name)(name)
    assert [body.splitlines()[1] for body in bodies(github)] == ["payments", "care --> now"]
    assert all(body.splitlines()[0].count("-->") == 1 for body in bodies(github))


# ── which run has the last word ──────────────────────────────────────────────────────────────────────


def test_a_run_for_an_older_head_says_nothing(github: GitHub) -> None:
    Teller(github)("The newest.")
    older = Teller(github, "a" * 40)
    assert older("An older one.").done == f"left alone: the pull request has a newer head, {HEAD[:12]}"
    assert bodies(github) == [f"{MARK}\nThe newest."]


def test_a_head_that_comes_while_it_waits_counts(github: GitHub, tell: Teller) -> None:
    """GitHub is down for a moment; meanwhile somebody pushes, and the run for that has written."""
    github.commented(f"{OLDER}\nIt was so.")

    def push() -> None:
        github.head = NEWER
        github.comments[0]["body"] = f"{MARK.replace(HEAD, NEWER)}\nThe newest."

    github.troubles.append((r"PATCH ", no(502, "Bad Gateway")))
    github.before.append((r"PATCH ", push))
    assert tell().done.startswith("left alone")
    assert bodies(github) == [f"{MARK.replace(HEAD, NEWER)}\nThe newest."]


@pytest.mark.parametrize(
    ("request_before", "begun"),
    [
        *((asked, True) for asked in ("GET /user", "GET .*/comments", "GET .*/pulls")),
        *((asked, False) for asked in ("GET /user", "GET .*/comments", "GET .*/pulls", "POST ")),
    ],
)
def test_whenever_somebody_pushes_the_newest_has_the_last_word(
    github: GitHub, tell: Teller, request_before: str, *, begun: bool
) -> None:
    """The run for the push goes by between any two requests of the other."""
    if begun:
        github.commented(f"{OLDER}\nIt was so.")

    def push() -> None:
        github.head = NEWER
        Teller(github, NEWER)("The newest.")

    github.before.append((request_before, push))
    tell()
    assert bodies(github) == [f"{MARK.replace(HEAD, NEWER)}\nThe newest."]
    assert github.before == []


def test_one_that_was_deleted_meanwhile_begins_anew(github: GitHub, tell: Teller) -> None:
    github.commented(f"{OLDER}\nIt was so.")
    github.before.append((r"PATCH ", github.comments.clear))
    assert tell().done == "written"
    assert bodies(github) == [f"{MARK}\nAll is well."]


def test_two_runs_that_begin_at_once_leave_one(github: GitHub, tell: Teller) -> None:
    github.before.append((r"POST ", lambda: github.commented(f"{MARK}\nI was faster.")))
    assert tell().done == "brought up to date"
    assert bodies(github) == [f"{MARK}\nAll is well."]


def test_an_answer_that_is_lost_says_nothing_twice(github: GitHub, tell: Teller) -> None:
    """The comment was made, and nobody heard of it."""
    github.before.append((r"POST ", lambda: github.commented(f"{MARK}\nAll is well.")))
    github.troubles.append((r"POST ", no(504, "Gateway Timeout")))
    assert tell().done == "brought up to date"
    assert bodies(github) == [f"{MARK}\nAll is well."]


# ── when GitHub does not answer well ─────────────────────────────────────────────────────────────────


def hang(github: GitHub) -> Answer:
    def answer(handler: Handler) -> None:
        del handler
        github.over.wait(30)

    return answer


def cut(handler: Handler) -> None:
    handler.close_connection = True
    handler.connection.close()


@pytest.mark.parametrize(
    ("answer", "waited"),
    [
        (no(500, "Server Error"), [1.0]),
        (no(503, "Unavailable", retry_after="7"), [7.0]),
        (no(429, "Too Many Requests", retry_after="30"), [30.0]),
        (no(429, "Too Many Requests"), [60.0]),
        (no(403, "You have exceeded a secondary rate limit."), [60.0]),
        (no(403, "Slower, please", retry_after="12"), [12.0]),
        (says(b"<html>", 502, "text/html"), [1.0]),
        (says(b"<html>"), [1.0]),
        (cut, [1.0]),
    ],
)
def test_what_passes_is_waited_for(github: GitHub, tell: Teller, answer: Answer, waited: list[float]) -> None:
    github.troubles.append((r"GET .*/comments", answer))
    assert tell().done == "written"
    assert tell.waited == waited


def test_an_answer_that_does_not_come_is_asked_for_again(github: GitHub) -> None:
    tell = Teller(github, timeout=0.5)
    github.troubles.append((r"GET .*/pulls", hang(github)))
    assert tell().done == "written"
    assert tell.waited[0] == 1.0


def test_a_limit_is_waited_for_to_its_end(github: GitHub, tell: Teller) -> None:
    headers = {"x_ratelimit_remaining": "0", "x_ratelimit_reset": str(int(time.time()) + 40)}
    github.troubles.append((r"POST ", no(403, "API rate limit exceeded", **headers)))
    assert tell().done == "written"
    assert 30 < tell.waited[0] <= 40


@pytest.mark.parametrize(
    ("trouble", "why"),
    [
        (no(429, "Slow down", retry_after="3000"), r"429: Slow down and asks to wait 3,000 seconds"),
        (no(422, "Validation Failed"), r"422: Validation Failed"),
        (no(410, "Issues are disabled"), r"410: Issues are disabled"),
        (says({"message": "Moved"}, 302, location="https://example.com/"), r"302: Moved"),
        (says(["odd"], 201), r"the answer of GitHub has another form than is known"),
    ],
)
def test_what_stays_is_told(github: GitHub, tell: Teller, trouble: Answer, why: str) -> None:
    github.troubles.append((r"POST ", trouble))
    with pytest.raises(Unsaid, match=why):
        tell()
    assert tell.waited == []


def test_it_is_not_tried_for_ever(github: GitHub, tell: Teller) -> None:
    github.troubles += [(r"POST ", no(500, "Server Error"))] * 9
    with pytest.raises(Unsaid, match=re.escape("the comment could not be written: GitHub says")):
        tell()
    assert tell.waited == [1.0, 2.0, 4.0, 8.0, 16.0]
    assert github.comments == []


@pytest.mark.parametrize(
    ("fork", "why"),
    [
        (True, "a pull request from a fork has a token that only reads"),
        (False, "the token may not: give the job `permissions: pull-requests: write`"),
    ],
)
def test_a_token_that_only_reads_is_told_of(github: GitHub, tell: Teller, *, fork: bool, why: str) -> None:
    github.may_write = False
    with pytest.raises(Unsaid, match=re.escape(why)):
        tell(fork=fork)
    assert tell.waited == []


def test_a_token_that_is_wrong_is_told_of_without_it(github: GitHub) -> None:
    with pytest.raises(Unsaid, match="401: Bad credentials") as told:
        Teller(github, token="ghp_wrong")()  # noqa: S106  # of nothing
    assert "ghp_wrong" not in str(told.value)


def test_the_token_goes_to_no_other_host(github: GitHub, tell: Teller) -> None:
    other = System()
    try:
        github.troubles.append((r"GET .*/pulls", says(b"", 302, location=f"{other.url}/pulls")))
        with pytest.raises(Unsaid, match="302"):
            tell()
        assert other.asked == []
    finally:
        other.close()


@pytest.mark.parametrize(
    "url", ["http://api.github.com", "file:///etc", "ftp://127.0.0.1", "https://", "api"]
)
def test_the_token_goes_over_nothing_but_https(url: str) -> None:
    with pytest.raises(Failure, match="GITHUB_API_URL cannot be"):
        Api(url, REPOSITORY, TOKEN)


@pytest.mark.parametrize("repository", ["", "care", "octo-org/care/..", "octo org/care", "../care?x"])
def test_a_repository_has_an_owner_and_a_name(repository: str) -> None:
    with pytest.raises(Failure, match="GITHUB_REPOSITORY cannot be"):
        Api("https://api.github.com", repository, TOKEN)
