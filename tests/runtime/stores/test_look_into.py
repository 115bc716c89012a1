"""Who looks into a store sees it as it is at one moment, and can change nothing."""

from contextlib import closing
from pathlib import Path

import pytest

from journeyc.runtime import Store, StoreError
from journeyc.runtime.errors import StoreMissingError
from journeyc.runtime.stores import SqliteStore, look_into
from tests.posix import posix
from tests.runtime.stores.test_files import commit, made, open_folder, unprivileged

__all__ = ["open_folder"]


def customers(store: Store) -> list[int]:
    """Who of the first four is known, by number."""
    return [number for number in range(4) if store.find(f"customer {number}")]


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_nothing_is_changed_and_no_file_is_made(tmp_path: Path) -> None:
    path = made(tmp_path / "a", 2)
    before = content(tmp_path)
    assert look_into(path, customers) == [0, 1]
    assert look_into(f"sqlite:///{path}?busy_seconds=1", customers) == [0, 1]
    assert content(tmp_path) == before


@pytest.mark.parametrize("fails", [False, True], ids=["seen", "failed"])
def test_who_came_meanwhile_is_not_half_seen(tmp_path: Path, *, fails: bool) -> None:
    """What was read before and after would not fit together, so it is read again, whatever came of it."""
    path = made(tmp_path / "a", 1)
    seen: list[list[int]] = []

    def look(store: Store) -> list[int]:
        seen.append(customers(store))
        if len(seen) == 1:
            with closing(SqliteStore(str(path))) as service:
                commit(service, "customer 1")
            if fails:
                raise ValueError
        return customers(store)

    assert look_into(path, look) == [0, 1]
    assert len(seen) == 2


def test_what_is_written_meanwhile_is_not_half_seen(tmp_path: Path) -> None:
    """By a service that has had the store open before: all is of one moment."""
    with closing(SqliteStore(str(tmp_path / "a"))) as service:
        commit(service, "customer 0")

        def look(store: Store) -> tuple[list[int], list[int]]:
            before = customers(store)
            commit(service, "customer 1")
            return before, customers(store)

        assert look_into(tmp_path / "a", look) == ([0], [0])
        assert look_into(tmp_path / "a", customers) == [0, 1]


def test_nothing_can_be_written(tmp_path: Path) -> None:
    path = made(tmp_path / "a")
    with pytest.raises(StoreError):
        look_into(path, lambda store: commit(store, "customer 0"))
    assert look_into(path, customers) == []


@posix("rights of files")
def test_who_may_only_read_can_look(open_folder: Path) -> None:
    path = made(open_folder / "a", 1)
    path.chmod(0o444)
    open_folder.chmod(0o555)
    with unprivileged():
        assert look_into(path, customers) == [0]


@posix("rights of files")
def test_who_may_not_look_into_its_folder_is_told_so(open_folder: Path) -> None:
    path = made(open_folder / "a")
    open_folder.chmod(0)
    with unprivileged(), pytest.raises(StoreError, match="permission"):
        look_into(path, customers)


def test_an_empty_file_holds_no_store(tmp_path: Path) -> None:
    """Nor is one made in it."""
    (tmp_path / "a").touch()
    with pytest.raises(StoreMissingError, match="is empty"):
        look_into(tmp_path / "a", customers)
    assert content(tmp_path) == {"a": b""}
