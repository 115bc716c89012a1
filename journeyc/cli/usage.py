"""The help of a command, for people who do not program."""

from typing import Any

from typer import BadParameter
from typer.core import TyperCommand


class Command(TyperCommand):
    """A command whose help calls what it takes by name; types of Python say nothing to a designer."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """What was typed; what is wrong with it is said without the words of the library that found it."""
        try:
            return super().parse_args(ctx, args)
        except BadParameter as error:
            error.message = error.message.removeprefix("Value error, ")
            raise

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """What may be typed behind the command, then its options."""
        rows: dict[str, list[tuple[str, str]]] = {"Arguments": [], "Options": []}
        for parameter in self.get_params(ctx):
            record = parameter.get_help_record(ctx)
            if record is None:
                continue
            if parameter.param_type_name == "argument":
                rows["Arguments"].append((parameter.metavar or parameter.name, record[1]))
            else:
                rows["Options"].append(record)
        for title, listed in rows.items():
            if listed:
                with formatter.section(title):
                    formatter.write_dl(listed)
