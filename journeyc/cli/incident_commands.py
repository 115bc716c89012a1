"""The commands of `journeyc incidents` and their options; what they do is imported when one is called."""

from typing import Annotated

import typer

from journeyc.cli.chosen import Brought
from journeyc.cli.ending import guarded
from journeyc.cli.options import Bind, By, Journeys, Reason, Shown, StoreAddress
from journeyc.cli.usage import Command

app = typer.Typer(no_args_is_help=True, help="What could not be done in a store, and what is done about it.")

Names = Annotated[
    list[str],
    typer.Argument(metavar="INCIDENTS", help="Their ids, or - for those on standard input, one a line."),
]
Answer = Annotated[Shown, typer.Option(help="For people, or as an object.")]


@app.command(
    "list", cls=Command, epilog="Example: journeyc incidents list --store runs.sqlite --journey bill_dispute"
)
def list_(  # noqa: PLR0913, PLR0917  # one parameter for each option
    store: StoreAddress,
    customer: Annotated[
        str | None,
        typer.Option(
            metavar="CUSTOMER", help="Only of this customer: the key, or the value of an alias field."
        ),
    ] = None,
    journey: Annotated[str | None, typer.Option(metavar="NAME", help="Only of this journey.")] = None,
    run: Annotated[str | None, typer.Option(metavar="RUN", help="Only of this run.")] = None,
    kind: Annotated[
        str | None,
        typer.Option(
            metavar="WORD", help="Only where this kind of input was kept, as event, timer or undelivered."
        ),
    ] = None,
    settled: Annotated[bool, typer.Option("--settled", help="Those that are settled instead.")] = False,
    after: Annotated[str, typer.Option(metavar="INCIDENT", help="Only those behind this one.")] = "",
    limit: Annotated[int, typer.Option(min=1, metavar="N", help="So many at most.")] = 100,
    output_format: Annotated[Shown, typer.Option(help="A line each, or objects.")] = Shown.TEXT,
) -> None:
    """List incidents that are open, the oldest first."""
    from journeyc.cli.incidents import ListOptions, list_incidents

    options = ListOptions(store, customer, journey, run, kind, settled, after, limit, output_format.value)
    raise typer.Exit(guarded(lambda: list_incidents(options)))


@app.command(
    cls=Command, epilog="Example: journeyc incidents show bill_dispute/anna/1/i7 --store runs.sqlite"
)
def show(
    incident: Annotated[
        str, typer.Argument(metavar="INCIDENT", help="Its id, as `journeyc incidents list` gives it.")
    ],
    store: StoreAddress,
    private: Annotated[bool, typer.Option("--private", help="Show private values, too.")] = False,
    output_format: Answer = Shown.TEXT,
) -> None:
    """Tell what happened, where, and what to do next.

    With what was read there and the input that was kept; private values are masked.
    """
    from journeyc.cli.incidents import show_incident

    raise typer.Exit(guarded(lambda: show_incident(incident, store, output_format.value, private=private)))


@app.command(
    cls=Command, epilog="Example: journeyc incidents retry bill_dispute/anna/1/i7 --store runs.sqlite"
)
def retry(
    incidents: Names,
    store: StoreAddress,
    journeys: Journeys = None,
    bind: Bind = "",
    output_format: Answer = Shown.TEXT,
) -> None:
    """Apply again what failed.

    That settles the incident; failing again, it is a new one. Where a run could not begin, name its journey.
    """
    from journeyc.cli.incidents import retry_incidents

    brought = Brought(journeys or (), bind)
    raise typer.Exit(guarded(lambda: retry_incidents(incidents, store, output_format.value, brought)))


@app.command(
    cls=Command,
    epilog="Example: journeyc incidents dismiss bill_dispute/anna/1/i7 --store runs.sqlite --reason known",
)
def dismiss(
    incidents: Names,
    store: StoreAddress,
    by: By = None,
    reason: Reason = "",
    output_format: Answer = Shown.TEXT,
) -> None:
    """Settle incidents and try nothing.

    They only told something, or were mended in another way.
    """
    from journeyc.cli.incidents import dismiss_incidents

    raise typer.Exit(
        guarded(lambda: dismiss_incidents(incidents, store, output_format.value, by=by, reason=reason))
    )
