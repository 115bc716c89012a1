"""No regular expression depends on what some supported Python gets wrong."""

import re
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "journeyc"
_POSSESSIVE = re.compile(r"[\])}*?+][*+?]\+|\(\?>")


def test_no_quantifier_is_possessive() -> None:
    """Python 3.11.2, which Debian 12 has, matches some possessive quantifiers wrongly."""
    found = [
        f"{path.name}:{number}: {line.strip()}"
        for path in sorted(PACKAGE.rglob("*.py"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if _POSSESSIVE.search(line)
    ]
    assert found == []
