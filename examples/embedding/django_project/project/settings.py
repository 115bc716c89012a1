"""The settings. `JOURNEYC` is what the runtime is opened with; all else is any Django project's."""

import os
from pathlib import Path

from journeyc.runtime.channels import FileChannel

BASE_DIR = Path(__file__).resolve().parent.parent
#: Where files are kept: the two databases, and the messages of a company that has no gateway.
DATA_DIR = Path(os.environ.get("CARE_DATA", BASE_DIR / "data"))
DATA_DIR.mkdir(parents=True, exist_ok=True)

# Two stores with a transaction each, also where both are schemas of one PostgreSQL: the runtime has
# connections of its own. `care/models.py` says what follows.
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": DATA_DIR / "site.sqlite",
        # Writers wait for each other from the beginning of a transaction on, and not in the midst of it.
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL",
        },
    }
}
JOURNEYC = {
    "store": os.environ.get("CARE_STORE", str(DATA_DIR / "journeys.sqlite")),
    "channels": {
        "sms": FileChannel(DATA_DIR / "sms.mbox", address="phone"),
        "email": FileChannel(DATA_DIR / "email.mbox", address="email"),
    },
    "resume_link": "http://127.0.0.1:8000/resume/",
}
#: A release compiles it before, with `journeyc compile`: then no compiler runs here.
JOURNEY = os.environ.get("CARE_JOURNEY", str(BASE_DIR.parents[1] / "journeys" / "bill_dispute.journey"))

# Everybody knows this one: give your own.
SECRET_KEY = os.environ.get("CARE_SECRET_KEY", "known to everybody")
WEBHOOK_SECRET = os.environ.get("CARE_WEBHOOK_SECRET", "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oDUa/bc0bTwJ4=")
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "testserver"]
DEBUG = False
INSTALLED_APPS = ["care"]
MIDDLEWARE = ["care.answers.in_words"]
ROOT_URLCONF = "care.urls"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
