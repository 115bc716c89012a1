r"""A telephone company's care service: customers dispute bills and pay by card, alone and with an agent.

    cd examples/embedding && pip install -r fastapi_app/requirements.txt
    uvicorn --factory fastapi_app.app:create_app

Then, from another terminal:

    curl -X PUT  localhost:8000/customers/anna -H 'content-type: application/json' \
         -d '{"first_name": "Anna", "phone": "+49 30 1234567"}'
    curl -X POST localhost:8000/customers/anna/events/dispute_opened -H 'idempotency-key: web-4711' \
         -H 'content-type: application/json' -d '{"channel": "web", "payload": {"dispute": {"bill": "B7"}}}'
    curl localhost:8000/customers/anna/where?channel=web

What to look at:

* One `AsyncRuntime` for the process, opened and closed by the lifespan. No call of it holds the event loop.
* Whatever a client sends has an id of the client's, its `Idempotency-Key`. A client that got no answer sends
  it again, and gets the answer that it missed; nothing happens twice.
* A report of the runtime becomes a status in one place, `answers.py`.
* Nothing here waits for a text message to leave. Timers, calls and messages are done by workers:
  `bindings.py` says how one is started. With `CARE_WORKS=1` this process has one, enough for a start.
* SIGTERM ends it: requests that are in hand are answered, then the runtime is closed. Whatever was not
  answered was done whole or not at all.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Header, HTTPException, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from fastapi_app.answers import answer, answer_about, on_error
from fastapi_app.bindings import Settings, bindings, journeys
from journeyc.runtime import AsyncRuntime, Bindings, Clock, JourneyError, Position
from journeyc.runtime.receiving import AsyncReceiver


class Event(BaseModel):
    """Something that happened; `channel` is where, if the customer said it."""

    payload: dict[str, Any] = {}
    channel: str | None = None
    conversation: str | None = None


class Answers(BaseModel):
    """What the customer answered, by the paths of the fields: `{"dispute.amount": "12.50 EUR"}`."""

    values: dict[str, Any]
    channel: str


class Done(BaseModel):
    """How an agent has done a task: the event that their step waits for, or what it asks for."""

    event: str | None = None
    payload: dict[str, Any] = {}
    values: dict[str, Any] = {}


def create_app(
    settings: Settings | None = None, bound: Bindings | None = None, clock: Clock | None = None
) -> FastAPI:
    """The service. What is not given is that of the environment, and the clock of the machine; tests give
    their own.
    """
    chosen = settings or Settings.of_environment()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        given = bindings() if bound is None else bound
        async with AsyncRuntime.open(chosen.store, journeys(), clock=clock, **given) as runtime:
            app.state.runtime = runtime
            app.state.receiver = AsyncReceiver(runtime, chosen.webhook_secret, clock=clock)
            # Closing the runtime stops the worker, and waits for what it has in hand.
            working = asyncio.create_task((await runtime.worker()).run()) if chosen.works else None
            yield
        if working is not None:
            await working

    app = FastAPI(title="Care", lifespan=lifespan)
    app.add_exception_handler(JourneyError, on_error)
    _customers(app)
    _desk(app)
    _others(app)
    return app


def _runtime(request: Request) -> AsyncRuntime:
    runtime: AsyncRuntime = request.app.state.runtime
    return runtime


Journeys = Annotated[AsyncRuntime, Depends(_runtime)]


def _identity(idempotency_key: Annotated[str | None, Header()] = None) -> str | None:
    """The id of an input. What clients choose has a corner of its own among the ids of the customer."""
    return None if idempotency_key is None else f"http/{idempotency_key}"


Key = Annotated[str | None, Depends(_identity)]
#: Who the agent is, a gateway in front of this service knows; it sets the header, and lets nobody else do so.
Agent = Annotated[str, Header(alias="x-agent", min_length=1)]


def _customers(app: FastAPI) -> None:
    """What the website, the app and the voice portal ask for."""

    @app.put("/customers/{customer}")
    async def identify(customer: str, fields: dict[str, Any], runtime: Journeys, key: Key) -> Response:
        return answer(await runtime.identify(customer, fields, id=key))

    @app.post("/customers/{customer}/events/{event}")
    async def send(customer: str, event: str, said: Event, runtime: Journeys, key: Key) -> Response:
        report = await runtime.send(
            event,
            said.payload,
            customer=customer,
            channel=said.channel,
            conversation=said.conversation,
            id=key,
        )
        return answer(report)

    @app.post("/customers/{customer}/answers")
    async def answers(customer: str, said: Answers, runtime: Journeys, key: Key) -> Response:
        return answer(await runtime.answer(customer, said.values, channel=said.channel, id=key))

    @app.get("/customers/{customer}/where")
    async def where(customer: str, runtime: Journeys, channel: str | None = None) -> list[dict[str, Any]]:
        positions = await runtime.where(customer, channel)
        if not positions and await runtime.customer(customer) is None:
            raise HTTPException(404, "nobody here has this name")
        return [shown(position) for position in positions]

    @app.get("/resume/{token}")
    async def resume(token: str, runtime: Journeys, channel: str = "web") -> dict[str, Any]:
        # A link does not prove who opens it, so nothing private is shown before they have signed in.
        opened = await runtime.open_link(token, channel)
        position = await runtime.position(opened.run, opened.channel, private=False)
        return {"run": opened.run, "title": position.title if position else "", "channel": opened.channel}


def _desk(app: FastAPI) -> None:
    """What the agents' desk asks for."""

    @app.get("/tasks")
    async def tasks(runtime: Journeys, queue: Annotated[str | None, Query()] = None) -> list[dict[str, Any]]:
        return [task._asdict() for task in await runtime.tasks(queue)]

    @app.post("/tasks/{task:path}/claim")
    async def claim(task: str, agent: Agent, runtime: Journeys, key: Key) -> Response:
        return await answer_about(runtime, task, await runtime.task(task, "claim", by=agent, id=key))

    @app.post("/tasks/{task:path}/release")
    async def release(task: str, agent: Agent, runtime: Journeys, key: Key) -> Response:
        return await answer_about(runtime, task, await runtime.task(task, "release", by=agent, id=key))

    @app.post("/tasks/{task:path}/answer")
    async def done(task: str, said: Done, agent: Agent, runtime: Journeys, key: Key) -> Response:
        report = await runtime.task(task, "answer", **said.model_dump(), by=agent, id=key)
        return await answer_about(runtime, task, report)


def _others(app: FastAPI) -> None:
    """What other machines ask for."""

    @app.post("/webhooks/messages")
    async def report(request: Request) -> Response:
        received = await request.app.state.receiver.receive(request.headers, await request.body())
        return Response(received.body, received.status, media_type="application/json")

    @app.get("/health")
    async def health(runtime: Journeys) -> Response:
        """Well as long as the store answers; how late the workers are is for an alarm to judge."""
        due, now = await runtime.next_due(), runtime.clock.now()
        late = 0.0 if due is None else max((now - due).total_seconds(), 0.0)
        return JSONResponse({"status": "ok", "late_seconds": late})


def shown(position: Position) -> dict[str, Any]:
    """What a page needs to go on with a customer."""
    return {
        "run": position.run,
        "journey": position.journey,
        "title": position.title,
        "status": position.status,
        "steps": position.steps,
        "here": position.here,
        "channels": position.channels,
        "says": position.says,
        "questions": [question._asdict() for question in position.questions],
        "events": [event.name for event in position.events],
        "outcome": position.outcome,
    }
