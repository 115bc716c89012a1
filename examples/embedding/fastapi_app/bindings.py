"""What the service and its workers share: where runs are kept, which journeys there are, what is bound.

The service opens with it, and so does a worker beside it:

    journeyc worker ../journeys/bill_dispute.journey ../journeys/card_keeps_failing.journey \
        --store care.sqlite --bind fastapi_app.bindings:bindings
"""

import os
from pathlib import Path
from typing import NamedTuple

import journeyc
from journeyc.ir import Package
from journeyc.runtime import Bindings
from journeyc.runtime.channels import FileChannel

JOURNEYS = Path(__file__).parents[2] / "journeys"


class Settings(NamedTuple):
    """What differs from one machine to the next; each has a variable of the environment."""

    #: A file, or `postgresql://…` where several machines share it; None is memory.
    store: str | None = "care.sqlite"
    #: Where messages go: a folder with a file for each channel, as this company has no gateway.
    outbox: str = "outbox"
    #: What resume links begin with.
    site: str = "http://127.0.0.1:8000/resume/"
    #: What whoever carries the messages signs reports with; this one everybody knows.
    webhook_secret: str = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oDUa/bc0bTwJ4="  # noqa: S105
    #: Whether this process works for the journeys as well, instead of a worker beside it.
    works: bool = False

    @classmethod
    def of_environment(cls) -> "Settings":
        """`CARE_STORE`, `CARE_OUTBOX`, `CARE_SITE`, `CARE_WEBHOOK_SECRET`, `CARE_WORKS`."""
        given = {name: os.environ.get(f"CARE_{name.upper()}") for name in cls._fields}
        texts = {name: value for name, value in given.items() if value is not None and name != "works"}
        return cls(**texts, works=given["works"] == "1")


def journeys() -> list[Package]:
    """Compiled here, when the service starts. A release compiles them before, with `journeyc compile`, and
    gives the paths of that: then no compiler runs here.
    """
    return [journeyc.load(JOURNEYS / f"{name}.journey") for name in ("bill_dispute", "card_keeps_failing")]


def bindings() -> Bindings:
    """What is bound to the journeys: the channels, and who looks at business rules."""
    settings = Settings.of_environment()
    outbox = Path(settings.outbox)
    outbox.mkdir(parents=True, exist_ok=True)
    addresses = {"sms": "phone", "email": "email", "app_push": "device"}
    return {
        "channels": {
            name: FileChannel(outbox / f"{name}.mbox", address=field) for name, field in addresses.items()
        },
        "resume_link": settings.site,
        "rules": "reference",
    }
