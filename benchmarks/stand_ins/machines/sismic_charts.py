"""sismic: a statechart in YAML for each workload; an input is one event queued and one macrostep executed."""

from functools import partial
from pathlib import Path

from sismic.interpreter import Interpreter
from sismic.io import import_from_yaml

from .workloads import Seen, Workload, timed


class Chart:
    """An interpreter of a statechart."""

    def __init__(self, workload: Workload) -> None:
        self.workload = workload
        text = Path(__file__).with_name(f"{workload.name}.sismic.yaml").read_text(encoding="utf-8")
        self.interpreter = Interpreter(import_from_yaml(text))
        self.interpreter.execute()
        self.sends = [partial(self.send, one.event, one.number) for one in workload.inputs]

    def send(self, event: str, number: int) -> None:
        self.interpreter.queue(event, **{self.workload.carries: number}).execute_once()

    def play(self, rounds: int) -> float:
        return timed(self.sends, rounds)

    def seen(self) -> Seen:
        chart, context = self.interpreter.statechart, self.interpreter.context
        return Seen(
            frozenset(name for name in self.interpreter.configuration if not chart.children_for(name)),
            {name: context[name] for name in self.workload.fields},
        )
