"""Business rules as the rule engine takes them: flat facts in, the rules that hold out.

The engine is the matcher of durable-rules and nothing else of it. What it cannot hold is computed here first,
and what it should not see is left to the reference evaluator, which defines what a rule means.
"""

from journeyc.matching.rulesets import About, Fact, Ruleset, fits, rulesets
from journeyc.matching.translation import Input, Native, Translator

__all__ = ["About", "Fact", "Input", "Native", "Ruleset", "Translator", "fits", "rulesets"]
