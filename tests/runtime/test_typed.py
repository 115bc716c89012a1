"""What a runtime gives has types that a program can name, by `journeyc.runtime` alone."""

import inspect
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any, assert_type, get_args, get_type_hints

import pytest

from journeyc import runtime as public
from journeyc.runtime.aio import embedded
from journeyc.runtime.core import contact_documents

if TYPE_CHECKING:
    from journeyc.runtime import (
        Archived,
        AsyncRuntime,
        AsyncWorker,
        Batch,
        Contacted,
        CustomerView,
        Erased,
        HistoryEntry,
        Incident,
        Member,
        OpenedLink,
        OpenTask,
        Position,
        Report,
        Round,
        RuleNow,
        Runtime,
        ServingEngine,
        Tick,
        Worker,
        WorkerCounts,
    )

#: What is imported for types alone, where a circle of modules would be.
_NAMES = {
    **vars(contact_documents),
    **vars(embedded),
    **dict.fromkeys(("AbstractEventLoop", "TracerProvider", "MeterProvider"), object),
}


def parts(of: Any) -> Iterator[Any]:
    """The classes that a type is made of."""
    if isinstance(of, type):
        yield of
    for part in get_args(of):
        yield from parts(part)


def told_by(kind: type) -> Iterator[Any]:
    """The types that the public methods and properties of a class give."""
    for name, member in inspect.getmembers(kind):
        called = member.fget if isinstance(member, property) else member
        if not name.startswith("_") and callable(called):
            hints = get_type_hints(called, None, _NAMES)
            yield from parts(hints.get("return"))


def test_every_type_that_a_program_meets_can_be_imported_from_one_place() -> None:
    todo = [kind for name in public.__all__ if isinstance(kind := getattr(public, name), type)]
    todo += [kind for one in (public.Runtime, public.AsyncRuntime, public.Worker) for kind in told_by(one)]
    met: set[type] = set()
    while todo:
        kind = todo.pop()
        if kind in met or not kind.__module__.startswith("journeyc.runtime"):
            continue
        met.add(kind)
        for hint in get_type_hints(kind, None, _NAMES).values():
            todo += parts(hint)
    assert {kind.__name__ for kind in met} - {*public.__all__} == set()
    assert len(met) > 50


def test_all_that_is_named_is_there() -> None:
    assert sorted(public.__all__) == public.__all__
    for name in public.__all__:
        assert getattr(public, name) is not None
    with pytest.raises(AttributeError, match=r"module 'journeyc\.runtime' has no attribute 'Nothing'"):
        public.Nothing  # type: ignore[attr-defined]  # noqa: B018  # that is the test


if TYPE_CHECKING:
    # Nobody runs these; mypy says whether they are so.

    def in_threads(runtime: Runtime, worker: Worker, at: datetime) -> None:
        assert_type(runtime.send("paid", customer="anna"), Report)
        assert_type(runtime.answer("anna", {}, channel="web"), Report)
        assert_type(runtime.retry("incident"), Report)
        assert_type(runtime.merge("anna", into="ben"), Report)
        assert_type(runtime.tick(at), Tick)
        assert_type(runtime.next_due(), datetime | None)
        assert_type(runtime.where("anna"), list[Position])
        assert_type(runtime.position("run"), Position | None)
        assert_type(runtime.history("anna"), list[HistoryEntry])
        assert_type(runtime.rule_engine, ServingEngine)
        assert_type(worker.step(), Round)
        with runtime.batch() as batch:
            assert_type(batch, Batch)
            assert_type(batch.send("paid", customer="anna"), int)
        assert_type(batch.reports, list[Report])

    async def in_asyncio(runtime: AsyncRuntime, worker: AsyncWorker, at: datetime) -> None:
        async with AsyncRuntime.open(None) as opened:
            assert_type(opened, AsyncRuntime)
        assert_type(await AsyncRuntime.open(None, threads=2), AsyncRuntime)
        assert_type(await runtime.send("paid", customer="anna"), Report)
        assert_type(await runtime.answer("anna", {}, channel="web"), Report)
        assert_type(await runtime.retry("incident"), Report)
        assert_type(await runtime.merge("anna", into="ben"), Report)
        assert_type(await runtime.erase("anna"), Erased)
        assert_type(await runtime.export("anna"), dict[str, Any])
        assert_type(await runtime.tick(at), Tick)
        assert_type(await runtime.next_due(), datetime | None)
        assert_type(await runtime.where("anna"), list[Position])
        assert_type(await runtime.position("run"), Position | None)
        assert_type(await runtime.history("anna"), list[HistoryEntry])
        assert_type(await runtime.incidents(), list[Incident])
        assert_type(await runtime.tasks(), list[OpenTask])
        assert_type(await runtime.rules("anna"), list[RuleNow])
        assert_type(await runtime.contacts("anna"), list[Contacted])
        assert_type(await runtime.members("segment"), list[Member])
        assert_type(await runtime.customer("anna"), CustomerView | None)
        assert_type(await runtime.open_link("link"), OpenedLink)
        assert_type(await runtime.archive(at - at, to=None), Archived)
        assert_type(await runtime.worker(carriers=2), AsyncWorker)
        assert_type(await worker.step(), Round)
        assert_type(worker.counts, WorkerCounts)
        async with runtime.batch() as batch:
            assert_type(batch.send("paid", customer="anna"), int)
        # What is missing, unheard of or of another type is found.
        await runtime.send("paid")  # type: ignore[call-arg]
        await runtime.send("paid", customer="anna", chanel="web")  # type: ignore[call-arg]
        await runtime.erase("anna", clean="no")  # type: ignore[arg-type]
