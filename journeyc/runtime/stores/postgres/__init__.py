"""Stores on PostgreSQL; the driver is loaded with this."""

from journeyc.runtime.stores.postgres.address import read_address
from journeyc.runtime.stores.postgres.examined import examine, look_into
from journeyc.runtime.stores.postgres.store import PostgresStore

__all__ = ["PostgresStore", "examine", "look_into", "read_address"]
