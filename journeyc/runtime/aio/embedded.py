"""The runtime inside an asyncio program: no call of it holds the event loop."""

from collections.abc import AsyncIterator, Callable, Coroutine, Generator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from functools import partial, wraps
from pathlib import Path
from random import Random
from types import TracebackType
from typing import Any, Concatenate, ParamSpec, Self, TypeVar
from weakref import WeakSet

from journeyc.runtime.aio.threads import THREADS, Threads
from journeyc.runtime.aio.working import AsyncWorker
from journeyc.runtime.calls.breaker import Circuit
from journeyc.runtime.calls.caller import SECONDS
from journeyc.runtime.calls.handing import CHANNEL_SECONDS
from journeyc.runtime.delivery import Backoff
from journeyc.runtime.engine import DEADLINE, RuleEngine, ServingEngine
from journeyc.runtime.hosts.batch import Batch
from journeyc.runtime.hosts.embedded import Runtime
from journeyc.runtime.hosts.journeys import Compiled
from journeyc.runtime.links import LINK_DAYS, RESUME_LINK, Key
from journeyc.runtime.observing.telemetry import Telemetry
from journeyc.runtime.own_process import NotPickled
from journeyc.runtime.ports import AnyChannel, Callee, Clock, Listener, Store

P = ParamSpec("P")
R = TypeVar("R")


def _in_thread(
    method: Callable[Concatenate[Runtime, P], R], *, apart: bool = False
) -> "Callable[Concatenate[AsyncRuntime, P], Coroutine[Any, Any, R]]":
    """A method of `Runtime` as a coroutine, with its parameters, its result, its errors and its words."""

    @wraps(method)
    async def called(self: "AsyncRuntime", /, *args: P.args, **kwargs: P.kwargs) -> R:
        return await self._threads.do(partial(method, self._runtime, *args, **kwargs), apart=apart)

    called.__qualname__ = f"AsyncRuntime.{method.__name__}"
    return called


class AsyncRuntime(NotPickled):
    """A `Runtime` for the tasks of one event loop, each method of which is a coroutine. Open it with
    `AsyncRuntime.open`.

    It works in `threads` of its own, so that nothing holds the loop; with more awaits than threads they wait,
    and are done in their order. An await that is cancelled has left everything done or nothing: an input is
    applied whole or not at all, and sent again under its `id` gets the report of the first.
    """

    def __init__(self, runtime: Runtime, threads: Threads) -> None:
        self._runtime = runtime
        self._threads = threads
        self._workers: WeakSet[AsyncWorker] = WeakSet()

    @classmethod
    def open(
        cls,
        store: str | Path | Store | None = None,
        journeys: Compiled | Iterable[Compiled] = (),
        channels: Mapping[str, AnyChannel] | None = None,
        clock: Clock | None = None,
        *,
        services: Mapping[str, Callee] | None = None,
        service_seconds: float = SECONDS,
        channel_seconds: float = CHANNEL_SECONDS,
        circuit: Circuit | None = None,
        listeners: Sequence[Listener] | None = None,
        resume_link: str = RESUME_LINK,
        link_key: Key | Sequence[Key] | None = None,
        link_days: float = LINK_DAYS,
        backoff: Backoff | None = None,
        rules: RuleEngine = "auto",
        rules_deadline: float = DEADLINE,
        telemetry: Telemetry | bool = False,
        threads: int = THREADS,
    ) -> "Opening":
        """A runtime on a store, as `Runtime.open` gives it: `async with AsyncRuntime.open(…) as runtime`, or
        `runtime = await AsyncRuntime.open(…)` and later `await runtime.close()`.

        So many `threads` at most do what tasks ask for; each begins when it is needed. Services, channels and
        listeners that are asynchronous run on the loop that opens this, so they may use the clients and pools
        of the program; how long they are waited for is as ever.
        """
        opened = partial(
            Runtime.open,
            store,
            journeys,
            channels,
            clock,
            services=services,
            service_seconds=service_seconds,
            channel_seconds=channel_seconds,
            circuit=circuit,
            listeners=listeners,
            resume_link=resume_link,
            link_key=link_key,
            link_days=link_days,
            backoff=backoff,
            rules=rules,
            rules_deadline=rules_deadline,
            telemetry=telemetry,
        )

        async def open_() -> AsyncRuntime:
            own = Threads(threads)
            return cls(await own.open(partial(opened, loop=own.loop), Runtime.close), own)

        return Opening(open_)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Take nothing more, stop the workers, wait for all that was asked for, and let go of the store. That
        may take as long as a service or a channel may. Where it is cancelled it is done all the same.
        """
        for worker in [*self._workers]:
            worker.stop()
        await self._threads.close(self._runtime.close)

    @asynccontextmanager
    async def batch(self) -> AsyncIterator[Batch]:
        """Inputs that are committed together: `async with runtime.batch() as batch: batch.send(…)`, and
        behind the block `batch.reports`. A batch only collects, so what it is told is not awaited.
        """
        batch = self._runtime.batch()
        try:
            yield batch
        except BaseException as error:
            batch.__exit__(type(error), error, None)
            raise
        await self._threads.do(partial(batch.__exit__, None, None, None))

    async def worker(
        self,
        *,
        carriers: int = 8,
        lease_seconds: float = 120,
        poll_seconds: float = 1,
        grace_seconds: float = 30,
        chance: Random | None = None,
    ) -> AsyncWorker:
        """A worker that does what `tick` does, as `Runtime.worker` gives it: `await worker.run()`, in threads
        of its own. Closing this runtime stops it.
        """
        made = partial(
            self._runtime.worker,
            carriers=carriers,
            lease_seconds=lease_seconds,
            poll_seconds=poll_seconds,
            grace_seconds=grace_seconds,
            chance=chance,
        )
        worker = AsyncWorker(await self._threads.do(made), self._threads)
        self._workers.add(worker)
        return worker

    send = _in_thread(Runtime.send)
    answer = _in_thread(Runtime.answer)
    identify = _in_thread(Runtime.identify)
    start = _in_thread(Runtime.start)
    result = _in_thread(Runtime.result)
    task = _in_thread(Runtime.task)
    delivered = _in_thread(Runtime.delivered)
    outcome = _in_thread(Runtime.outcome)
    open_link = _in_thread(Runtime.open_link)

    suspend = _in_thread(Runtime.suspend)
    resume = _in_thread(Runtime.resume)
    cancel = _in_thread(Runtime.cancel)
    migrate = _in_thread(Runtime.migrate)
    retry = _in_thread(Runtime.retry)
    dismiss = _in_thread(Runtime.dismiss)

    merge = _in_thread(Runtime.merge)
    unmerge = _in_thread(Runtime.unmerge)
    erase = _in_thread(Runtime.erase)
    archive = _in_thread(Runtime.archive)
    export = _in_thread(Runtime.export)

    # What it waits for may use this very runtime.
    tick = _in_thread(Runtime.tick, apart=True)
    next_due = _in_thread(Runtime.next_due)

    where = _in_thread(Runtime.where)
    position = _in_thread(Runtime.position)
    rules = _in_thread(Runtime.rules)
    contacts = _in_thread(Runtime.contacts)
    tasks = _in_thread(Runtime.tasks)
    briefing = _in_thread(Runtime.briefing)
    history = _in_thread(Runtime.history)
    heads = _in_thread(Runtime.heads)
    flow = _in_thread(Runtime.flow)
    plan_migration = _in_thread(Runtime.plan_migration)
    migrate_all = _in_thread(Runtime.migrate_all)
    runs = _in_thread(Runtime.runs)
    run = _in_thread(Runtime.run)
    incidents = _in_thread(Runtime.incidents)
    incident = _in_thread(Runtime.incident)
    key = _in_thread(Runtime.key)
    customer = _in_thread(Runtime.customer)
    members = _in_thread(Runtime.members)
    count_members = _in_thread(Runtime.count_members)

    @property
    def clock(self) -> Clock:
        """What says what time it is: the `clock` it was opened with, or that of the machine."""
        return self._runtime.clock

    @property
    def resting(self) -> dict[str, datetime]:
        """The services whose circuit is open, and when each is called again."""
        return self._runtime.resting

    @property
    def rule_engine(self) -> ServingEngine:
        """Who looks at business rules, why it is the reference evaluator if it is, and which sets of rules
        durable-rules is no longer asked about.
        """
        return self._runtime.rule_engine


class Opening:
    """A runtime that is being opened: to be awaited, or entered by `async with`; each time it is another."""

    def __init__(self, open_: Callable[[], Coroutine[Any, Any, AsyncRuntime]]) -> None:
        self._open = open_
        self._entered: list[AsyncRuntime] = []

    def __await__(self) -> Generator[Any, Any, AsyncRuntime]:
        return self._open().__await__()

    async def __aenter__(self) -> AsyncRuntime:
        self._entered.append(await self)
        return self._entered[-1]

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._entered.pop().close()
