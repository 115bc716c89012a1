"""What `Runtime` has, `AsyncRuntime` has: the same names, parameters, defaults, types and words."""

from inspect import Parameter, Signature, getdoc, iscoroutinefunction, signature
from typing import Any

import pytest

from journeyc.runtime import AsyncRuntime, AsyncWorker, Runtime, Worker
from journeyc.runtime.aio.embedded import Opening

#: Whose words differ, as they are used in another way.
_OTHER_WORDS = {"open", "close", "batch", "worker"}
_PLAIN = {"open", "batch"}


def names(of: type) -> set[str]:
    return {name for name in dir(of) if not name.startswith("_")}


def parameters(of: type, name: str) -> list[Parameter]:
    given = signature(getattr(of, name)).parameters.values()
    return [one for one in given if one.name != "self"]


METHODS = sorted(name for name in names(Runtime) if callable(getattr(Runtime, name)))
PROPERTIES = sorted(names(Runtime) - {*METHODS})


def test_they_have_the_same_names() -> None:
    assert names(AsyncRuntime) == names(Runtime)
    assert names(AsyncWorker) == names(Worker)
    assert len(METHODS) > 30


@pytest.mark.parametrize("name", METHODS)
def test_a_method_takes_the_same(name: str) -> None:
    here, there = parameters(AsyncRuntime, name), parameters(Runtime, name)
    if name == "open":
        # The one knows its loop, and has threads besides.
        assert [one.name for one in here][-1] == "threads"
        assert [one.name for one in there][-1] == "loop"
        here, there = here[:-1], there[:-1]
    assert here == there


@pytest.mark.parametrize("name", METHODS)
def test_a_method_says_and_gives_the_same(name: str) -> None:
    here, there = getattr(AsyncRuntime, name), getattr(Runtime, name)
    assert here.__name__ == name
    assert here.__qualname__ == f"AsyncRuntime.{name}"
    assert iscoroutinefunction(here) is (name not in _PLAIN)
    assert (getdoc(here) == getdoc(there)) is (name not in _OTHER_WORDS)
    assert getdoc(here)
    if name not in _OTHER_WORDS:
        assert given(here) == given(there)


def given(method: Any) -> Any:
    found = signature(method).return_annotation
    assert found is not Signature.empty
    return found


@pytest.mark.parametrize("name", PROPERTIES)
def test_a_property_is_one_there_too(name: str) -> None:
    here, there = getattr(AsyncRuntime, name), getattr(Runtime, name)
    assert isinstance(here, property)
    assert getdoc(here) == getdoc(there)
    assert given(here.fget) == given(there.fget)


@pytest.mark.parametrize("name", ["run", "step", "stop"])
def test_a_worker_takes_the_same(name: str) -> None:
    assert parameters(AsyncWorker, name) == parameters(Worker, name)
    assert iscoroutinefunction(getattr(AsyncWorker, name)) is (name != "stop")


def test_opening_is_awaited_or_entered() -> None:
    assert {"__await__", "__aenter__", "__aexit__"} <= {*vars(Opening)}
