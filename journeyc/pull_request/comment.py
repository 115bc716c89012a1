"""One comment of a pull request, found again by a mark that nobody sees, and kept up to date.

Two runs may be at it at once. The one for the newest head has the last word: a run looks which head the pull
request has right before it writes, each time it tries, and one whose head is not that any more leaves the
comment alone. Two that begin one at the same time find both afterwards, and the later one takes its own away.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import quote

from journeyc.pull_request.api import Api, Refused

_PAGE = 100
#: A pull request with more comments gets another one from here.
_MOST_PAGES = 100


class Said(NamedTuple):
    """What has become of the comment, and where it is."""

    done: str
    url: str = ""


class Comment(NamedTuple):
    """The comment that one use of the action has in a pull request: for one head, under a name, which tells
    it from those of other uses.
    """

    number: int
    head: str
    name: str

    @property
    def mark(self) -> str:
        """The first line of its text."""
        return f"<!-- journeyc pull request: {quote(self.name)} head {self.head} -->"

    def is_own(self, text: str) -> bool:
        """Whether a text is that of this comment, for whichever head."""
        pattern = rf"<!-- journeyc pull request: {re.escape(quote(self.name))} head [0-9a-f]+ -->"
        return re.match(pattern, text) is not None


def say(api: Api, comment: Comment, text: str) -> Said:
    """Begin the comment or bring it up to date; done again after `Again`, it does not say things twice."""
    own = _own(api, comment)
    if stale := _newer(api, comment):
        return Said(f"left alone: the pull request has a newer head, {stale[:12]}")
    body = {"body": f"{comment.mark}\n{text}"}
    for found in own:
        if (said := _update(api, found["id"], body)) is not None:
            return said
    made = api.repository("POST", f"issues/{comment.number}/comments", body).document
    first = min((found["id"] for found in _own(api, comment)), default=made["id"])
    if first >= made["id"]:
        return Said("written", _url(made))
    # Somebody was faster.
    api.repository("DELETE", f"issues/comments/{made['id']}")
    if _newer(api, comment):
        return Said("left alone: the pull request has a newer head")
    return _update(api, first, body) or Said("written by another run")


def _newer(api: Api, comment: Comment) -> str | None:
    """The head of the pull request, where it is not that of this run."""
    head = api.repository("GET", f"pulls/{comment.number}").document["head"]["sha"]
    return None if head == comment.head else str(head)


def _update(api: Api, number: int, body: dict[str, str]) -> Said | None:
    """Write over a comment; None where it is not there any more."""
    try:
        return Said(
            "brought up to date", _url(api.repository("PATCH", f"issues/comments/{number}", body).document)
        )
    except Refused as refused:
        if refused.status == 404:
            return None
        raise


def _own(api: Api, comment: Comment) -> list[dict[str, Any]]:
    """Its comments, the oldest first. A text by anybody else is none, whatever its first line."""
    login = _login(api)
    return [
        found
        for found in _comments(api, comment.number)
        if comment.is_own(found.get("body") or "") and _is_by(found.get("user") or {}, login)
    ]


def _comments(api: Api, number: int) -> Iterator[dict[str, Any]]:
    for page in range(1, _MOST_PAGES + 1):
        answer = api.repository("GET", f"issues/{number}/comments?per_page={_PAGE}&page={page}")
        yield from answer.document
        if not answer.more:
            return


def _login(api: Api) -> str | None:
    """Whose token this is; None for that of a workflow or an app, which may not ask."""
    try:
        return str(api.ask("GET", "/user").document["login"])
    except Refused:
        return None


def _is_by(user: dict[str, Any], login: str | None) -> bool:
    return user.get("login") == login if login else user.get("type") == "Bot"


def _url(document: dict[str, Any]) -> str:
    return str(document.get("html_url") or "")
