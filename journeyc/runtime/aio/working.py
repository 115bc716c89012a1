"""A worker of an asyncio program."""

from asyncio import CancelledError, shield, wrap_future
from asyncio import wait as wait_for_all
from functools import partial

from journeyc.runtime.aio.threads import Threads
from journeyc.runtime.hosts.counting import WorkerCounts
from journeyc.runtime.hosts.rounds import Round
from journeyc.runtime.hosts.serving import Served
from journeyc.runtime.hosts.working import Worker
from journeyc.runtime.own_process import NotPickled


class AsyncWorker(NotPickled):
    """A `Worker` that works in threads of its own while a task waits for it. `AsyncRuntime.worker` gives
    one.
    """

    def __init__(self, worker: Worker, threads: Threads) -> None:
        self._worker = worker
        self._threads = threads

    @property
    def serves(self) -> Served:
        """What it has journeys, channels, services and listeners for, and what it leaves to others."""
        return self._worker.serves

    @property
    def counts(self) -> WorkerCounts:
        """What it has done so far."""
        return self._worker.counts

    async def step(self) -> Round:
        """One round, as `Worker.step` does it."""
        return await self._threads.do(self._worker.step, apart=True)

    def stop(self) -> None:
        """Begin nothing more, and let `run` end once what is in hand is done, or `grace_seconds` are over. A
        signal handler may call it.
        """
        self._worker.stop()

    async def run(self, *, until_idle: bool = False) -> None:
        """Work until `stop`, or with `until_idle` until there is nothing to do for this worker. A task that
        is cancelled stops it, and waits until it has ended; cancelled once more, it waits no longer.
        """
        running = self._threads.last("journeyc worker", partial(self._worker.run, until_idle=until_idle))
        try:
            await shield(wrap_future(running))
        except CancelledError:
            self._worker.stop()
            await wait_for_all([wrap_future(running)])
            raise
