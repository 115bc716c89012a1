"""`manage.py work`: a worker, with what the settings bind."""

import signal
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from care.journeys import runtime
from care.models import tell_rest


class Command(BaseCommand):
    """Tells the journey what it was not told; then fires timers, makes calls, delivers messages."""

    help = "Does what is due, until SIGTERM or Ctrl-C; any number of these may run."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--until-idle", action="store_true", help="end where there is nothing to do")

    def handle(self, *_: Any, until_idle: bool = False, **__: Any) -> None:
        worker = runtime().worker()

        def stop(_signal: int, _frame: FrameType | None) -> None:
            worker.stop()

        before = {one: signal.signal(one, stop) for one in (signal.SIGTERM, signal.SIGINT)}
        try:
            if rest := tell_rest():
                self.stdout.write(f"told the journey of {rest} disputes that it did not know")
            worker.run(until_idle=until_idle)
        finally:
            for one, handler in before.items():
                signal.signal(one, handler)
        self.stdout.write(f"fired {worker.counts.fired}, carried {worker.counts.carried}")
