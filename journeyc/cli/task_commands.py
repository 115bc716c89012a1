"""The commands of `journeyc tasks` and their options; what they do is imported when one is called."""

from typing import Annotated, Literal

import typer

from journeyc.cli.chosen import Brought
from journeyc.cli.ending import guarded
from journeyc.cli.options import Answer, Bind, By, Journeys, Rows, Shown, StoreAddress
from journeyc.cli.usage import Command

app = typer.Typer(no_args_is_help=True, help="The work that queues and bots have, and what they do with it.")

Name = Annotated[
    str, typer.Argument(metavar="TASK", help="The id of a task, as `journeyc tasks list` gives it.")
]
Operator = Annotated[
    bool, typer.Option("--operator", help="Even if somebody else has it, who may have gone home.")
]


@app.command(
    "list", cls=Command, epilog="Example: journeyc tasks list --store runs.sqlite --queue desk --late"
)
def list_(  # noqa: PLR0913, PLR0917  # one parameter for each option
    store: StoreAddress,
    queue: Annotated[str | None, typer.Option(metavar="NAME", help="Only those of this queue.")] = None,
    bot: Annotated[str | None, typer.Option(metavar="NAME", help="Only those of this bot.")] = None,
    journey: Annotated[str | None, typer.Option(metavar="NAME", help="Only those of this journey.")] = None,
    claimed_by: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only those that this person has; '' for nobody.")
    ] = None,
    late: Annotated[bool, typer.Option("--late", help="Only those that should be done by now.")] = False,
    limit: Annotated[int, typer.Option(min=1, metavar="N", help="So many at most.")] = 100,
    output_format: Rows = Shown.TEXT,
) -> None:
    """List open tasks, those that are due first.

    Behind them those that are never due, oldest first.
    """
    from journeyc.cli.tasks import ListOptions, list_tasks

    options = ListOptions(store, queue, bot, journey, claimed_by, late, limit, output_format.value)
    raise typer.Exit(guarded(lambda: list_tasks(options)))


@app.command(cls=Command, epilog="Example: journeyc tasks show bill_dispute/anna/1/4/0 --store runs.sqlite")
def show(task: Name, store: StoreAddress, output_format: Answer = Shown.TEXT) -> None:
    """Tell all that whoever does a task may know.

    What to say and ask, what it can come to, and what was before. Private values stand there
    only where the queue or bot sees them.
    """
    from journeyc.cli.tasks import show_task

    raise typer.Exit(guarded(lambda: show_task(task, store, output_format.value)))


def _hands(command: Literal["claim", "release"], what: str) -> None:
    """Make a command about who has a task."""
    example = f"Example: journeyc tasks {command} bill_dispute/anna/1/4/0 --by emma --store runs.sqlite"

    @app.command(command, cls=Command, help=what, epilog=example)
    def hand(
        task: Name,
        store: StoreAddress,
        by: By = None,
        operator: Operator = False,
        output_format: Answer = Shown.TEXT,
    ) -> None:
        from journeyc.cli.acting import doer
        from journeyc.cli.tasks import Done, do_task

        done = Done(command, doer(by), operator=operator)
        raise typer.Exit(guarded(lambda: do_task(task, done, store, output_format.value)))


_hands("claim", "Take a task, so that nobody else does.")
_hands("release", "Give a task back, so that others may take it.")


@app.command(
    cls=Command,
    epilog="Example: journeyc tasks answer bill_dispute/anna/1/4/0 --event agent_decided"
    " --payload '{\"accepted\": true}' --by emma --store runs.sqlite",
)
def answer(  # noqa: PLR0913, PLR0917  # one parameter for each option
    task: Name,
    store: StoreAddress,
    event: Annotated[str | None, typer.Option(metavar="NAME", help="The event it comes to.")] = None,
    payload: Annotated[
        str,
        typer.Option(metavar="JSON", help="The fields of the event, as an object; - reads them, @FILE too."),
    ] = "",
    values: Annotated[
        str, typer.Option(metavar="JSON", help="What the step asks, as an object; - reads it, @FILE too.")
    ] = "",
    channel: Annotated[
        str | None, typer.Option(metavar="NAME", help="Where it was done; else the first of the step.")
    ] = None,
    by: Annotated[
        str, typer.Option(metavar="NAME", help="Who answers; whoever has the task, if not said.")
    ] = "",
    operator: Operator = False,
    journeys: Journeys = None,
    bind: Bind = "",
    output_format: Answer = Shown.TEXT,
) -> None:
    """Answer a task.

    With an event for its step, with what it asks, or both. What follows of it, such as messages and
    calls, waits in the store for a worker.
    """
    from journeyc.cli.tasks import Done, do_task

    brought = Brought(journeys or (), bind)
    done = Done("answer", by, event, payload, values, channel, operator=operator, brought=brought)
    raise typer.Exit(guarded(lambda: do_task(task, done, store, output_format.value)))
