"""The service that is called over HTTP, with JSON."""

import json
import re
from collections.abc import Mapping
from http import HTTPStatus
from os import PathLike
from urllib.parse import quote

from journeyc.expression.values import Json
from journeyc.runtime.errors import UsageError
from journeyc.runtime.ports import Reply, Request
from journeyc.runtime.services.address import UnfitArgument, read_address
from journeyc.runtime.services.asking import Answered, Limits, NoAnswer
from journeyc.runtime.services.headers import TRACE, checked_headers, revealed
from journeyc.runtime.services.json_text import NotJson, read_json
from journeyc.runtime.services.mapping import (
    Condition,
    Failures,
    Result,
    check_result,
    filled,
    picked,
    places_in,
)
from journeyc.runtime.services.secret import Secret, masked
from journeyc.runtime.waits import require_seconds

_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_WITH_BODY = frozenset({"POST", "PUT", "PATCH"})
#: What this service says itself.
_OURS = frozenset({"content-type", "idempotency-key"})
_JSON = re.compile(r"application/(?:[\w.+-]+\+)?json\s*(?:;|\Z)", re.IGNORECASE)


class HttpService:
    """Calls a system over HTTP. `{customer}` in path or query of `url` is the argument of that name, encoded;
    scheme and host are fixed, and redirects are not followed.

    `body` is JSON with `"{customer}"` for arguments; without one, POST, PUT and PATCH send the arguments that
    the address does not name. `result` is where in the answer stands what the service gives: names with dots
    between them, empty for all of it, fields with such names, or None where the answer does not matter.
    Fields that the type does not have are left out.

    `failures` are what tells of each declared failure: a status, a field of the answer such as
    `{"error.code": "refused"}`, or a list of those. Any other status but 2xx, what is not JSON or larger than
    1 MiB, and no whole answer within `seconds` is no answer. Every request but GET has an `Idempotency-Key`:
    that of the call, the same for all its tries.

    `authorities` is a file of certificates that are trusted besides those of the machine.
    """

    def __init__(  # noqa: PLR0913  # what there is to say of a service, each by its name
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str | Secret] | None = None,
        body: Mapping[str, object] | None = None,
        result: Result = "",
        failures: Mapping[str, Condition] | None = None,
        seconds: float = 20.0,
        connect_seconds: float = 5.0,
        read_seconds: float = 10.0,
        authorities: str | PathLike[str] | None = None,
    ) -> None:
        if method not in _METHODS:
            raise UsageError(f"`{method}` is no method of a service", f"give one of {', '.join(_METHODS)}")
        self._method = method
        self._address = read_address(url)
        self._headers = checked_headers(headers or {}, _OURS)
        self._secrets = tuple(value for value in self._headers.values() if isinstance(value, Secret))
        self._body = body
        check_result(result)
        self._result = result
        self._failures = Failures(failures or {})
        # HTTP is loaded by who uses it.
        from journeyc.runtime.services.connection import Connection

        limits = Limits(connect_seconds, read_seconds, seconds)
        for name, limit in zip(("connect_seconds", "read_seconds", "seconds"), limits, strict=True):
            require_seconds(name, limit)
        self._connection = Connection(self._address, limits, authorities)
        #: The arguments that it has a place for, and the failures that it may tell of.
        self.arguments = self._address.arguments | {*places_in(body)}
        self.failures = frozenset(name for name, _ in self._failures.rows)

    def __repr__(self) -> str:
        return f"HttpService({self._method} {self._address.text})"

    def call(self, request: Request) -> Reply:
        try:
            target = self._address.target(request.arguments)
            read = self._result is not None or self._failures.in_body
            headers, body = self._sent(request)
            answered = self._connection.ask(self._method, target, headers, body, read=read)
            reply = self._reply(answered)
        except (UnfitArgument, NoAnswer, NotJson) as problem:
            reply = Reply("no_answer", problem=str(problem))
        value, told = masked([reply.value, reply.problem], self._secrets)
        return reply._replace(value=value, problem=told)

    def _sent(self, request: Request) -> tuple[dict[str, str], bytes | None]:
        headers = {
            "accept": "application/json",
            "user-agent": "journeyc",
            **TRACE.get(),
            **revealed(self._headers),
        }
        if self._method != "GET":
            # A string of a structured field, as draft-ietf-httpapi-idempotency-key-header has it.
            headers["idempotency-key"] = f'"{quote(request.call, safe="/@:+")}"'
        body: object = filled(self._body, request.arguments)
        if self._body is None:
            if self._method not in _WITH_BODY:
                return headers, None
            named = self._address.arguments
            body = {name: value for name, value in request.arguments.items() if name not in named}
        headers["content-type"] = "application/json"
        return headers, json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()

    def _reply(self, answered: Answered) -> Reply:
        status, is_ok = answered.status, 200 <= answered.status < 300
        answer: Json = None
        unread = "its answer is not JSON"
        if answered.content and _JSON.match(answered.kind):
            try:
                answer, unread = read_json(answered.content), ""
            except NotJson as problem:
                unread = f"its answer is not JSON that can be kept: {problem}"
        elif not answered.content:
            unread = ""
        if failure := self._failures.of(status, answer):
            return Reply("fails", failure=failure)
        if not is_ok:
            follows = ", and redirects are not followed" if 300 <= status < 400 else ""
            return Reply("no_answer", problem=f"it answered {_status(status)}{follows}")
        if self._result is None:
            return Reply("ok")
        if unread:
            raise NoAnswer(unread)
        try:
            return Reply("ok", picked(answer, self._result))
        except LookupError:
            return Reply("no_answer", problem=f"its answer has no `{self._result}`")


def _status(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)
