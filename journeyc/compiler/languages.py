"""Whether everybody is told something: languages without a text."""

from collections.abc import Sequence

from journeyc.compiler import syntax
from journeyc.compiler.flow import JourneyFlow

#: The language of journeys that declare none.
_FALLBACK = "en"


def unheard(flow: JourneyFlow) -> None:
    """Say steps and notifications with texts for some languages, and none for those of no known one."""
    default = next(iter(flow.languages), _FALLBACK)
    for step in flow.intact(syntax.Step):
        says = [item for item in step.items if isinstance(item, syntax.Say)]
        if _lacks(says, default) and flow.reporter.clean(step):
            message = f"`{step.name.text}` says nothing to customers whose language is not known"
            flow.reporter.missing(step, says[0], message, _cure(flow, "say"))
    for name in flow.sent:
        notice = flow.place.names.notifications.get(name)
        if notice is None:
            continue
        node, reporter = notice
        if _lacks([text for text in node.messages if text.part == "text"], default) and reporter.clean(node):
            message = f"`{name}` has no text for customers whose language is not known"
            reporter.missing(node, node.name, message, _cure(flow, "text"))


def _lacks(texts: Sequence[syntax.Say | syntax.Message], default: str) -> bool:
    """Whether all texts are for some language, and none for the default one."""
    return bool(texts) and all(text.language and text.language.text != default for text in texts)


def _cure(flow: JourneyFlow, word: str) -> str:
    name = flow.node.name.text
    speaks = f"`{name}` speaks {flow.languages[0]} to them: " if flow.languages else ""
    return f'{speaks}add a text without a language: `{word} "…"`'
