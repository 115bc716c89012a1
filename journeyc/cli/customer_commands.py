"""The commands of `journeyc customers` and their options; what they do is imported when one is called."""

from typing import Annotated

import typer

from journeyc.cli.chosen import Brought
from journeyc.cli.ending import guarded
from journeyc.cli.options import Answer, Bind, By, Journeys, Output, Reason, Rows, Shown, StoreAddress
from journeyc.cli.usage import Command

app = typer.Typer(no_args_is_help=True, help="What a store knows of customers, and what is done with them.")

Name = Annotated[str, typer.Argument(metavar="CUSTOMER", help="The key, or the value of an alias field.")]


@app.command(
    "list", cls=Command, epilog="Example: journeyc customers list --store runs.sqlite --segment at_risk"
)
def list_(
    store: StoreAddress,
    segment: Annotated[str | None, typer.Option(metavar="NAME", help="Only who is in this segment.")] = None,
    after: Annotated[str, typer.Option(metavar="KEY", help="Only those behind this key.")] = "",
    limit: Annotated[int, typer.Option(min=1, metavar="N", help="So many at most.")] = 100,
    output_format: Rows = Shown.TEXT,
) -> None:
    """List customers by key.

    What they are in, and when they changed last.
    """
    from journeyc.cli.customers import ListOptions, list_customers

    options = ListOptions(store, segment, after, limit, output_format.value)
    raise typer.Exit(guarded(lambda: list_customers(options)))


@app.command(cls=Command, epilog="Example: journeyc customers show anna --store runs.sqlite")
def show(
    customer: Name,
    store: StoreAddress,
    private: Annotated[bool, typer.Option("--private", help="Show private values, too.")] = False,
    output_format: Answer = Shown.TEXT,
) -> None:
    """Tell all of a customer at a glance.

    Also what has happened to them.
    """
    from journeyc.cli.customers import show_customer

    raise typer.Exit(guarded(lambda: show_customer(customer, store, output_format.value, private=private)))


@app.command(cls=Command, epilog="Example: journeyc customers merge cookie-7 --into anna --store runs.sqlite")
def merge(  # noqa: PLR0913, PLR0917  # one parameter for each option
    customer: Name,
    into: Annotated[str, typer.Option(metavar="CUSTOMER", help="Who they are, known already or not.")],
    store: StoreAddress,
    by: By = None,
    reason: Reason = "",
    journeys: Journeys = None,
    bind: Bind = "",
    output_format: Answer = Shown.TEXT,
) -> None:
    """Make a customer a part of another.

    For two who are one person; `unmerge` undoes it.
    """
    from journeyc.cli.customers import Merging, merge_customers

    about = Merging(store, output_format.value, by, reason, Brought(journeys or (), bind))
    raise typer.Exit(guarded(lambda: merge_customers(customer, into, about)))


@app.command(cls=Command, epilog="Example: journeyc customers unmerge merge/4711 --store runs.sqlite")
def unmerge(  # one parameter for each option
    merge: Annotated[
        str, typer.Argument(metavar="MERGE", help="The id of a merge, as `merge` and `show` give it.")
    ],
    store: StoreAddress,
    by: By = None,
    reason: Reason = "",
    journeys: Journeys = None,
    bind: Bind = "",
    output_format: Answer = Shown.TEXT,
) -> None:
    """Undo a merge.

    Who was made a part of another is one for themselves again.
    """
    from journeyc.cli.customers import Merging, unmerge_customers

    about = Merging(store, output_format.value, by, reason, Brought(journeys or (), bind))
    raise typer.Exit(guarded(lambda: unmerge_customers(merge, about)))


@app.command(cls=Command, epilog="Example: journeyc customers erase anna --store runs.sqlite --yes")
def erase(
    customer: Name,
    store: StoreAddress,
    archive: Annotated[
        list[str] | None,
        typer.Option(metavar="FOLDER", help="Erase them from this archive, too; may stand several times."),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="It is meant: nothing brings them back.")] = False,
    output_format: Answer = Shown.TEXT,
) -> None:
    """Forget a customer and all that is kept of them.

    Whoever was merged into them is erased, too. Without `--yes` it only says what would be erased, and which
    files of archives hold them.
    """
    from journeyc.cli.customers import erase_customer

    raise typer.Exit(
        guarded(lambda: erase_customer(customer, store, archive or (), output_format.value, yes=yes))
    )


@app.command(cls=Command, epilog="Example: journeyc customers export anna --store runs.sqlite -o anna.json")
def export(
    customer: Name,
    store: StoreAddress,
    output: Output = "-",
) -> None:
    """Write all that is kept of a customer as JSON.

    Private values too.
    """
    from journeyc.cli.customers import export_customer

    raise typer.Exit(guarded(lambda: export_customer(customer, store, output)))
