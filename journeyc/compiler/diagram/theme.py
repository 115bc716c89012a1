"""Every colour of the pictures, once for light and once for dark.

No two tokens share a light value: the finished SVG finds its tokens again by their colour
(`journeyc.compiler.diagram.svg`).
"""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from journeyc.compiler.diagram.picture import FigureKind, Level, Mark

Theme = Literal["light", "dark"]


class Token(NamedTuple):
    """One colour by its use, as `#rrggbb` on light and on dark ground."""

    light: str
    dark: str


TOKENS: Mapping[str, Token] = {
    "paper": Token("#ffffff", "#0f172a"),
    "group-fill": Token("#f8fafc", "#151f33"),
    "group-line": Token("#8190a6", "#6b7b92"),
    "ink": Token("#0f172a", "#f8fafc"),
    "muted": Token("#475569", "#cbd5e1"),
    "edge": Token("#64748b", "#94a3b8"),
    "timer": Token("#334155", "#e2e8f0"),
    "dot": Token("#0f172b", "#f8fafd"),
    "card-fill": Token("#fffffe", "#1e293b"),
    "card-line": Token("#64748a", "#94a3b9"),
    "agent-fill": Token("#f3e8ff", "#3b0764"),
    "agent-line": Token("#7e22ce", "#d8b4fe"),
    "bot-fill": Token("#e0e7ff", "#1e1b4b"),
    "bot-line": Token("#4338ca", "#a5b4fc"),
    "choice-fill": Token("#fef9c3", "#422006"),
    "choice-line": Token("#854d0e", "#fde047"),
    "success-fill": Token("#dcfce7", "#14532d"),
    "success-line": Token("#15803d", "#86efac"),
    "failure-fill": Token("#ffe4ec", "#500724"),
    "failure-line": Token("#7f1734", "#f472b6"),
    "neutral-fill": Token("#f1f5f9", "#334156"),
    "neutral-line": Token("#475568", "#cbd5e2"),
    "pause-fill": Token("#f7f7fc", "#1a2336"),
    "pause-line": Token("#334154", "#e2e8ef"),
    "chip-fill": Token("#eef2f6", "#2b3a4f"),
    "chip-line": Token("#6b7a8f", "#8fa3bb"),
    "chip-ink": Token("#334156", "#e2e8f1"),
    "notify-fill": Token("#e0f2fe", "#0c4a6e"),
    "notify-line": Token("#0369a1", "#7dd3fc"),
    "notify-ink": Token("#075985", "#e0f2ff"),
    "finding-fill": Token("#ffedd5", "#431407"),
    "finding-line": Token("#c2410c", "#fdba74"),
    "finding-ink": Token("#9a3412", "#fed7aa"),
    "finding-chip": Token("#b93c0a", "#fdba75"),
    "finding-chip-ink": Token("#fffffc", "#431408"),
    "figure-fill": Token("#eef2ff", "#1e1b4b"),
    "figure-line": Token("#4f46e5", "#a5b4fc"),
    "figure-ink": Token("#3730a3", "#e0e7ff"),
    "figure-strong": Token("#4338cb", "#a5b4fd"),
    "figure-strong-ink": Token("#fffffb", "#1e1b4c"),
    "here-line": Token("#1d4ed8", "#60a5fa"),
    "here-chip": Token("#1d4ed7", "#93c5fd"),
    "here-chip-ink": Token("#fffffd", "#0f172c"),
    "added-fill": Token("#e6fbf0", "#022c22"),
    "added-line": Token("#047857", "#34d399"),
    "added-chip": Token("#047856", "#6ee7b7"),
    "changed-fill": Token("#eff6ff", "#172554"),
    "changed-line": Token("#2563eb", "#93c5fe"),
    "changed-chip": Token("#2563ea", "#93c5ff"),
    "mark-chip-ink": Token("#fffefd", "#0f172d"),
    "path-line": Token("#1e293b", "#f1f5f9"),
    "path-chip": Token("#1e293a", "#f1f5fa"),
    "faint-line": Token("#728198", "#8496b0"),
    "faint-ink": Token("#5b6a80", "#a3b1c4"),
}


class Ink(NamedTuple):
    """The tokens a card or chip is drawn with."""

    fill: str
    line: str
    ink: str


CARDS: Mapping[str, Ink] = {
    "step": Ink("card-fill", "card-line", "muted"),
    "internal": Ink("card-fill", "card-line", "muted"),
    "agent": Ink("agent-fill", "agent-line", "agent-line"),
    "bot": Ink("bot-fill", "bot-line", "bot-line"),
    "choice": Ink("choice-fill", "choice-line", "choice-line"),
    "success": Ink("success-fill", "success-line", "success-line"),
    "failure": Ink("failure-fill", "failure-line", "failure-line"),
    "neutral": Ink("neutral-fill", "neutral-line", "neutral-line"),
    "done": Ink("neutral-fill", "neutral-line", "neutral-line"),
    "around": Ink("card-fill", "card-line", "muted"),
    "stage": Ink("card-fill", "card-line", "muted"),
    "stub": Ink("paper", "card-line", "muted"),
    "pause": Ink("pause-fill", "pause-line", "pause-line"),
    "rule": Ink("pause-fill", "pause-line", "pause-line"),
    "goal": Ink("pause-fill", "pause-line", "pause-line"),
}

CHIPS: Mapping[str, Ink] = {
    "channel": Ink("chip-fill", "chip-line", "chip-ink"),
    "notify": Ink("notify-fill", "notify-line", "notify-ink"),
    "remind": Ink("notify-fill", "notify-line", "notify-ink"),
    "journey": Ink("chip-fill", "chip-line", "chip-ink"),
    "goal": Ink("success-fill", "success-line", "success-line"),
    "finding": Ink("finding-chip", "finding-chip", "finding-chip-ink"),
    "here": Ink("here-chip", "here-chip", "here-chip-ink"),
    "path": Ink("path-chip", "path-chip", "mark-chip-ink"),
    "added": Ink("added-chip", "added-chip", "mark-chip-ink"),
    "removed": Ink("paper", "faint-line", "faint-ink"),
    "changed": Ink("changed-chip", "changed-chip", "mark-chip-ink"),
}

#: What a mark makes of a card; what is on the path keeps its own ground.
MARKS: Mapping[Mark, Ink] = {
    "added": Ink("added-fill", "added-line", "added-line"),
    "removed": Ink("paper", "faint-line", "faint-ink"),
    "changed": Ink("changed-fill", "changed-line", "changed-line"),
    "on-path": Ink("card-fill", "path-line", "muted"),
    "off-path": Ink("paper", "faint-line", "faint-ink"),
}
#: Marks under which everything steps back.
FAINT: frozenset[Mark | None] = frozenset({"removed", "off-path"})
#: Of figures, by what they tell and how much they ask to be looked at; all others are plain.
FIGURES: Mapping[tuple[FigureKind, Level], Ink] = {
    ("now", "notable"): Ink("figure-strong", "figure-strong", "figure-strong-ink"),
    ("drop-off", "notable"): Ink("finding-fill", "finding-line", "finding-ink"),
    ("stuck", "notable"): Ink("finding-fill", "finding-line", "finding-ink"),
    ("drop-off", "alarming"): Ink("finding-chip", "finding-chip", "finding-chip-ink"),
    ("stuck", "alarming"): Ink("finding-chip", "finding-chip", "finding-chip-ink"),
}
PLAIN_FIGURE = Ink("figure-fill", "figure-line", "figure-ink")


def palette(theme: Theme) -> Mapping[str, str]:
    """The colours of one theme by token."""
    return {name: getattr(token, theme) for name, token in TOKENS.items()}
