"""Whether what a program binds to services can be called, and fits what journeys declare: told when the
runtime opens, not when the first customer waits for an answer.
"""

from collections.abc import Callable, Mapping, Sequence
from inspect import Signature, signature

from journeyc.ir.declarations import Service as Declared
from journeyc.nearest import meant
from journeyc.runtime.errors import UsageError
from journeyc.runtime.ports import Callee
from journeyc.runtime.services import HttpService


def check_services(services: Mapping[str, Callee]) -> None:
    """UsageError for what cannot be called."""
    for name, callee in services.items():
        if isinstance(callee, type) and hasattr(callee, "call"):
            raise UsageError(
                f"`{name}` is bound to the class {callee.__name__}",
                f"bind one of them: `{callee.__name__}(…)`",
            )
        if not callable(getattr(callee, "call", callee)):
            raise UsageError(
                f"`{name}` is bound to a {type(callee).__name__}", "bind a function or a `Service` to it"
            )


def check_declared(
    services: Mapping[str, Callee], declared: Sequence[Declared] | None, elsewhere: Callable[[str], bool]
) -> None:
    """UsageError for a service that nobody declares, and one that does not fit its declaration.

    A program may bind more than its journeys call: all that they declare, and what journeys in the store do,
    which is `elsewhere`. One that was given no journeys, where `declared` is None, serves those of others
    and is taken at its word.
    """
    if declared is None:
        return
    for name, callee in services.items():
        found = [service for service in declared if service.name == name]
        if not found and not elsewhere(name):
            names = sorted({service.name for service in declared})
            problem = f"`{name}` is bound, and no journey here or in the store declares such a service"
            raise UsageError(problem, meant(name, names, "bind what is declared, or open with its journey"))
        for service in found:
            _check(callee, service)


def _check(callee: Callee, service: Declared) -> None:
    where = f"`{service.name}` ({service.place.file}:{service.place.line})"
    takes = [parameter.name for parameter in service.parameters]
    given = ", ".join(f"`{name}`" for name in takes) or "nothing"
    if isinstance(callee, HttpService):
        if unknown := sorted(callee.arguments - {*takes}):
            raise UsageError(
                f"{callee} has a place for `{{{unknown[0]}}}`, which is no parameter of {where}",
                f"it takes {given}",
            )
        if unknown := sorted(callee.failures - {*service.failures}):
            named = ", ".join(f"`{name}`" for name in service.failures) or "none"
            raise UsageError(
                f"{callee} may fail as `{unknown[0]}`, which is no failure of {where}", f"it declares {named}"
            )
        return
    if hasattr(callee, "call"):
        return
    try:
        form = signature(callee)
    except (TypeError, ValueError):
        # Some functions that are not written in Python do not tell what they take.
        return
    if problem := _misfit(form, takes):
        name = getattr(callee, "__name__", type(callee).__name__)
        raise UsageError(
            f"`{name}` cannot be called with what {where} takes: {problem}", f"let it take {given} by name"
        )


def _misfit(form: Signature, takes: Sequence[str]) -> str:
    try:
        form.bind(**dict.fromkeys(takes))
    except TypeError as error:
        return str(error)
    return ""
