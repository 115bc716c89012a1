"""Marketing over channels on which nobody is asked whether it is welcome."""

from journeyc.compiler import syntax
from journeyc.compiler.effects import listed
from journeyc.compiler.facts import Facts
from journeyc.compiler.names import Names
from journeyc.expression.syntax import Word

NAME = "marketing-without-consent"
_MARKETING = "marketing"


def check(facts: Facts) -> None:
    """Say marketing on channels for which no policy asks for consent."""
    asked = _asked(facts.names)
    for node in facts.of_kind(syntax.Notification):
        category = next((setting.value for setting in node.settings if setting.name == "category"), None)
        if isinstance(category, Word) and category.text == _MARKETING:
            unasked = [channel.text for channel in node.channels if channel.text not in asked]
            if unasked:
                name, rule = node.name.text, f"consent {_MARKETING} {', '.join(unasked)} needs customer.…"
                message = f"`{name}` is marketing, and no policy asks for consent on {listed(unasked)}"
                cure = f"write `{rule}` in a policy, here or in a file that is imported"
                facts.say(NAME, category, message, cure)


def _asked(names: Names) -> frozenset[str]:
    """The channels on which only those get marketing who agreed, by any policy."""
    return frozenset(
        channel.text
        for policy in names.policies.values()
        for item in policy.node.items
        if isinstance(item, syntax.Consent) and (item.category is None or item.category.text == _MARKETING)
        for channel in item.channels
    )
