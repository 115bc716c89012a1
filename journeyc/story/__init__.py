"""What a journey does, in sentences that people read who do not know the language; made of the IR alone."""

from journeyc.story.journey import Passage, Story, rule, story
from journeyc.story.messages import held_back, sent, within
from journeyc.story.names import Names
from journeyc.story.scenarios import Criterion, criteria
from journeyc.story.tables import Table, table
from journeyc.story.words import Kind, Span, Words, plain_text

__all__ = [
    "Criterion",
    "Kind",
    "Names",
    "Passage",
    "Span",
    "Story",
    "Table",
    "Words",
    "criteria",
    "held_back",
    "plain_text",
    "rule",
    "sent",
    "story",
    "table",
    "within",
]
