"""A customer who gets messages over channels that may be down, from hosts that may be late or die.

What is right is told here by what arrived, and computed apart from the runtime: nights by the clocks of the
customer, stretches of time by subtraction, consent by what was said last.
"""

from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from journeyc.expression.values import to_instant
from journeyc.ir import Package
from journeyc.runtime import Backoff, Delivery, Message, Runtime
from journeyc.runtime.errors import UsageError
from journeyc.runtime.stores.memory import MemoryStore
from tests.laws.compiling import package_of

CUSTOMER = "anna"
CHANNELS = ("app", "sms", "email")
CATEGORIES = ("marketing", "service", "transactional")
MINUTE = timedelta(minutes=1)
#: The clocks are changed by less than this.
_CHANGE = 4 * 60

_TEXT = """
touchpoint all "All" {{
  channel web: show, ask
  channel app: push   channel sms: push   channel email: push
}}
customer {{
  key id: id
  phone: text?
  sms_ok: bool = true   news_ok: bool = true
  timezone: text?
}}
event opened
event asked {{ n: int   kind: text }}
event closed
notification offer(n: int) "Offer" {{ category marketing      via app, sms, email  text "{{{{ n }}}}" }}
notification brief(n: int) "Brief" {{ category marketing      via sms  expires 5 hours  text "{{{{ n }}}}" }}
notification note(n: int)  "Note"  {{                         via sms, email  text "{{{{ n }}}}" }}
notification code(n: int)  "Code"  {{ category transactional  via sms, email  text "{{{{ n }}}}" }}
{policies}
rule thrice {{ on 3 asked within 2 hours {{ notify note(n = 0) }} }}
journey talk "Talk" {{
  timezone "Europe/Berlin"
  starts on opened -> talking
  step talking "Talking" via web {{
    on asked when event.kind == "offer" {{ notify offer(n = event.n) }}
    on asked when event.kind == "brief" {{ notify brief(n = event.n) }}
    on asked when event.kind == "note"  {{ notify note(n = event.n) }}
    on asked when event.kind == "code"  {{ notify code(n = event.n) }}
    on asked when event.kind == "all"   {{ notify offer(n = event.n) notify note(n = 0) notify code(n = 0) }}
    on offer.suppressed {{ notify note(n = 0) }}
    every 7 hours at most 40 times {{ notify offer(n = 0) }}
    on closed -> over
  }}
  end over "Over" success
}}
"""


class Cap(NamedTuple):
    """At most so many messages of a category (None: of all) in so many hours."""

    most: int
    category: str | None
    hours: int

    def __str__(self) -> str:
        return f"at most {self.most} {self.category or ''} per {self.hours} hours"


class Policy(NamedTuple):
    """Quiet hours by minute of the day, caps, and whether consent is asked for."""

    quiet: tuple[int, int] | None
    caps: tuple[Cap, ...]
    consent: bool

    def __str__(self) -> str:
        parts = [str(cap) for cap in self.caps]
        if self.quiet:
            first, last = (f"{minute // 60:02}:{minute % 60:02}" for minute in self.quiet)
            parts.append(f"quiet from {first} to {last}")
        if self.consent:
            parts += ["consent sms needs customer.sms_ok", "consent marketing email needs customer.news_ok"]
        return f"policy drawn {{ {'  '.join(parts)} }}" if parts else ""


@cache
def compiled(policy: Policy) -> Package:
    package = package_of(_TEXT.format(policies=policy))
    assert package is not None
    return package


class Died(BaseException):
    """The host is gone in the middle of what it did."""


class Arrival(NamedTuple):
    """A message that a channel brought; `allowed` and `is_quiet` are as it was then."""

    at: datetime
    message: Message
    allowed: bool
    is_quiet: bool


class Wire:
    """A channel that does what it is told."""

    def __init__(self, post: "Post", name: str, address: str | None) -> None:
        self.post, self.name, self.address = post, name, address

    def deliver(self, message: Message) -> Delivery:
        state = self.post.states[self.name]
        if state == "down":
            return Delivery("retry", "down")
        if state == "hopeless":
            return Delivery("failed", "hopeless")
        self.post.arrive(message)
        if state == "deadly":
            self.post.states[self.name] = "up"
            raise Died
        return Delivery("delivered")


class Post:
    """The hosts, the channels, and what arrived."""

    def __init__(self, policy: Policy, start: datetime, hosts: int) -> None:
        self.policy = policy
        self.time = start
        self.store = MemoryStore()
        self.states = dict.fromkeys(CHANNELS, "up")
        self.profile: dict[str, object] = {"sms_ok": True, "news_ok": True, "timezone": None}
        self.arrivals: list[Arrival] = []
        self.asked = 0
        self.hosts = [self._host() for _ in range(hosts)]
        self.hosts[0].identify(CUSTOMER, {"phone": "+49 30 1"})
        self.hosts[0].send("opened", customer=CUSTOMER, channel="web")

    def now(self) -> datetime:
        return self.time

    def _host(self) -> Runtime:
        channels = {
            name: Wire(self, name, "phone" if name == "sms" else None) for name in ("sms", "email")
        } | {"app": Wire(self, "app", "phone")}
        return Runtime.open(
            self.store, compiled(self.policy), channels, self, backoff=Backoff(first_seconds=600, attempts=4)
        )

    # ── what happens ──

    def ask(self, host: int, kind: str) -> None:
        """Let the journey send something that nobody else has asked for."""
        self.asked += 1
        payload = {"n": self.asked, "kind": kind}
        self.hosts[host % len(self.hosts)].send("asked", payload, customer=CUSTOMER)

    def tick(self, host: int) -> None:
        """Let a host look at the clock; one that dies is started anew."""
        number = host % len(self.hosts)
        try:
            self.hosts[number].tick()
        except Died:
            self.hosts[number] = self._host()

    def know(self, field: str, value: object) -> None:
        self.profile[field] = value
        self.hosts[0].identify(CUSTOMER, {field: value})

    def fail(self, number: int) -> None:
        """Say of a message that arrived that its channel has failed after all."""
        if self.arrivals:
            message = self.arrivals[number % len(self.arrivals)].message
            self.hosts[0].delivered(message.id, "failed", channel=message.channel)
            self.arrivals = [
                one
                for one in self.arrivals
                if (one.message.id, one.message.channel) != (message.id, message.channel)
            ]

    def retry(self) -> None:
        """Try the oldest incident again."""
        for incident in self.hosts[0].incidents()[:1]:
            try:
                self.hosts[0].retry(incident["id"])
            except UsageError:
                self.hosts[0].dismiss(incident["id"])

    def drain(self) -> None:
        """Everything is up again, and there is time for all that waits."""
        self.states = dict.fromkeys(CHANNELS, "up")
        self.know("sms_ok", value=True)
        self.know("news_ok", value=True)
        self.hosts[0].send("closed", customer=CUSTOMER, channel="web")
        for _ in range(200):
            self.tick(0)
            due = self.hosts[0].next_due()
            if due is None:
                return
            self.time = max(self.time, due)
        message = "something is due for ever"
        raise AssertionError(message)

    # ── what arrived ──

    def arrive(self, message: Message) -> None:
        category = CATEGORY[message.notification]
        needed = {
            ("sms", "marketing"): ["sms_ok"],
            ("sms", "service"): ["sms_ok"],
            ("email", "marketing"): ["news_ok"],
        }.get((message.channel, category), [])
        allowed = not self.policy.consent or all(self.profile[name] for name in needed)
        # What a rule of the customer sends belongs to no journey, which would have a zone.
        zone = self.profile["timezone"] or ("UTC" if message.run.startswith("customer:") else "Europe/Berlin")
        is_quiet = category != "transactional" and self._is_night(ZoneInfo(str(zone)))
        self.arrivals.append(Arrival(self.time, message, allowed, is_quiet))

    def _is_night(self, zone: ZoneInfo) -> bool:
        """Whether clocks in the zone of the customer have come to the beginning, and not yet to the end. A
        clock that is put back stands still until it is where it was.
        """
        if self.policy.quiet is None:
            return False
        shown = [
            (self.time - minute * MINUTE).astimezone(zone).replace(tzinfo=None) for minute in range(_CHANGE)
        ]
        latest = max(shown)
        minute, (first, last) = latest.hour * 60 + latest.minute, self.policy.quiet
        return first <= minute < last if first < last else not last <= minute < first

    # ── the laws ──

    def check(self) -> None:
        assert [one for one in self.arrivals if not one.allowed] == [], "written to without consent"
        assert [one for one in self.arrivals if one.is_quiet] == [], "written to at night"
        for cap in self.policy.caps:
            self._check_cap(cap)
        texts = {(one.message.text, one.message.id) for one in self.arrivals if one.message.text != "0"}
        twice = [text for text, number in Counter(text for text, _ in texts).items() if number > 1]
        assert twice == [], "sent twice under another id"

    def _check_cap(self, cap: Cap) -> None:
        per = timedelta(hours=cap.hours)
        # What is transactional passes, so it may be one too many, and is no fault.
        counted = [
            one
            for one in self.arrivals
            if (category := CATEGORY[one.message.notification]) != "transactional"
            and cap.category in {None, category}
        ]
        for last in counted:
            within = {one.message.id for one in counted if last.at - per < one.at <= last.at}
            assert len(within) <= cap.most, f"{cap}: {sorted(within)} by {last.at}"

    def check_end(self) -> None:
        """Of every message it is known what became of it."""
        runtime = self.hosts[0]
        ends = {one.message: one.result for one in runtime.contacts(CUSTOMER)}
        told = {
            line.document["message"]: line.document["state"]
            for line in runtime.history(CUSTOMER)
            if line.kind == "message"
        }
        for message, result in ends.items():
            # What failed and is on its way over another channel would be in flight for ever.
            is_known = told.get(message) in {"delivered", "expired", "suppressed", "failed"}
            assert is_known or result in {"suppressed", "failed"}, f"{message}: {result}"
        customer = self.store.read(CUSTOMER).customer
        assert customer is not None
        assert "held" not in customer
        assert all("sent" in one for one in customer.get("contacts", ()))
        assert all(to_instant(one["at"]) <= self.time for one in customer.get("contacts", ()))


CATEGORY = {"offer": "marketing", "brief": "marketing", "note": "service", "code": "transactional"}
STARTS = (
    datetime(2026, 3, 28, 17, tzinfo=UTC),
    datetime(2026, 10, 24, 17, tzinfo=UTC),
    datetime(2026, 11, 23, 9, tzinfo=UTC),
)
