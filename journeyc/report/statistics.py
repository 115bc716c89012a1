"""How often each rule found something."""

import json
from collections import Counter
from collections.abc import Collection, Sequence

from journeyc.diagnostic import Diagnostic, Severity


def statistics(found: Sequence[Diagnostic], fixable: Collection[Diagnostic], *, as_json: bool = False) -> str:
    """A line for each rule, most frequent first: how often, how grave, its name, how many can be mended."""
    counted = Counter((one.rule, one.severity) for one in found)
    mended = Counter((one.rule, one.severity) for one in fixable)
    rows = sorted(counted.items(), key=lambda row: (-row[1], row[0]))
    if as_json:
        entries = [
            {"rule": rule, "severity": severity.value, "count": count, "fixable": mended[rule, severity]}
            for (rule, severity), count in rows
        ]
        return json.dumps(entries, indent=2) + "\n"
    wide, gravest = max((len(str(count)) for count in counted.values()), default=0), max(map(len, Severity))
    return "".join(
        f"{count:>{wide}}  {severity:{gravest}}  {rule}{_mendable(mended[rule, severity])}\n"
        for (rule, severity), count in rows
    )


def _mendable(count: int) -> str:
    return f" ({count} can be fixed with --fix)" if count else ""
