"""The commands and their options; what they do is imported when one is called."""

from collections.abc import Callable
from typing import Annotated, NoReturn

import typer

from journeyc import __version__
from journeyc.cli.customer_commands import app as customers
from journeyc.cli.diagram_command import diagram
from journeyc.cli.diff_command import diff
from journeyc.cli.docs_command import docs
from journeyc.cli.ending import guarded
from journeyc.cli.generate_command import generate
from journeyc.cli.incident_commands import app as incidents
from journeyc.cli.options import (
    Answer,
    Form,
    Jobs,
    JourneyName,
    Level,
    Paths,
    Results,
    Rows,
    RuleEngine,
    Shown,
    StdinFilename,
)
from journeyc.cli.run_commands import app as runs
from journeyc.cli.store_commands import archives
from journeyc.cli.store_commands import store as store_commands
from journeyc.cli.task_commands import app as tasks
from journeyc.cli.usage import Command
from journeyc.cli.version_commands import deploy, flow, heads, migrate
from journeyc.cli.worker_command import worker

app = typer.Typer(
    name="journeyc",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def _finish(work: Callable[[], int]) -> NoReturn:
    raise typer.Exit(guarded(work))


def _version(wanted: bool) -> None:
    if wanted:
        print(f"journeyc {__version__}")
        raise typer.Exit


@app.callback(
    epilog="Exit codes: 0 clean, 1 findings, 2 usage or a missing file, 3 a fault of journeyc, 130 Ctrl-C."
)
def journeyc(
    version: Annotated[
        bool,
        typer.Option("--version", "-V", callback=_version, is_eager=True, help="Print the version and stop."),
    ] = False,
) -> None:
    """Write customers' journeys as text; check them, draw them, run them."""


@app.command(cls=Command, epilog="Example: journeyc lint journeys/ --output-format concise")
def lint(  # noqa: PLR0913, PLR0917  # one parameter for each option
    paths: Paths = None,
    output_format: Annotated[
        Form,
        typer.Option(
            help="With the source (full), one line each (concise), as objects (json), or as GitHub, GitLab, "
            "code scanning (sarif) and test reports (junit) read them."
        ),
    ] = Form.FULL,
    fail_level: Annotated[
        Level | None, typer.Option(help="Exit with 1 from this gravity on; from a warning if not said.")
    ] = None,
    select: Annotated[
        str,
        typer.Option(
            metavar="RULES",
            help="Only these rules and groups, with commas between, and what cannot be run.",
        ),
    ] = "",
    ignore: Annotated[
        str, typer.Option(metavar="RULES", help="Not these rules and groups, besides those of the project.")
    ] = "",
    output_file: Annotated[str, typer.Option(metavar="FILE", help="Write the findings to a file.")] = "-",
    stdin_filename: StdinFilename = "<stdin>",
    fix: Annotated[
        bool,
        typer.Option(
            "--fix",
            help="Fix what can be fixed safely, in the files named. With - the fixed text is the output.",
        ),
    ] = False,
    diff: Annotated[
        bool,
        typer.Option("--diff", help="Change nothing, show what --fix would change; exit with 1 if anything."),
    ] = False,
    statistics: Annotated[
        bool, typer.Option("--statistics", help="Show how often each rule found something instead.")
    ] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Check again whenever a file changes, until Ctrl-C.")
    ] = False,
    jobs: Jobs = 0,
    cache_dir: Annotated[
        str,
        typer.Option(
            metavar="FOLDER",
            help="Where results are kept until something changes; your cache folder if not said.",
        ),
    ] = "",
    no_cache: Annotated[bool, typer.Option("--no-cache", help="Neither take nor keep results.")] = False,
) -> None:
    """Say what is wrong with journeys, from syntax to style."""
    from journeyc.cli.lint import LintOptions, names_in
    from journeyc.cli.lint import lint as work

    options = LintOptions(
        output_format.value,
        fail_level.value if fail_level else None,
        output_file,
        stdin_filename,
        names_in(select),
        names_in(ignore),
        fix,
        diff,
        statistics,
        watch,
        jobs,
        cache_dir,
        no_cache,
    )
    _finish(lambda: work(paths or [], options))


@app.command("format", cls=Command, epilog="Example: journeyc format journeys/ --check")
def format_(
    paths: Paths = None,
    check: Annotated[
        bool,
        typer.Option("--check", help="Change nothing, list the files that would be; exit with 1 if any."),
    ] = False,
    diff: Annotated[
        bool, typer.Option("--diff", help="Change nothing, show what would be; exit with 1 if anything.")
    ] = False,
    stdin_filename: Annotated[
        str, typer.Option(metavar="NAME", help="What standard input is called in messages.")
    ] = "<stdin>",
) -> None:
    """Lay journeys out in the one way; what they say stays the same."""
    from journeyc.cli.format import FormatOptions, format_files

    options = FormatOptions(check, diff, stdin_filename)
    _finish(lambda: format_files(paths or [], options))


@app.command(
    "compile", cls=Command, epilog="Example: journeyc compile bill_dispute.journey -o bill_dispute.json"
)
def compile_(
    paths: Annotated[
        list[str] | None, typer.Argument(metavar="PATHS", help="A file, or several files and folders.")
    ] = None,
    out: Annotated[
        str,
        typer.Option(
            "--output", "-o", metavar="OUT", help="A file for one journey file, a folder for several."
        ),
    ] = "-",
    schema: Annotated[
        bool, typer.Option("--schema", help="Print the JSON Schema of the result instead.")
    ] = False,
) -> None:
    """Compile journeys to the JSON that the runtime takes."""
    from journeyc.cli.compile import compile_files, print_schema

    _finish(print_schema if schema else lambda: compile_files(paths or [], out))


app.command(cls=Command, epilog="Example: journeyc diagram bill_dispute.journey -o bill_dispute.svg")(diagram)


@app.command(cls=Command, epilog="Example: journeyc explain dead-end")
def explain(
    rule: Annotated[
        str | None, typer.Argument(metavar="RULE", help="The name of a rule, as findings give it.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="List the rules, a line each.")] = False,
) -> None:
    """Say why a rule matters, and what to write instead."""
    from journeyc.cli.explain import explain as work
    from journeyc.cli.explain import explain_all

    if rule is None and not every:
        raise typer.BadParameter("say which rule, or `--all`")
    _finish(lambda: work(rule) if rule else explain_all())


@app.command("test", cls=Command, epilog="Example: journeyc test journeys/ --coverage")
def scenarios(  # noqa: PLR0913, PLR0917  # one parameter for each option
    paths: Paths = None,
    output_format: Annotated[
        Results,
        typer.Option(help="For people (full), as test reports (junit), or as an object (json)."),
    ] = Results.FULL,
    output_file: Annotated[str, typer.Option(metavar="FILE", help="Write the results to a file.")] = "-",
    words: Annotated[
        str,
        typer.Option(
            "-k",
            metavar="TEXT",
            help="Only scenarios that have this in their title or in the name of their file.",
        ),
    ] = "",
    coverage: Annotated[
        bool, typer.Option("--coverage", help="Name what no scenario has played, with its lines.")
    ] = False,
    fail_under: Annotated[
        float,
        typer.Option(
            min=0, max=100, metavar="N", help="Exit with 1 if less than N percent of the journeys was played."
        ),
    ] = 0.0,
    watch: Annotated[
        bool, typer.Option("--watch", help="Play again whenever a file changes, until Ctrl-C.")
    ] = False,
    jobs: Jobs = 0,
    stdin_filename: StdinFilename = "<stdin>",
) -> None:
    """Play the scenarios of journeys; a year takes no time.

    Each scenario is played for itself, on a clock of its own. What fails is shown with its line, what was
    expected and what was, and the way that was taken.
    """
    from journeyc.cli.test import ScenarioOptions, play_scenarios

    options = ScenarioOptions(
        output_format.value, output_file, words, coverage, fail_under, watch, jobs, stdin_filename
    )
    _finish(lambda: play_scenarios(paths or [], options))


@app.command(
    cls=Command, epilog="Example: journeyc run bill_dispute.journey --store dispute.sqlite --as anna"
)
def run(  # noqa: PLR0913, PLR0917  # one parameter for each option
    path: Annotated[str, typer.Argument(metavar="PATH", help="A journey file.")],
    store: Annotated[
        str | None,
        typer.Option(
            metavar="URL",
            help="Where the play is kept: a path or address, or :memory:. By default a file in the user's"
            " state folder.",
        ),
    ] = None,
    customer: Annotated[str, typer.Option("--as", metavar="CUSTOMER", help="Who plays.")] = "anna",
    script: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Commands to play; standard input when it is not a terminal."),
    ] = None,
    channel: Annotated[
        str | None, typer.Option(metavar="NAME", help="Where the customer is met first.")
    ] = None,
    start: Annotated[
        str | None, typer.Option(metavar="INSTANT", help="The time the clock starts at, or goes on to.")
    ] = None,
    language: Annotated[
        str | None, typer.Option(metavar="CODE", help="The customer's language, such as de.")
    ] = None,
    journey: JourneyName = None,
    real_time: Annotated[bool, typer.Option("--real-time", help="Use the clock of this machine.")] = False,
    stub: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ANSWER",
            help="What a service answers, such as 'billing.credit fails refused'; may stand several times.",
        ),
    ] = None,
    rules: Annotated[
        RuleEngine,
        typer.Option(help="Who looks at business rules; auto is durable-rules where it is installed."),
    ] = RuleEngine.AUTO,
) -> None:
    """Play a journey in the terminal, and go on another day.

    Started again with the same store it goes on from there. Time is virtual and kept with the store: it
    stands still until you say `wait 3 days`. The command `help` lists what can be typed or stand in a script.
    """
    from journeyc.cli.run.playing import Options
    from journeyc.cli.run.playing import run as work

    stubs = tuple(stub or ())
    options = Options(
        store, customer, script, channel, start, language, journey, real_time, stubs, rules.value
    )
    _finish(lambda: work(path, options))


@app.command(cls=Command, epilog="Example: journeyc preview journeys/ reminder --for anna.json")
def preview(  # noqa: PLR0913, PLR0917  # one parameter for each option
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="PATHS",
            default_factory=list,
            show_default=False,
            help="Files, folders, or - for standard input; this folder if none is named.",
        ),
    ],
    notification: Annotated[
        str, typer.Argument(metavar="NOTIFICATION", help="The notification to show, by its name.")
    ],
    for_: Annotated[
        str | None,
        typer.Option(
            "--for",
            metavar="FILE",
            help="JSON that says for whom: customer, arguments, at and resume_link. Without it values are "
            "made up.",
        ),
    ] = None,
    language: Annotated[
        str | None, typer.Option(metavar="CODE", help="Only in this language, such as de.")
    ] = None,
    channel: Annotated[str | None, typer.Option(metavar="NAME", help="Only for this channel.")] = None,
    journey: Annotated[
        str | None, typer.Option(metavar="NAME", help="As this journey sends it, if several do.")
    ] = None,
    output_format: Answer = Shown.TEXT,
    out: Annotated[
        str,
        typer.Option(
            "--output",
            "-o",
            metavar="FOLDER",
            help="Write a file for each language and channel instead: its text, and its html.",
        ),
    ] = "",
) -> None:
    """Show a notification in every language, on every channel.

    With its lengths, the variant that was taken, and the policies that concern it. What cannot be rendered
    is said with its line, and the command exits with 1.
    """
    from journeyc.cli.preview import PreviewOptions, show_preview

    options = PreviewOptions(for_, journey, language, channel, output_format.value, out)
    _finish(lambda: show_preview(paths, notification, options))


app.command(cls=Command, epilog="Example: journeyc worker --store runs.sqlite --bind shop.journeys:bindings")(
    worker
)

app.command(cls=Command, epilog="Example: journeyc generate python journeys/ -o shop/journeys.py")(generate)
app.command(cls=Command, epilog="Example: journeyc docs journeys/ -o build/docs")(docs)
app.command(cls=Command, epilog="Example: journeyc diff main journeys/")(diff)

app.add_typer(runs, name="runs")
app.add_typer(incidents, name="incidents")
app.add_typer(tasks, name="tasks")
app.add_typer(customers, name="customers")
app.add_typer(store_commands, name="store")
app.add_typer(archives, name="archives")


_HEADS = "Example: journeyc runs heads --store runs.sqlite --journey bill_dispute"
_FLOW = "Example: journeyc runs flow bill_dispute --store runs.sqlite --since 7d -o overlay.json"
_MIGRATE = "Example: journeyc runs migrate --journey bill_dispute --from 3 --store runs.sqlite --dry-run"
_DEPLOY = "Example: journeyc store deploy build/journeys --store runs.sqlite --dry-run"
runs.command(cls=Command, epilog=_HEADS)(heads)
runs.command(cls=Command, epilog=_FLOW)(flow)
runs.command(cls=Command, epilog=_MIGRATE)(migrate)
store_commands.command(cls=Command, epilog=_DEPLOY)(deploy)


@app.command(cls=Command, epilog="Example: journeyc doctor journeys/ --store runs.sqlite")
def doctor(
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PATHS",
            help="Files and folders with journeys, compiled or not, or - for standard input.",
        ),
    ] = None,
    store: Annotated[
        str | None,
        typer.Option(metavar="URL", help="A store to look at, which is read to its end: a path or address."),
    ] = None,
    output_format: Rows = Shown.TEXT,
    quick: Annotated[bool, typer.Option("--quick", help="Do not read a store in a file to its end.")] = False,
) -> None:
    """Say what this machine has, and what is broken.

    It tells which engine looks at business rules, what of a store is due and where its customers are, and
    changes nothing. What is missing is no fault, as something else does its work, and a warning is for
    somebody to see to; what is broken makes the command exit with 1.
    """
    from journeyc.cli.doctor import doctor as work

    _finish(lambda: work(paths or [], store, output_format.value, quick=quick))
