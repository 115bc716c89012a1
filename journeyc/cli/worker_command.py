"""The options of `journeyc worker`; what it does is imported when it is called."""

import re
from enum import StrEnum
from typing import Annotated, Any

import typer

from journeyc.cli.ending import guarded
from journeyc.cli.options import Shown, StoreAddress

_TIME = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,3})?) ?([smh]?)")
_UNITS = {"": 1, "s": 1, "m": 60, "h": 3_600}


class LogLevel(StrEnum):
    """What is logged."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


def _seconds(text: str) -> float:
    found = _TIME.fullmatch(text)
    if found is None:
        raise typer.BadParameter(f"`{text}` is no time; write a number with s, m or h, such as 30s or 2m")
    return float(found[1]) * _UNITS[found[2]]


def _checked(text: str) -> str:
    _seconds(text)
    return text


def _time(help: str) -> Any:  # noqa: A002  # the word of every option
    return typer.Option(callback=_checked, metavar="TIME", help=help)


def worker(  # noqa: PLR0913, PLR0917  # one parameter for each option
    store: StoreAddress,
    journeys: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="JOURNEYS",
            help="Compiled journeys, folders of them, or journey files; those of the store if none is named.",
        ),
    ] = None,
    bind: Annotated[
        str,
        typer.Option(
            metavar="MODULE:NAME",
            help="A dict in a Python module, or a function that gives one: channels, services, listeners.",
        ),
    ] = "",
    carriers: Annotated[
        int, typer.Option(min=1, max=1_000, metavar="N", help="For so many customers it carries at once.")
    ] = 8,
    lease: Annotated[str, _time("How long it has a customer; renewed while it works for them.")] = "2m",
    poll: Annotated[str, _time("How often it looks for what others have brought.")] = "1s",
    grace: Annotated[str, _time("For how long it finishes what is in hand when it is to end.")] = "30s",
    until_idle: Annotated[
        bool,
        typer.Option("--until-idle", help="End when there is nothing to do; with 1 if something went wrong."),
    ] = False,
    verbose: Annotated[bool, typer.Option("--verbose", help="Log what went well, too; as `debug`.")] = False,
    log_format: Annotated[
        Shown, typer.Option(metavar="text|json", help="Log lines for people, or JSON objects.")
    ] = Shown.TEXT,
    log_level: Annotated[
        LogLevel, typer.Option(metavar="LEVEL", help="debug, info, warning or error: log nothing below it.")
    ] = LogLevel.INFO,
    telemetry: Annotated[
        bool, typer.Option("--telemetry", help="Tell OpenTelemetry; its SDK is set up by who starts this.")
    ] = False,
) -> None:
    """Do what is due in a store, beside other workers.

    It fires timers, makes calls and delivers messages, until Ctrl-C or SIGTERM: then what is in hand is
    finished. Once more ends it at once. Any number may work on one store.
    """
    from journeyc.cli.worker import WorkerOptions, work

    times = (_seconds(lease), _seconds(poll), _seconds(grace))
    level = LogLevel.DEBUG if verbose else log_level
    options = WorkerOptions(
        store, bind, carriers, *times, until_idle, log_format.value, level.value, telemetry
    )
    raise typer.Exit(guarded(lambda: work(journeys or [], options)))
