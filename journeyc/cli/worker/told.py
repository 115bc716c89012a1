"""What a worker says when it begins and ends."""

from journeyc.runtime import WorkerCounts
from journeyc.runtime.hosts.serving import Served
from journeyc.runtime.logs import WORKER as LOG

_KINDS = {"message": "channel", "call": "service", "emitted": "events"}


def tell_start(served: Served, carriers: int, lease_seconds: float, new: str) -> None:
    """What is served, and what has to wait for others; the store, where that is a `new` one."""
    journeys = ", ".join(f"{name} {version}" for name, version in served.journeys)
    LOG.info("begins with %d carriers and leases of %g seconds", carriers, lease_seconds)
    if new:
        # It may be the wrong name of one that is there.
        LOG.info("has made the store `%s`, which was not there", new)
    LOG.info("serves %s", journeys)
    LOG.info("carries %s", _words(served.outlets) or "nothing, as nothing is bound")
    if served.elsewhere:
        LOG.info("leaves to others, and lets wait for them: %s", _words(served.elsewhere))


def tell_end(counts: WorkerCounts) -> None:
    """What was done."""
    progress = f"{counts.progress:%Y-%m-%dT%H:%M:%SZ}" if counts.progress else "never"
    said = ", ".join(f"{name} {value}" for name, value in counts._asdict().items() if name != "progress")
    LOG.info("ended: %s, last progress %s", said, progress)


def _words(outlets: list[str]) -> str:
    """Outlets as people call them: `channel sms`, `service billing.credit`, `events`."""
    return ", ".join(" ".join(filter(None, (_KINDS[kind], name))) for kind, name in map(_split, outlets))


def _split(outlet: str) -> tuple[str, str]:
    kind, _, name = outlet.partition(":")
    return kind, name
