"""What the address of a store on PostgreSQL says, as `postgresql://user@host:5432/database?schema=journeyc`."""

import re
from typing import NamedTuple
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict
from psycopg.pq import Conninfo

from journeyc.nearest import meant
from journeyc.runtime.errors import UsageError
from journeyc.runtime.stores.unread import unreadable

_SCHEMA = re.compile(r"[a-z_][a-z0-9_]{0,62}")
_MOST_CONNECTIONS = 1000
_MOST_SECONDS = 3600
_LAST_PORT = 65535

#: Ours; all others are those of libpq, such as `sslmode`.
_OPTIONS = ("schema", "pool", "connect_seconds", "statement_seconds")


class Address(NamedTuple):
    """Where a store is, and how it is talked to. `schema` holds its tables; `pool` are the connections at
    most; `connect_seconds` how long one is waited for, `statement_seconds` how long a statement. `driver` is
    what the driver is told.
    """

    driver: dict[str, str]
    schema: str
    pool: int
    connect_seconds: int
    statement_seconds: int

    @property
    def shown(self) -> str:
        """The address in messages: without a password, or who has it."""
        host = self.driver.get("host", "")
        port = f":{self.driver['port']}" if "port" in self.driver else ""
        place = f"postgresql://{host}{port}/{self.driver.get('dbname', '')}"
        return place if self.schema == "journeyc" else f"{place}?schema={self.schema}"


def read_address(text: str) -> Address:
    """What an address says; UsageError where it cannot be read."""
    parts = urlsplit(text)
    # A password with a mark that stands for something else in an address would be taken for its next part,
    # and shown.
    if parts.netloc.count("@") > 1 or "@" in parts.path or parts.fragment:
        raise unreadable()
    given = dict(parse_qsl(parts.query, keep_blank_values=True))
    ours = {name: given.pop(name) for name in _OPTIONS if name in given}
    known = sorted(option.keyword.decode() for option in Conninfo.get_defaults())
    for name in given:
        if "@" in name:
            raise unreadable()
        if name not in known:
            raise UsageError(
                f"`{name}` is no option of a PostgreSQL store",
                meant(name, [*_OPTIONS, *known], f"there are {', '.join(_OPTIONS)}, and those of libpq"),
            )
    # By hand, as the driver wants the slashes even where no host is behind them.
    plain = f"postgresql://{parts.netloc}{parts.path}?{urlencode(given, quote_via=quote)}"
    try:
        driver = conninfo_to_dict(plain)
    except (ProgrammingError, UnicodeError):
        # What is said of it may show a password.
        raise unreadable() from None
    for port in str(driver.get("port") or "").split(","):
        _require_port(port)
    schema = ours.get("schema", "journeyc")
    if not _SCHEMA.fullmatch(schema):
        raise UsageError(f"`schema` is `{schema}`", "use small letters, digits and `_`, 63 of them at most")
    return Address(
        {name: str(value) for name, value in driver.items() if value is not None},
        schema,
        _number("pool", ours.get("pool", "8"), _MOST_CONNECTIONS),
        _number("connect_seconds", ours.get("connect_seconds", "10"), _MOST_SECONDS),
        _number("statement_seconds", ours.get("statement_seconds", "30"), _MOST_SECONDS),
    )


def _require_port(text: str) -> None:
    """Nothing is a port as well: that of the driver."""
    if not (text.isascii() and text.isdecimal()):
        if text:
            # It may be the first part of a password.
            raise unreadable()
    elif not 1 <= int(text[:9]) <= _LAST_PORT:
        raise UsageError(f"the port is `{text}`", f"give a whole number between 1 and {_LAST_PORT}")


def _number(name: str, text: str, most: int) -> int:
    if not (text.isascii() and text.isdecimal() and 1 <= int(text[:9]) <= most):
        raise UsageError(f"`{name}` is `{text}`", f"give a whole number between 1 and {most}")
    return int(text)
