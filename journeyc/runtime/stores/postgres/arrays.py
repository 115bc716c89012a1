"""Columns of rows as one value each, in the form in which PostgreSQL takes them fastest."""

from collections.abc import Iterable, Sequence
from struct import pack
from typing import Any

from psycopg.adapt import AdaptersMap, Dumper
from psycopg.pq import Format

from journeyc.runtime.ports import Lease

_TEXT, _TEXTS = 25, 1009
_BIGINT, _BIGINTS = 20, 1016
_BYTES, _BYTESES = 17, 1001
_NULL = b"\xff\xff\xff\xff"


class Texts(list[str | None]):
    """A column of texts."""


class Numbers(list[int | None]):
    """A column of whole numbers of 64 bits."""


class Documents(list[bytes | None]):
    """A column of packed documents."""


def _array(element: int, values: Sequence[bytes | None]) -> bytes:
    if not values:
        return pack("!iiI", 0, 0, element)
    head = pack("!iiIii", 1, int(None in values), element, len(values), 1)
    return head + b"".join([_NULL if value is None else pack("!i", len(value)) + value for value in values])


class _TextsDumper(Dumper):
    format = Format.BINARY
    oid = _TEXTS

    def dump(self, obj: Texts) -> bytes:
        return _array(_TEXT, [None if text is None else text.encode() for text in obj])


class _NumbersDumper(Dumper):
    format = Format.BINARY
    oid = _BIGINTS

    def dump(self, obj: Numbers) -> bytes:
        return _array(_BIGINT, [None if number is None else pack("!q", number) for number in obj])


class _DocumentsDumper(Dumper):
    format = Format.BINARY
    oid = _BYTESES

    def dump(self, obj: Documents) -> bytes:
        return _array(_BYTES, obj)


def register(adapters: AdaptersMap) -> None:
    """Let a connection take such columns."""
    adapters.register_dumper(Texts, _TextsDumper)
    adapters.register_dumper(Numbers, _NumbersDumper)
    adapters.register_dumper(Documents, _DocumentsDumper)


_KINDS: dict[str, type[list[Any]]] = {"n": Numbers, "t": Texts, "d": Documents}


def columns(rows: Iterable[Sequence[Any]], kinds: str) -> list[list[Any]]:
    """Rows as columns: `n` for numbers, `t` for texts, `d` for documents."""
    turned = [*zip(*rows, strict=True)] or [()] * len(kinds)
    return [_KINDS[kind](one) for kind, one in zip(kinds, turned, strict=True)]


def columns_of_leases(leases: Sequence[Lease]) -> tuple[Texts, Numbers]:
    """Customers and fences of leases."""
    # In order, as commits lock them, so that nobody waits in a ring.
    leases = sorted(leases, key=lambda one: one.customer.encode())
    return Texts(one.customer for one in leases), Numbers(one.fence for one in leases)
