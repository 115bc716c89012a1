"""A value that may be used, and never shown."""

import os
from collections.abc import Callable
from typing import Any, NoReturn, Self

from journeyc.runtime.errors import UsageError

_SHOWN = "***"


class Secret:
    """A password, a key or a token; neither its text nor its `repr` is the value. `before` stands in front of
    it wherever it is used, as in `Bearer `.
    """

    __slots__ = ("_parts",)

    def __init__(self, value: str, *, before: str = "") -> None:
        if not value.strip():
            raise UsageError("a secret is empty", "give the value itself")
        # In a closure, so that nothing which lists the parts of objects comes upon it.
        self._parts: Callable[[], tuple[str, str]] = lambda: (before, value)

    @classmethod
    def environment(cls, name: str, *, before: str = "") -> Self:
        """The secret in a variable of the environment, as it is now."""
        value = os.environ.get(name, "")
        if not value.strip():
            raise UsageError(
                f"the environment has no `{name}`", "set the variable before the program is started"
            )
        return cls(value.strip(), before=before)

    def reveal(self) -> str:
        """What is to be sent."""
        return "".join(self._parts())

    def mask(self, text: str) -> str:
        """A text without the value."""
        return text.replace(self._parts()[1], _SHOWN)

    def __repr__(self) -> str:
        return f"Secret({_SHOWN})"

    def __str__(self) -> str:
        return _SHOWN

    def __format__(self, _: str) -> str:
        return _SHOWN

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not written anywhere")


def masked(value: Any, secrets: tuple[Secret, ...]) -> Any:
    """A JSON value without any of the secrets, should whoever was given them say them back."""
    if isinstance(value, str):
        for secret in secrets:
            value = secret.mask(value)
        return value
    if isinstance(value, dict):
        return {masked(name, secrets): masked(part, secrets) for name, part in value.items()}
    if isinstance(value, list):
        return [masked(part, secrets) for part in value]
    return value
