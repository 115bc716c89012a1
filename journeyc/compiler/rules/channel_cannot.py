"""A channel that cannot do what a step or notification asks of it."""

from journeyc.compiler import syntax
from journeyc.compiler.flow import JourneyFlow
from journeyc.compiler.names import Names
from journeyc.compiler.reporter import Reporter, span_of
from journeyc.diagnostic import Label
from journeyc.expression.syntax import Word

NAME = "channel-cannot"


def check(flow: JourneyFlow) -> None:
    """Say channels of steps that cannot ask or show, and channels of notifications that cannot push."""
    names = flow.place.names
    for step in flow.intact(syntax.Step):
        _step(names, flow.reporter, step)
    for name in flow.sent:
        declared = names.notifications.get(name)
        for channel in declared.node.channels if declared else ():
            if channel.text in names.channels and "push" not in names.abilities(channel.text) and declared:
                message = f"`{channel.text}` cannot push, so `{name}` cannot be sent over it"
                declared.reporter.error(
                    NAME, channel, message, _cure(names, "push"), labels=_declared(names, channel)
                )


def _step(names: Names, reporter: Reporter, step: syntax.Step) -> None:
    ask = next((item for item in step.items if isinstance(item, syntax.Ask)), None)
    say = next((item for item in step.items if isinstance(item, syntax.Say)), None)
    if ask and not step.channels and not step.best:
        message = f"`{step.name.text}` asks, but has no channel to ask on"
        reporter.error(NAME, ask, message, f'give the step one: `step {step.name.text} "…" via …`')
    elif say and not step.channels and not step.best:
        message = f"`{step.name.text}` says something, but has no channel to say it on"
        reporter.error(NAME, say, message, f'give the step one: `step {step.name.text} "…" via …`')
    for channel in step.channels:
        if channel.text not in names.channels:
            continue
        abilities = names.abilities(channel.text)
        lacking = [need.text for need in step.needs if need.text not in abilities]
        declared = _declared(names, channel)
        if ask and "ask" not in abilities:
            message = f"`{channel.text}` cannot ask, but `{step.name.text}` does"
            reporter.error(NAME, channel, message, _cure(names, "ask"), labels=declared)
        elif say and not abilities & {"show", "speak"}:
            message = f"`{channel.text}` can neither show nor speak, but `{step.name.text}` says something"
            reporter.error(NAME, channel, message, _cure(names, "show"), labels=declared)
        elif lacking:
            message = f"`{channel.text}` has no ability `{lacking[0]}`, but `{step.name.text}` needs it"
            reporter.error(NAME, channel, message, _cure(names, lacking[0]), labels=declared)


def _declared(names: Names, channel: Word) -> tuple[Label, ...]:
    declared = names.channels[channel.text]
    return (Label(declared.reporter.source, span_of(declared.node), "its abilities are declared here"),)


def _cure(names: Names, ability: str) -> str:
    able = sorted(name for name in names.channels if ability in names.abilities(name))
    return (
        f"channels with the ability `{ability}`: {', '.join(f'`{name}`' for name in able)}"
        if able
        else f"give a channel the ability: `channel NAME: {ability}`"
    )
