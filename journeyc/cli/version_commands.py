"""The commands about versions of journeys; what they do is imported when one is called."""

from typing import Annotated

import typer

from journeyc.cli.chosen import Brought
from journeyc.cli.ending import guarded
from journeyc.cli.options import Answer, Bind, By, Journeys, Reason, Shown, StoreAddress
from journeyc.cli.run_commands import Customer, Id, Journey, Place, Runs, Yes


def heads(
    store: StoreAddress,
    journey: Journey = None,
    stuck: Annotated[
        str | None,
        typer.Option(metavar="TIME", help="Also how many nothing has moved for so long, as '3 days'."),
    ] = None,
    output_format: Answer = Shown.TEXT,
) -> None:
    """Count the open runs by version and place.

    A run in several branches is counted at each of its places.
    """
    from journeyc.cli.heads import tell_heads

    raise typer.Exit(guarded(lambda: tell_heads(store, journey, stuck, output_format.value)))


def flow(
    journey: Annotated[str, typer.Argument(metavar="JOURNEY", help="The name of a journey.")],
    store: StoreAddress,
    version: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Only runs in this version, told by its places.")
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(
            metavar="TIME",
            help="Count only what happened since then: '7d' or '3 days' before now, or an instant. By default"
            " all that is kept.",
        ),
    ] = None,
    stuck: Annotated[
        str | None,
        typer.Option(metavar="TIME", help="Also how many nothing has moved for so long, as '3 days'."),
    ] = None,
    out: Annotated[
        str, typer.Option("--output", "-o", metavar="FILE", help="Write it to a file instead.")
    ] = "-",
) -> None:
    """Count how runs move through a journey, as an overlay for its map.

    For each place how many are there now, came and left, how long they stayed, and with how many their run
    gave up or failed; for each way how many took it. Runs of all versions count, by the places of the newest.
    `journeyc diagram --overlay` lays it over the map.
    """
    from journeyc.cli.flowing import write_flow

    raise typer.Exit(guarded(lambda: write_flow(journey, store, version, since, stuck, out)))


def migrate(  # noqa: PLR0913, PLR0917  # one parameter for each option
    store: StoreAddress,
    runs: Runs = None,
    journey: Journey = None,
    from_version: Annotated[
        int | None,
        typer.Option("--from", min=1, metavar="N", help="Only of this version; else of all older ones."),
    ] = None,
    to: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="The version they move to; else the newest.")
    ] = None,
    place: Place = None,
    customer: Customer = None,
    limit: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Until so many have moved, the newest first.")
    ] = None,
    by: By = None,
    reason: Reason = "",
    id_: Id = None,
    together: Annotated[int, typer.Option(min=1, metavar="N", help="So many in one transaction.")] = 100,
    per_second: Annotated[
        float | None, typer.Option(min=0.001, metavar="N", help="So many a second at most.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say whom it concerns, and how.")] = False,
    yes: Yes = False,
    journeys: Journeys = None,
    bind: Bind = "",
    output_format: Answer = Shown.TEXT,
) -> None:
    """Move runs to another version of their journey.

    Runs are named, or chosen by options; then it only says, without `--yes`, who would move and what becomes
    of their timers, tasks, calls and fields, and who would not, and why. It may be broken off at any time,
    and goes on when it is called again.
    """
    from journeyc.cli.migrating import MigrateOptions, migrate_runs

    options = MigrateOptions(
        store=store, runs=tuple(runs or ()), journey=journey, from_version=from_version, to=to, place=place,
        customer=customer, limit=limit, by=by, reason=reason, id=id_, together=together,
        per_second=per_second, dry_run=dry_run, yes=yes, form=output_format.value,
        brought=Brought(journeys or (), bind),
    )  # fmt: skip
    raise typer.Exit(guarded(lambda: migrate_runs(options)))


def deploy(
    paths: Annotated[
        list[str],
        typer.Argument(metavar="PATHS", help="Compiled files, folders of them, or .journey files."),
    ],
    store: StoreAddress,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what it would do.")] = False,
    output_format: Answer = Shown.TEXT,
) -> None:
    """Put journeys into a store, and say who is in older versions.

    Runs begin in the newest version then. All journeys are put there, or none; a version that is there with
    another meaning is refused.
    """
    from journeyc.cli.deploying import deploy_journeys

    raise typer.Exit(guarded(lambda: deploy_journeys(paths, store, output_format.value, dry_run=dry_run)))
