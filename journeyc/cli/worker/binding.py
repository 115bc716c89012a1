"""`--bind MODULE:NAME`: what a module of the user's binds to a worker, looked at before it is needed."""

import sys
from collections.abc import Mapping, Sequence
from contextlib import redirect_stdout
from importlib import import_module
from numbers import Real
from pathlib import Path
from traceback import extract_tb
from typing import Any, cast

from journeyc.cli.ending import Failure
from journeyc.nearest import meant, nearest
from journeyc.runtime import Backoff, Bindings, Circuit, Telemetry

_SHAPE = "write MODULE:NAME, such as `shop.journeys:bindings`"
_NUMBER = (Real, "a number of seconds")
#: What can be bound, as what kind of thing, and how that is called.
_KINDS: dict[str, tuple[Any, str]] = {
    "channels": (Mapping, "a dict of channels by name"),
    "services": (Mapping, "a dict of services by name"),
    "listeners": (list | tuple | None, "a list of functions, or None"),
    "service_seconds": _NUMBER,
    "channel_seconds": _NUMBER,
    "circuit": (Circuit | None, "a `Circuit`"),
    "resume_link": (str, "a text"),
    "link_key": (str | bytes | Sequence | None, "a text, bytes, or a list of them"),
    "link_days": (Real, "a number of days"),
    "backoff": (Backoff | None, "a `Backoff`"),
    "rules": (str, "a text"),
    "rules_deadline": _NUMBER,
    "telemetry": (Telemetry | bool, "a `Telemetry`, True or False"),
}
#: Events wait for somebody who listens unless it is said that nobody ever does.
_NOTHING: Bindings = {"listeners": ()}


def bound(name: str) -> Bindings:
    """What stands under a name as MODULE:NAME; Failure says what is wrong with it, and how to mend it."""
    if not name:
        return _NOTHING
    # What a module prints is no result of the command.
    with redirect_stdout(sys.stderr):
        return _NOTHING | _checked(name, _given(name))


def _given(name: str) -> object:
    module_name, _, attribute = name.partition(":")
    if not all(part.isidentifier() for part in [*module_name.split("."), attribute]):
        raise Failure(f"`--bind {name}` names nothing", _SHAPE)
    module = _module(module_name)
    if not hasattr(module, attribute):
        near = nearest(attribute, [known for known in vars(module) if not known.startswith("_")])
        cure = f"did you mean `{module_name}:{near}`?" if near else "define it there"
        raise Failure(f"there is no `{attribute}` in the module `{module_name}`", cure)
    found: object = getattr(module, attribute)
    if not callable(found):
        return found
    try:
        return found()
    except (Exception, SystemExit) as error:  # noqa: BLE001  # the author's code may raise anything
        raise _raised(f"`{name}` is called without arguments, and raised", error) from None


def _module(name: str) -> object:
    here = str(Path.cwd())
    if here not in sys.path:
        sys.path.insert(0, here)
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        if error.name and f"{name}.".startswith(f"{error.name}."):
            cure = f"it is looked for in `{here}`, and where Python looks (`PYTHONPATH`, what is installed)"
            raise Failure(f"there is no module `{error.name}`", cure) from None
        cure = "install it for the Python that runs journeyc"
        raise Failure(f"the module `{name}` needs `{error.name}`, which is not installed", cure) from None
    except (Exception, SystemExit) as error:  # noqa: BLE001  # the author's code may raise anything
        raise _raised(f"the module `{name}` cannot be imported; it raised", error) from None


def _raised(what: str, error: BaseException) -> Failure:
    """What somebody else's code raised, with the place in it."""
    where = extract_tb(error.__traceback__)[-1]
    place = f"{where.filename}:{where.lineno}"
    if isinstance(error, SyntaxError) and error.filename:
        place = f"{error.filename}:{error.lineno}"
    said = " ".join(_words(error).split())
    return Failure(f"{what} {type(error).__name__}{': ' if said else ''}{said}", f"mend it at {place}")


def _words(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:  # noqa: BLE001  # the author's code, too
        return ""


def _checked(name: str, given: object) -> Bindings:
    if not isinstance(given, Mapping):
        problem = f"`{name}` is a {type(given).__name__}"
        raise Failure(problem, 'let it be a dict such as `{"channels": {…}, "services": {…}}`')
    for key, value in given.items():
        if key not in _KINDS:
            known = ", ".join(f"`{one}`" for one in _KINDS)
            cure = meant(str(key), _KINDS, f"there are {known}")
            raise Failure(f"`{name}` binds `{key}`, which is nothing that can be bound", cure)
        kind, words = _KINDS[key]
        if not isinstance(value, kind):
            raise Failure(f"`{key}` in `{name}` is a {type(value).__name__}", f"give {words}")
    return cast("Bindings", dict(given))
