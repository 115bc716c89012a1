"""The commands of `journeyc store` and `journeyc archives`; what they do is imported when one is called."""

from typing import Annotated

import typer

from journeyc.cli.ending import guarded
from journeyc.cli.options import Answer, Output, Rows, Shown, StoreAddress
from journeyc.cli.usage import Command

store = typer.Typer(no_args_is_help=True, help="A store as a whole: what is in it, and where it goes.")
archives = typer.Typer(no_args_is_help=True, help="What has left a store, in the folder of an archive.")

Folder = Annotated[str, typer.Option("--archive", metavar="FOLDER", help="The folder of the archive.")]


@store.command(cls=Command, epilog="Example: journeyc store info --store runs.sqlite")
def info(store: StoreAddress, output_format: Answer = Shown.TEXT) -> None:
    """Say how much is in a store, by kind."""
    from journeyc.cli.store import tell_info

    raise typer.Exit(guarded(lambda: tell_info(store, output_format.value)))


@store.command(
    cls=Command,
    epilog='Example: journeyc store archive --store runs.sqlite --older-than "90 days" --to archive/',
)
def archive(
    store: StoreAddress,
    older_than: Annotated[
        str,
        typer.Option(metavar="TIME", help="How long it has to be over, such as '90 days' or '12 months'."),
    ],
    to: Annotated[
        str, typer.Option(metavar="FOLDER", help="Where it goes, and is kept; made if it is not there.")
    ] = "",
    delete: Annotated[bool, typer.Option("--delete", help="Keep it nowhere.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would leave.")] = False,
    output_format: Answer = Shown.TEXT,
) -> None:
    """Let what has been over for long leave a store.

    Runs that ended leave with all that they have caused, and so does what belongs to no run. What customers
    need yet stays. Services may go on using the store meanwhile. Call it from time to time.
    """
    from journeyc.cli.store import ArchiveOptions, archive_old

    options = ArchiveOptions(store, older_than, to, delete, dry_run, output_format.value)
    raise typer.Exit(guarded(lambda: archive_old(options)))


@store.command(cls=Command, epilog="Example: journeyc store export --store runs.sqlite -o all.jsonl.gz")
def export(
    store: StoreAddress,
    output: Annotated[
        str,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Where to; compressed where its name ends in .gz."
        ),
    ],
) -> None:
    """Write all of a store to one file, for another to take in.

    It is as it was at one moment; services may go on using the store meanwhile. It holds private data and
    secrets as they are.
    """
    from journeyc.cli.store import export_whole

    raise typer.Exit(guarded(lambda: export_whole(store, output)))


@store.command("import", cls=Command, epilog="Example: journeyc store import all.jsonl.gz --store new.sqlite")
def import_(
    file: Annotated[str, typer.Argument(metavar="FILE", help="What `journeyc store export` has written.")],
    store: StoreAddress,
    output_format: Answer = Shown.TEXT,
) -> None:
    """Make a store of what another was exported to.

    All of it is written, or nothing; and only where nothing is in the store yet.
    """
    from journeyc.cli.store import import_whole

    raise typer.Exit(guarded(lambda: import_whole(file, store, output_format.value)))


# ── archives ─────────────────────────────────────────────────────────────────────────────────────────


@archives.command("list", cls=Command, epilog="Example: journeyc archives list --archive archive/")
def list_(
    archive: Folder,
    output_format: Rows = Shown.TEXT,
) -> None:
    """List the files of an archive, the oldest first.

    What is in each, and whether it is whole.
    """
    from journeyc.cli.archives import list_files

    raise typer.Exit(guarded(lambda: list_files(archive, output_format.value)))


@archives.command(cls=Command, epilog="Example: journeyc archives show anna --archive archive/")
def show(
    customers: Annotated[list[str], typer.Argument(metavar="CUSTOMERS", help="The keys of one or several.")],
    archive: Folder,
    output: Output = "-",
) -> None:
    """Write all that is archived of customers as JSON.

    Private values too.
    """
    from journeyc.cli.archives import show_archived

    raise typer.Exit(guarded(lambda: show_archived(customers, archive, output)))


@archives.command(cls=Command, epilog="Example: journeyc archives erase anna --archive archive/ --yes")
def erase(
    customers: Annotated[list[str], typer.Argument(metavar="CUSTOMERS", help="The keys of one or several.")],
    archive: Folder,
    yes: Annotated[bool, typer.Option("--yes", help="It is meant: nothing brings them back.")] = False,
    output_format: Answer = Shown.TEXT,
) -> None:
    """Write the files of an archive anew, without somebody."""
    from journeyc.cli.archives import erase_archived

    raise typer.Exit(guarded(lambda: erase_archived(customers, archive, output_format.value, yes=yes)))
