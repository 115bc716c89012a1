"""From a definition to a plan: names resolved and expressions compiled once, when a definition is loaded."""
