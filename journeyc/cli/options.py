"""What options of commands can be, and the options that several commands have."""

from enum import StrEnum
from typing import Annotated

import typer


class Form(StrEnum):
    """How findings are given."""

    FULL = "full"
    CONCISE = "concise"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"
    GITLAB = "gitlab"
    JUNIT = "junit"


class Results(StrEnum):
    """How the results of scenarios are given."""

    FULL = "full"
    JUNIT = "junit"
    JSON = "json"


class Level(StrEnum):
    """From which gravity on a finding makes the command fail."""

    ERROR = "error"
    WARNING = "warning"


class Direction(StrEnum):
    """How a map runs: from left to right, or from top to bottom."""

    LR = "LR"
    TB = "TB"


class PictureSchema(StrEnum):
    """The forms in JSON that a picture has to do with."""

    OVERLAY = "overlay"
    PICTURE = "picture"


class Theme(StrEnum):
    """The colours of a map."""

    AUTO = "auto"
    LIGHT = "light"
    DARK = "dark"


class Shown(StrEnum):
    """How an answer is given."""

    TEXT = "text"
    JSON = "json"


class RuleEngine(StrEnum):
    """Who looks at business rules."""

    AUTO = "auto"
    DURABLE_RULES = "durable-rules"
    REFERENCE = "reference"


class RunStatus(StrEnum):
    """What a run can be."""

    ACTIVE = "active"
    PAUSED = "paused"
    SUSPENDED = "suspended"
    ENDED = "ended"
    OPEN = "open"


Paths = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="PATHS", help="Files, folders, or - for standard input; this folder if none is named."
    ),
]
StdinFilename = Annotated[
    str, typer.Option(metavar="NAME", help="What standard input is called; its imports count from there.")
]
Jobs = Annotated[
    int, typer.Option(min=0, metavar="N", help="So many processes at most; 0 is one for each processor.")
]
JourneyName = Annotated[
    str | None, typer.Option(metavar="NAME", help="Which journey, if the file holds several.")
]
Bind = Annotated[
    str,
    typer.Option(
        metavar="MODULE:NAME",
        help="What a worker is given: here it says how resume links begin and are signed.",
    ),
]
Journeys = Annotated[
    list[str] | None,
    typer.Option(
        metavar="PATH",
        help="A journey, or a folder of compiled ones, that may begin, and whose rules of the customer count;"
        " may stand several times.",
    ),
]
StoreAddress = Annotated[
    str,
    typer.Option(
        metavar="URL",
        help="The store: the path of an SQLite file, or an address such as postgresql://host/name.",
    ),
]
Answer = Annotated[Shown, typer.Option(help="For people, or as an object.")]
Rows = Annotated[Shown, typer.Option(help="A line each, or objects.")]
Output = Annotated[str, typer.Option("--output", "-o", metavar="FILE", help="Write it to a file.")]
By = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="Who does it, for the timeline; the name of your login if not said."),
]
Reason = Annotated[str, typer.Option(metavar="TEXT", help="Why, for the timeline.")]
