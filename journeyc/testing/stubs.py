"""What stands in for services in a test: it answers as it is told, and only what is declared."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from types import TracebackType
from typing import Any, Self

from journeyc.expression.types import Type, parse_type
from journeyc.expression.validation import validate
from journeyc.ir import type_table
from journeyc.ir.declarations import Service as Declared
from journeyc.nearest import meant
from journeyc.runtime import Reply, Request, Service, ServiceFailure
from journeyc.runtime.calls.trying import plain
from journeyc.runtime.errors import UsageError
from journeyc.runtime.hosts.journeys import Compiled, packages_of

#: What comes of one call.
_Answer = Callable[[Request], Reply]


class Stubs:
    """The services that journeys declare: `Runtime.open(…, services=stubs.services)`.

    What each answers is said in the words of scenarios: `gives`, `is_ok`, `fails`, `is_silent`. UsageError
    where that is not what the service declares. A call that nothing was said of has no answer; `check` tells
    of it, and so does the end of a `with` block. Threads may share it.
    """

    def __init__(self, journeys: Compiled | Iterable[Compiled]) -> None:
        self._lock = Lock()
        self._calls: list[Request] = []
        self._faults: list[str] = []
        self._stubs: dict[str, _Stub] = {}
        for package in packages_of(journeys):
            types = type_table(package.declarations)
            for service in package.declarations.services:
                gives = None if service.gives is None else parse_type(service.gives, types)
                self._stubs[service.name] = _Stub(service, gives, self._take)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self.check()

    @property
    def services(self) -> Mapping[str, Service]:
        """What stands in, by name, for `Runtime.open`."""
        return dict(self._stubs)

    def gives(self, service: str, *values: Any) -> None:
        """The service gives these values, one a call, the last from then on. They are plain Python (a
        Decimal, a date) or in their JSON form (`"12.50 EUR"`).
        """
        stub = self._stub(service)
        if stub.gives is None:
            raise UsageError(f"`{service}` gives nothing", f'say `stubs.is_ok("{service}")`')
        if not values:
            raise UsageError(f"it is not said what `{service}` gives", "say one value, or one for each call")
        replies = [Reply("ok", stub.checked(value)) for value in values]
        stub.answer = _one_by_one(replies)

    def is_ok(self, service: str) -> None:
        """The service, which gives nothing, is well."""
        stub = self._stub(service)
        if stub.gives is not None:
            raise UsageError(f"`{service}` gives a {stub.declared.gives}", "say which, with `gives`")
        stub.answer = _one_by_one([Reply("ok")])

    def fails(self, service: str, failure: str) -> None:
        """The service fails in a way that it declares."""
        stub = self._stub(service)
        stub.require_failure(failure)
        stub.answer = _one_by_one([Reply("fails", failure=failure)])

    def is_silent(self, service: str) -> None:
        """The service never answers, so that timeouts, retries and `no answer` come into play."""
        self._stub(service).answer = _one_by_one([Reply("later")])

    def answers(self, service: str, function: Callable[..., Any]) -> None:
        """A function computes what the service gives, of the arguments by name; it may raise
        `ServiceFailure`.
        """
        stub = self._stub(service)

        def answer(request: Request) -> Reply:
            try:
                value = function(**request.arguments)
            except ServiceFailure as failure:
                stub.require_failure(failure.name)
                raise
            return Reply("ok", None if stub.gives is None else stub.checked(value))

        stub.answer = answer

    def calls(self, service: str | None = None) -> list[Request]:
        """The calls that were made, of one service or of all, oldest first. A try that was made again has
        the same `id`.
        """
        if service is not None:
            self._stub(service)
        with self._lock:
            return [request for request in self._calls if service in {None, request.service}]

    def check(self) -> None:
        """AssertionError where a service was called that nothing was said of, or a function gave what is not
        declared.
        """
        __tracebackhide__ = True
        if self._faults:
            raise AssertionError("\n".join(["what stands in for services went wrong:", *self._faults]))

    def _take(self, request: Request, answer: _Answer | None) -> Reply:
        with self._lock:
            self._calls.append(request)
        try:
            return (answer or _unsaid)(request)
        except UsageError as error:
            # It is raised in a thread of the runtime, and to a journey it is no answer.
            with self._lock:
                self._faults.append(f"  {request.service}({_written(request)}): {error.problem}")
            raise

    def _stub(self, name: str) -> "_Stub":
        if (found := self._stubs.get(name)) is None:
            known = ", ".join(f"`{one}`" for one in self._stubs) or "none"
            help_ = meant(name, self._stubs, f"they declare {known}")
            raise UsageError(f"these journeys declare no service `{name}`", help_)
        return found


@dataclass(slots=True)
class _Stub:
    """One service, as the runtime calls it."""

    declared: Declared
    gives: Type | None
    take: Callable[[Request, _Answer | None], Reply]
    answer: _Answer | None = field(default=None)

    def call(self, request: Request) -> Reply:
        return self.take(request, self.answer)

    def checked(self, value: Any) -> Any:
        """A value of the declared type in its JSON form; UsageError for any other."""
        assert self.gives is not None  # noqa: S101  # whoever asks has looked
        given, faults = validate(plain(value), self.gives, f"what `{self.declared.name}` gives")
        if faults:
            raise UsageError("; ".join(map(str, faults)), f"it is declared to give {self.declared.gives}")
        return given

    def require_failure(self, failure: str) -> None:
        """UsageError for what is no failure of the service."""
        if failure not in self.declared.failures:
            known = ", ".join(f"`{one}`" for one in self.declared.failures) or "none"
            raise UsageError(f"`{self.declared.name}` does not fail as `{failure}`", f"it declares {known}")


def _one_by_one(replies: list[Reply]) -> _Answer:
    """Answers with each of them in turn, and from then on with the last."""
    left = iter(replies[:-1])
    return lambda _: next(left, replies[-1])


def _unsaid(_request: Request) -> Reply:
    raise UsageError("nobody said what it answers", "say it before it is called")


def _written(request: Request) -> str:
    return ", ".join(f"{name} = {value!r}" for name, value in request.arguments.items())
