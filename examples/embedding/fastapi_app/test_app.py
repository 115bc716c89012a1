"""The tests of the service: its journeys, and its endpoints in time that passes when a test says so."""

from collections.abc import AsyncIterator, Mapping

import anyio
import pytest
from httpx import ASGITransport, AsyncClient

from fastapi_app.app import create_app
from fastapi_app.bindings import JOURNEYS, Settings
from journeyc.runtime import AsyncRuntime
from journeyc.testing import Outbox, Scenario, VirtualClock, pass_time, scenarios, signed_report

pytestmark = pytest.mark.anyio
WRITTEN = [JOURNEYS / "scenarios" / f"{name}.journey" for name in ("bill_dispute", "card_keeps_failing")]
SECRET = Settings().webhook_secret


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


class Company:
    """The service as its customers see it, with a clock and an outbox instead of the world."""

    def __init__(
        self, client: AsyncClient, runtime: AsyncRuntime, outbox: Outbox, clock: VirtualClock
    ) -> None:
        self.client = client
        self.runtime = runtime
        self.outbox = outbox
        self.clock = clock

    async def dispute(self, customer: str = "anna", bill: str = "B7") -> None:
        known = {"first_name": customer.title(), "phone": "+49 30 1"}
        assert (await self.client.put(f"/customers/{customer}", json=known)).status_code == 200
        opened = {"channel": "web", "payload": {"dispute": {"bill": bill}}}
        assert await self.event(customer, "dispute_opened", opened) == 200
        assert await self.event(customer, "identity_confirmed", {"channel": "web"}) == 200

    async def event(self, customer: str, event: str, said: Mapping[str, object]) -> int:
        return (await self.client.post(f"/customers/{customer}/events/{event}", json=said)).status_code


@pytest.fixture
async def company() -> AsyncIterator[Company]:
    outbox, clock = Outbox(sms="phone", email="email", app_push="device"), VirtualClock()
    app = create_app(Settings(store=None), {"channels": outbox.channels, "rules": "reference"}, clock)
    async with app.router.lifespan_context(app):
        transport = ASGITransport(app)
        async with AsyncClient(transport=transport, base_url="http://care") as client:
            yield Company(client, app.state.runtime, outbox, clock)


@pytest.mark.parametrize("scenario", scenarios(*WRITTEN), ids=str)
def test_journeys(scenario: Scenario) -> None:
    scenario.check()


async def test_a_customer_leaves_and_is_brought_back(company: Company) -> None:
    await company.dispute()
    await pass_time(company.runtime, "1 day 30 minutes")
    link = company.outbox.one("come_back", customer="anna").text.rpartition(" ")[2]
    token = link.rpartition("/")[2]
    resumed = await company.client.get(f"/resume/{token}", params={"channel": "chat"})
    assert resumed.json() == {"run": "bill_dispute/anna/1", "title": "Bill dispute", "channel": "chat"}
    where = await company.client.get("/customers/anna/where", params={"channel": "chat"})
    (position,) = where.json()
    assert (position["status"], position["steps"]) == ("paused", ["intake"])


async def test_what_comes_again_gets_the_answer_of_the_first_time(company: Company) -> None:
    await company.dispute()
    said = {"values": {"dispute.reason": "roaming"}, "channel": "web"}
    url, headers = "/customers/anna/answers", {"idempotency-key": "a1"}
    first, again = [await company.client.post(url, json=said, headers=headers) for _ in range(2)]
    assert first.json() == again.json()
    assert first.json()["input"] == "http/a1"


@pytest.mark.parametrize(
    ("path", "body", "status", "reason"),
    [
        ("events/nonsense", {}, 422, "no journey knows an event `nonsense`"),
        (
            "events/dispute_opened",
            {"payload": {"dispute": {}}},
            422,
            "the fields of `dispute_opened` do not fit",
        ),
        ("events/agent_decided", {"payload": {"accepted": True}}, 409, "it is taken in `review`"),
        (
            "answers",
            {"values": {"dispute.reason": "magic"}, "channel": "web"},
            422,
            "the answer does not fit",
        ),
    ],
)
async def test_what_does_not_fit_says_why(
    company: Company, path: str, body: dict[str, object], status: int, reason: str
) -> None:
    await company.dispute()
    said = await company.client.post(f"/customers/anna/{path}", json=body)
    assert (said.status_code, said.json()["result"]) == (
        status,
        "not_accepted" if status == 409 else "refused",
    )
    assert reason in said.json()["reason"]


async def test_nobody_is_nobody(company: Company) -> None:
    assert (await company.client.get("/customers/nobody/where")).status_code == 404
    assert (await company.client.get("/resume/forged")).status_code == 404
    assert (await company.client.put("/customers/%20", json={})).status_code == 422


async def test_an_agent_calls_a_customer_whose_card_fails(company: Company) -> None:
    """Three failures in an hour: a gold customer is offered a call."""
    await company.client.put("/customers/eva", json={"tier": "gold", "first_name": "Eva"})
    invoice = {"invoice": "I1", "amount": "80 EUR"}
    assert await company.event("eva", "invoice_sent", {"payload": invoice}) == 200
    for _ in range(3):
        declined = {"payload": {**invoice, "reason": "expired"}, "channel": "web"}
        assert await company.event("eva", "card_declined", declined) == 200
    assert await company.event("eva", "callback_wanted", {"channel": "web"}) == 200
    await pass_time(company.runtime, "3 days")
    (task,) = (await company.client.get("/tasks", params={"queue": "billing_team"})).json()
    assert task["context"]["amount"] == "80.00 EUR"
    url, emma, tom = f"/tasks/{task['id']}", {"x-agent": "emma"}, {"x-agent": "tom"}
    assert (await company.client.post(f"{url}/claim", headers=emma)).status_code == 200
    taken = await company.client.post(f"{url}/claim", headers=tom)
    assert (taken.status_code, taken.json()["because"]) == (409, "claimed")
    done = {"event": "call_done", "payload": {"agreed": "instalments"}}
    odd = await company.client.post(f"{url}/answer", headers=emma, json={"event": "nonsense"})
    assert odd.status_code == 422
    assert odd.json()["faults"][0].startswith("`card_keeps_failing` knows no event `nonsense`")
    assert (await company.client.post(f"{url}/answer", headers=emma, json=done)).status_code == 200
    assert (await company.client.get("/tasks")).json() == []
    assert (await company.client.post(f"{url}/answer", headers=emma, json=done)).json()["because"] == "stale"
    for action in ("claim", "release", "answer"):
        nobodys = await company.client.post(f"/tasks/x/nobody/1/1/0/{action}", headers=emma, json=done)
        assert (nobodys.status_code, nobodys.json()["reason"]) == (404, "there is no run `x/nobody/1`")
    assert (await company.client.post(f"{url}/claim")).status_code == 422


async def test_a_report_of_a_message_is_believed_if_it_is_signed(company: Company) -> None:
    await company.dispute()
    await pass_time(company.runtime, "1 day 30 minutes")
    message = company.outbox.one("come_back")
    url, now = "/webhooks/messages", company.clock.now()
    for secret, status in ((SECRET, 200), (f"{SECRET[:-2]}A=", 401)):
        headers, body = signed_report(secret, message.id, "opened", at=now)
        assert (await company.client.post(url, headers=headers, content=body)).status_code == status
    headers, body = signed_report(SECRET, "bill_dispute/nobody/1/2/3", "opened", at=now)
    assert (await company.client.post(url, headers=headers, content=body)).status_code == 404


async def test_health_tells_how_late_the_workers_are(company: Company) -> None:
    await company.dispute()
    assert (await company.client.get("/health")).json() == {"status": "ok", "late_seconds": 0.0}
    company.clock.advance("1 hour")
    assert (await company.client.get("/health")).json() == {"status": "ok", "late_seconds": 1800.0}


async def test_it_may_work_itself() -> None:
    """By the clock of the machine: what waits leaves by itself, and the end stops the worker."""
    outbox = Outbox(sms="phone", email="email", app_push="device")
    app = create_app(Settings(store=None, works=True), {"channels": outbox.channels, "rules": "reference"})
    async with app.router.lifespan_context(app):
        async with AsyncClient(transport=ASGITransport(app), base_url="http://care") as client:
            company = Company(client, app.state.runtime, outbox, VirtualClock())
            await company.dispute()
            values = {"dispute.reason": "roaming", "dispute.amount": "48 EUR", "dispute.note": "not me"}
            said = {"values": values, "channel": "web"}
            assert (await client.post("/customers/anna/answers", json=said)).status_code == 200
        with anyio.fail_after(30):
            while not outbox.messages:  # noqa: ASYNC110  # the worker has threads of its own
                await anyio.sleep(0.02)
    assert outbox.one().notification == "dispute_in_review"
