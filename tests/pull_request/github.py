"""As much of GitHub's interface as comments need, over real HTTP on this machine, and strict: what it does
not know is not found, and what it is asked in another form than documented is refused.
"""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.runtime.services.server import Answer, Asked, Handler, System, says

TOKEN = "ghs_notARealTokenButSecret"  # noqa: S105  # of nothing
REPOSITORY = "octo-org/care"
NUMBER = 7
#: Longer ones are refused.
LONGEST = 65_536
BOT = {"login": "github-actions[bot]", "id": 41898282, "type": "Bot"}

Route = Callable[..., Answer]


class GitHub:
    """One repository with one pull request. `troubles` are answered instead, each once and to the first
    request whose method and path it is for; `before` is done when such a request comes, before it is looked
    at.
    """

    def __init__(self) -> None:
        self.head = "e" * 40
        self.common = "b" * 40
        self.comments: list[dict[str, Any]] = []
        #: Whose the token is, and whether it may write.
        self.user: dict[str, Any] = BOT
        self.may_write = True
        self.troubles: list[tuple[str, Answer]] = []
        self.before: list[tuple[str, Callable[[], object]]] = []
        self._last = 1000
        self._system = System()
        self._system.answers = [self._answer]
        self.url = self._system.url

    @property
    def asked(self) -> list[Asked]:
        return self._system.asked

    def close(self) -> None:
        self._system.close()

    @property
    def over(self) -> Any:
        return self._system.over

    def commented(self, body: str, user: dict[str, Any] | None = None) -> dict[str, Any]:
        """A comment, written by somebody."""
        self._last += 1
        made = {
            "id": self._last,
            "url": f"{self.url}/repos/{REPOSITORY}/issues/comments/{self._last}",
            "html_url": f"https://github.com/{REPOSITORY}/pull/{NUMBER}#issuecomment-{self._last}",
            "body": body,
            "user": user or self.user,
        }
        self.comments.append(made)
        return made

    def requests(self) -> list[str]:
        """What was asked, such as `GET pulls/7`."""
        root = f"/repos/{REPOSITORY}/"
        return [f"{one.method} {one.path.removeprefix(root)}" for one in self.asked]

    def _answer(self, handler: Handler) -> None:
        asked = self.asked[-1]
        line = f"{asked.method} {asked.path}"
        for what in [one for one in self.before if re.search(one[0], line)]:
            self.before.remove(what)
            what[1]()
        for trouble in self.troubles:
            if re.search(trouble[0], line):
                self.troubles.remove(trouble)
                trouble[1](handler)
                return
        self._good(asked)(handler)

    def _good(self, asked: Asked) -> Answer:
        if asked.headers.get("authorization") != f"Bearer {TOKEN}":
            return no(401, "Bad credentials")
        if asked.headers.get("accept") != "application/vnd.github+json" or not asked.headers.get(
            "user-agent"
        ):
            return no(400, "Say what is accepted, and who asks")
        address = urlsplit(asked.path)
        for pattern, route in self._routes():
            method, _, path = pattern.partition(" ")
            found = re.fullmatch(path, address.path)
            if found and method == asked.method:
                if method != "GET" and not self.may_write:
                    return no(403, "Resource not accessible by integration")
                return route(*found.groups(), **_one_each(address.query), **(asked.body or {}))
        return no(404, "Not Found")

    def _routes(self) -> list[tuple[str, Route]]:
        root = f"/repos/{REPOSITORY}"
        return [
            ("GET /user", self._whose),
            (rf"GET {root}/pulls/{NUMBER}", self._pull),
            (rf"GET {root}/compare/([0-9a-f]+)\.\.\.([0-9a-f]+)", self._compare),
            (rf"GET {root}/issues/{NUMBER}/comments", self._list),
            (rf"POST {root}/issues/{NUMBER}/comments", self._create),
            (rf"PATCH {root}/issues/comments/(\d+)", self._edit),
            (rf"DELETE {root}/issues/comments/(\d+)", self._delete),
        ]

    def _whose(self) -> Answer:
        if self.user["type"] == "Bot":
            return no(403, "Resource not accessible by integration")
        return says(self.user)

    def _pull(self) -> Answer:
        return says({"number": NUMBER, "state": "open", "head": {"sha": self.head}})

    def _compare(self, base: str, head: str, per_page: str) -> Answer:
        del base, head, per_page
        return says({"merge_base_commit": {"sha": self.common}, "commits": [], "files": []})

    def _list(self, page: str, per_page: str) -> Answer:
        size, number = int(per_page), int(page)
        if not 1 <= size <= 100:
            return no(422, "per_page is from 1 to 100")
        shown = self.comments[(number - 1) * size : number * size]
        pages = -(-len(self.comments) // size)
        here = f"{self.url}/repos/{REPOSITORY}/issues/{NUMBER}/comments?per_page={size}&page="
        links = (
            [f'<{here}{number + 1}>; rel="next"', f'<{here}{pages}>; rel="last"'] if number < pages else []
        )
        return says(shown, link=", ".join(links)) if links else says(shown)

    def _create(self, body: str) -> Answer:
        return too_long() if len(body) > LONGEST else says(self.commented(body), 201)

    def _edit(self, number: str, body: str) -> Answer:
        found = [one for one in self.comments if one["id"] == int(number)]
        if not found:
            return no(404, "Not Found")
        if len(body) > LONGEST:
            return too_long()
        found[0]["body"] = body
        return says(found[0])

    def _delete(self, number: str) -> Answer:
        self.comments[:] = [one for one in self.comments if one["id"] != int(number)]
        return says(b"", 204)


def no(status: int, message: str, **headers: str) -> Answer:
    """An answer as GitHub gives it when something cannot be."""
    return says({"message": message, "documentation_url": "https://docs.github.com/rest"}, status, **headers)


def too_long() -> Answer:
    return no(422, f"Validation Failed: body is too long (maximum is {LONGEST} characters)")


def _one_each(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query).items()}
