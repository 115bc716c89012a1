"""The commands of `journeyc runs` and their options; what they do is imported when one is called."""

from collections.abc import Callable
from typing import Annotated, Any, Literal, NoReturn

import typer

from journeyc.cli.chosen import Brought, Bulk, Chosen
from journeyc.cli.ending import guarded
from journeyc.cli.options import (
    Answer,
    Bind,
    By,
    Journeys,
    Output,
    Reason,
    Rows,
    RunStatus,
    Shown,
    StoreAddress,
)
from journeyc.cli.usage import Command

app = typer.Typer(no_args_is_help=True, help="Runs in a store: where they are, and what is done with them.")

Run = Annotated[str, typer.Argument(metavar="RUN", help="The id of a run, as `journeyc runs list` gives it.")]
Runs = Annotated[
    list[str] | None,
    typer.Argument(metavar="RUNS", help="The ids of runs, or - for those on standard input, one a line."),
]
Customer = Annotated[
    str | None,
    typer.Option(metavar="CUSTOMER", help="Only of this customer: the key, or the value of an alias field."),
]
Journey = Annotated[str | None, typer.Option(metavar="NAME", help="Only of this journey.")]
Version = Annotated[int | None, typer.Option(metavar="N", help="Only of this version.")]
Place = Annotated[
    str | None, typer.Option(metavar="NAME", help="Only in this step, or in a step of this stage or branch.")
]
Status = Annotated[RunStatus | None, typer.Option(help="Only runs that are so; open is all but ended.")]
Stuck = Annotated[
    str | None,
    typer.Option(metavar="TIME", help="Only open runs that nothing has moved for so long, as '3 days'."),
]
Id = Annotated[
    str | None,
    typer.Option(
        "--id", metavar="ID", help="What the command is called; again under this id it changes nothing."
    ),
]
Channel = Annotated[str | None, typer.Option(metavar="NAME", help="The channel it comes from.")]
Yes = Annotated[bool, typer.Option("--yes", help="It is meant, for all that were chosen.")]


def _finish(work: Callable[[], int]) -> NoReturn:
    raise typer.Exit(guarded(work))


@app.command("list", cls=Command, epilog='Example: journeyc runs list --store runs.sqlite --stuck "3 days"')
def list_(  # noqa: PLR0913, PLR0917  # one parameter for each option
    store: StoreAddress,
    customer: Customer = None,
    journey: Journey = None,
    version: Version = None,
    place: Place = None,
    status: Status = None,
    stuck: Stuck = None,
    after: Annotated[str, typer.Option(metavar="RUN", help="Only those behind this run.")] = "",
    limit: Annotated[int, typer.Option(min=1, metavar="N", help="So many at most, the newest.")] = 100,
    output_format: Rows = Shown.TEXT,
) -> None:
    """List runs, the newest first.

    Each with its version, what it is, where and since when, when its next timer is due, and how many
    incidents are open. Stuck is a run that is open and not suspended, and has come to no place for so long,
    or has an incident for so long. Reminders, pauses and answers do not move it.
    """
    from journeyc.cli.runs import ListOptions, list_runs

    chosen = _chosen(customer, journey, version, place, status, stuck)
    _finish(lambda: list_runs(ListOptions(store, chosen, after, limit, output_format.value)))


@app.command(cls=Command, epilog="Example: journeyc runs show bill_dispute/anna/1 --store runs.sqlite")
def show(
    run: Run,
    store: StoreAddress,
    why: Annotated[
        bool, typer.Option("--why", help="Tell the reasons below each line of the history, too.")
    ] = False,
    output_format: Answer = Shown.TEXT,
) -> None:
    """Tell where a run is and why, what it waits for, and what is next.

    Also which incidents and tasks are open, and what of it is yet to leave the store.
    """
    from journeyc.cli.runs import show_run

    _finish(lambda: show_run(run, store, output_format.value, why=why))


@app.command(
    cls=Command,
    epilog="Example: journeyc runs send bill_dispute/anna/1 agent_decided --store runs.sqlite "
    """--payload '{"accepted": true}'""",
)
def send(  # noqa: PLR0913, PLR0917  # one parameter for each option
    run: Run,
    event: Annotated[str, typer.Argument(metavar="EVENT", help="The name of an event.")],
    store: StoreAddress,
    payload: Annotated[
        str,
        typer.Option(metavar="JSON", help="What the event carries; - for standard input, @FILE for a file."),
    ] = "{}",
    channel: Channel = None,
    by: By = None,
    id_: Id = None,
    journeys: Journeys = None,
    bind: Bind = "",
    output_format: Answer = Shown.TEXT,
) -> None:
    """Send an event to one run.

    A new run begins in a service, which sends the event that its journey starts on. Who sends it stands in
    the id of the input. Rules of the customer count it where `--journeys` has them, as the store does not.
    Messages and calls that come of it are left to a worker.
    """
    from journeyc.cli.runs_work import Told
    from journeyc.cli.runs_work import send as work

    brought = Brought(journeys or (), bind)
    _finish(lambda: work(event, payload, Told(store, run, channel, by, id_, output_format.value, brought)))


@app.command(
    cls=Command,
    epilog="Example: journeyc runs answer bill_dispute/anna/1 dispute.reason=roaming --store runs.sqlite",
)
def answer(  # noqa: PLR0913, PLR0917  # one parameter for each option
    run: Run,
    values: Annotated[
        list[str],
        typer.Argument(
            metavar="FIELD=VALUE", help="A field that the step asks for, as the customer says it."
        ),
    ],
    store: StoreAddress,
    channel: Channel = None,
    by: By = None,
    id_: Id = None,
    journeys: Journeys = None,
    bind: Bind = "",
    output_format: Answer = Shown.TEXT,
) -> None:
    """Answer what a step asks, for the customer.

    Without a channel it is that of the customer last, where the step asks there, else the first of the step.
    """
    from journeyc.cli.runs_work import Told
    from journeyc.cli.runs_work import answer as work

    brought = Brought(journeys or (), bind)
    _finish(lambda: work(values, Told(store, run, channel, by, id_, output_format.value, brought)))


def _chosen(
    customer: str | None,
    journey: str | None,
    version: int | None,
    place: str | None,
    status: RunStatus | None,
    stuck: str | None,
) -> Chosen:
    return Chosen(customer, journey, version, place, status.value if status else None, stuck)


class _OfSuspended(Command):
    """Only suspended runs are meant: no status chooses among them, and none of them is stuck."""

    def __init__(self, *args: Any, params: list[Any], **more: Any) -> None:
        kept = [one for one in params if one.name not in {"status", "stuck"}]
        super().__init__(*args, params=kept, **more)


def _operates(
    command: Literal["suspend", "resume", "cancel"],
    what: str,
    example: str,
    *,
    more: str = "",
    cls: type[Command] = Command,
) -> None:
    """Make a command that does one thing to many runs."""
    choice = (
        "Runs are named, or chosen by the options of `list`; then it only says how many it would be, "
        "without `--yes`."
    )

    @app.command(command, cls=cls, help=f"{what}\n\n{more}{choice}", epilog=f"Example: {example}")
    def operate(  # noqa: PLR0913, PLR0917  # one parameter for each option
        store: StoreAddress,
        runs: Runs = None,
        customer: Customer = None,
        journey: Journey = None,
        version: Version = None,
        place: Place = None,
        status: Status = None,
        stuck: Stuck = None,
        by: By = None,
        reason: Reason = "",
        id_: Id = None,
        yes: Yes = False,
        journeys: Journeys = None,
        bind: Bind = "",
        output_format: Answer = Shown.TEXT,
    ) -> None:
        from journeyc.cli.runs_work import operate as work

        chosen = _chosen(customer, journey, version, place, status, stuck)
        brought = Brought(journeys or (), bind)
        bulk = Bulk(command, store, runs or [], chosen, by, reason, id_, yes, output_format.value, brought)
        _finish(lambda: work(bulk))


_operates(
    "suspend",
    "Hold runs and their timers until they are resumed.",
    'journeyc runs suspend --store runs.sqlite --place review --reason "billing is down"',
)
_operates(
    "resume",
    "Let suspended runs go on.",
    "journeyc runs resume bill_dispute/anna/1 --store runs.sqlite",
    more="Their timers are due as much later as they were held. ",
    cls=_OfSuspended,
)
_operates(
    "cancel",
    "End runs as cancelled; nothing brings them back.",
    'journeyc runs cancel bill_dispute/anna/1 --store runs.sqlite --reason "paid by phone"',
)


@app.command(cls=Command, epilog="Example: journeyc runs retry bill_dispute/anna/1 --store runs.sqlite")
def retry(
    names: Annotated[
        list[str],
        typer.Argument(
            metavar="RUNS", help="Runs, or incidents, by their ids; or - for those on standard input."
        ),
    ],
    store: StoreAddress,
    journeys: Journeys = None,
    bind: Bind = "",
    output_format: Answer = Shown.TEXT,
) -> None:
    """Try again what could not be done in runs.

    That is all that is open of each, or one incident. What is settled is settled: the same command again
    changes nothing.
    """
    from journeyc.cli.runs_work import retry as work

    brought = Brought(journeys or (), bind)
    _finish(lambda: work(names, store, output_format.value, brought))


@app.command(
    cls=Command, epilog="Example: journeyc runs export bill_dispute/anna/1 --store runs.sqlite -o run.json"
)
def export(
    run: Run,
    store: StoreAddress,
    output: Output = "-",
    private: Annotated[
        bool, typer.Option("--private", help="With private values, and all parts of its document.")
    ] = False,
) -> None:
    """Write all that is kept of a run as JSON.

    That is its position and document, tasks, incidents, what it has put into the outbox, and its history.
    Private values are masked, and what may hold copies of them is left out, without `--private`.
    """
    from journeyc.cli.runs import export_run

    _finish(lambda: export_run(run, store, output, private=private))
