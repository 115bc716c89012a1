"""What the workflow asks for, from the environment that `action.yml` fills."""

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple, TypeVar

from journeyc.cli.ending import Failure
from journeyc.nearest import nearest

Level = Literal["error", "warning"]
Value = TypeVar("Value")
_PREFIX = "JOURNEYC_"
_TRUTH = {"true": True, "false": False}
_LEVELS: dict[str, Level | None] = {"": None, "error": "error", "warning": "warning"}


class Inputs(NamedTuple):
    """The inputs of the action, as `action.yml` describes them; `fail_level` is that of the project if None,
    and the comment is known by its `name`.
    """

    paths: tuple[str, ...] = (".",)
    working_directory: str = "."
    fail_level: Level | None = None
    comment: bool = True
    pictures: bool = True
    tests: bool = True
    fail_on_breaking: bool = False
    name: str = "."
    token: str = ""


def inputs(environment: Mapping[str, str], paths: Sequence[str] = ()) -> Inputs:
    """The inputs of one run; `Failure` names the one that cannot be. `paths` go before those of the
    environment.
    """
    lines = [line.strip() for line in _text(environment, "paths").splitlines()]
    folder = _text(environment, "working-directory") or "."
    return Inputs(
        paths=tuple(paths) or tuple(line for line in lines if line) or (".",),
        working_directory=folder,
        fail_level=_one_of(environment, "fail-level", _LEVELS, None),
        comment=_one_of(environment, "comment", _TRUTH, default=True),
        pictures=_one_of(environment, "pictures", _TRUTH, default=True),
        tests=_one_of(environment, "tests", _TRUTH, default=True),
        fail_on_breaking=_one_of(environment, "fail-on-breaking", _TRUTH, default=False),
        name=_text(environment, "name") or folder,
        token=_token(environment),
    )


def _text(environment: Mapping[str, str], name: str) -> str:
    text = environment.get(variable(name), "").strip()
    if "\0" in text:
        raise Failure(f"the input `{name}` has a NUL character")
    return text


def _token(environment: Mapping[str, str]) -> str:
    """The token, which no message shows."""
    token = _text(environment, "token") or environment.get("GITHUB_TOKEN", "").strip()
    if not token.isascii() or not token.isprintable() or " " in token:
        raise Failure("the input `token` is no token", "it is one word, without spaces and line breaks")
    return token


def variable(name: str) -> str:
    """The variable that an input stands in."""
    return _PREFIX + name.replace("-", "_").upper()


def _one_of(environment: Mapping[str, str], name: str, known: Mapping[str, Value], default: Value) -> Value:
    text = _text(environment, name).lower()
    if not text:
        return default
    if text in known:
        return known[text]
    choices = [choice for choice in known if choice]
    meant = nearest(text, choices)
    cure = f"did you mean `{meant}`?" if meant else f"say {' or '.join(f'`{one}`' for one in choices)}"
    raise Failure(f"the input `{name}` cannot be `{text}`", cure)
