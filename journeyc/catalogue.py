"""Every rule the compiler knows: its group, how grave it is, and whether somebody may choose otherwise.

A rule is named for what is bad. Its module and page have the same stem, `journeyc/compiler/rules/`.
"""

from typing import Literal, NamedTuple, TypeAlias, get_args

from journeyc.diagnostic import Severity

Group: TypeAlias = Literal[
    "language", "flow", "data", "time", "channels", "notifications", "people", "experiments", "style"
]
#: In the order in which they are told of.
GROUPS: tuple[Group, ...] = get_args(Group)


class Rule(NamedTuple):
    """A rule by name. Where it is `fixed`, what it finds cannot be run or has no meaning, so it is neither
    ignored nor allowed.
    """

    name: str
    group: Group
    severity: Severity = Severity.ERROR
    fixed: bool = False


#: What a text must be to mean anything.
_LANGUAGE = (
    "ambiguous-name",
    "decision-cycle",
    "deep-nesting",
    "duplicate-name",
    "import-cycle",
    "import-not-found",
    "invalid-literal",
    "misplaced-clause",
    "misplaced-target",
    "missing-argument",
    "missing-declaration",
    "not-yet-supported",
    "optional-not-tested",
    "syntax-error",
    "template-syntax",
    "type-mismatch",
    "undefined-name",
    "unhandled-outcome",
    "unset-field",
)
_WARNING = Severity.WARNING

_RULES = (
    *(Rule(name, "language", fixed=True) for name in _LANGUAGE),
    # What would stop or mislead a customer for certain is an error, and found by every command.
    Rule("branch-conflict", "data"),
    Rule("channel-cannot", "channels"),
    Rule("cycle-without-wait", "flow"),
    Rule("dead-end", "flow"),
    Rule("hidden-handler", "flow"),
    Rule("missing-otherwise", "flow"),
    Rule("overlapping-rows", "data"),
    Rule("oversized-rule", "flow", fixed=True),
    Rule("split-total", "experiments", fixed=True),
    Rule("unkept-window", "time", fixed=True),
    Rule("unreachable-step", "flow", _WARNING),
    Rule("unused-text", "notifications"),
)

#: What `lint` asks besides, of a text without errors: the module of the same stem has `check`.
_LINT: tuple[Rule, ...] = (
    Rule("agent-without-queue", "people", _WARNING),
    Rule("ambiguous-event", "flow", _WARNING),
    Rule("best-channel-cannot", "channels", _WARNING),
    Rule("bot-without-person", "people", _WARNING),
    Rule("call-without-timeout", "time", _WARNING),
    Rule("capped-message", "notifications", _WARNING),
    Rule("constant-condition", "flow", _WARNING),
    Rule("dead-link", "notifications", _WARNING),
    Rule("deadline-in-quiet-hours", "time", _WARNING),
    Rule("division-by-zero", "data"),
    Rule("double-reminder", "time", _WARNING),
    Rule("empty-braces", "flow", _WARNING),
    Rule("empty-share", "experiments", _WARNING),
    Rule("endless-pause", "time", _WARNING),
    Rule("endless-round", "flow", _WARNING),
    Rule("expires-in-quiet-hours", "time", _WARNING),
    Rule("exposed-private-field", "data", _WARNING),
    Rule("foreign-channel", "channels", _WARNING),
    Rule("goal-met-at-start", "flow", _WARNING),
    Rule("hidden-row", "flow", _WARNING),
    Rule("hidden-text", "notifications", _WARNING),
    Rule("idle-consent", "notifications", _WARNING),
    Rule("impossible-value", "data", _WARNING),
    Rule("interrupt-without-return", "flow"),
    Rule("late-reminder", "time", _WARNING),
    Rule("late-retry", "time", _WARNING),
    Rule("long-sms", "notifications", _WARNING),
    Rule("marketing-without-consent", "notifications", _WARNING),
    Rule("missing-subject", "notifications", _WARNING),
    Rule("missing-text", "notifications", _WARNING),
    Rule("mixed-currencies", "data"),
    Rule("needless-cap", "time", _WARNING),
    Rule("needless-sight", "people", _WARNING),
    Rule("no-success", "flow", _WARNING),
    Rule("no-way-out", "flow"),
    Rule("outlasted-deadline", "time", _WARNING),
    Rule("outrun-pause", "time", _WARNING),
    Rule("outrun-timer", "time", _WARNING),
    Rule("pointless-choice", "flow", _WARNING),
    Rule("pointless-set", "data", _WARNING),
    Rule("pointless-split", "experiments", _WARNING),
    Rule("reminder-without-link", "notifications", _WARNING),
    Rule("same-title", "style", _WARNING),
    Rule("sent-twice", "notifications", _WARNING),
    Rule("skipped-hour", "time", _WARNING),
    Rule("unasked-question", "data", _WARNING),
    Rule("unchanging-field", "data", _WARNING),
    Rule("unhandled-event", "data", _WARNING),
    Rule("unmeasured-split", "experiments", _WARNING),
    Rule("unmigrated-step", "flow"),
    Rule("unreachable-goal", "time", _WARNING),
    Rule("unread-field", "data", _WARNING),
    Rule("unsent-outcome", "notifications", _WARNING),
    Rule("untranslated-link", "notifications", _WARNING),
    Rule("untranslated-text", "notifications", _WARNING),
    Rule("unused-declaration", "data", _WARNING),
    Rule("unused-import", "data", _WARNING),
    Rule("unused-parameter", "data", _WARNING),
    Rule("unused-result", "data", _WARNING),
    Rule("wait-without-deadline", "time", _WARNING),
)

#: What is said of the comments that allow findings.
_ALLOWS = (
    Rule("invalid-allow", "style", _WARNING),
    Rule("unneeded-allow", "style", _WARNING),
)

EVERYWHERE: tuple[str, ...] = tuple(rule.name for rule in _RULES)
LINT: tuple[str, ...] = tuple(rule.name for rule in _LINT)
CATALOGUE: dict[str, Rule] = {rule.name: rule for rule in (*_RULES, *_LINT, *_ALLOWS)}
