"""Plays the cases that somebody else wrote and prints what became of them: `python -m tests.oracles`.

`--write` puts the numbers into `docs/semantics.md`; `--all` also names every case that was skipped.
"""

import sys

from tests.oracles import dmn, scxml
from tests.oracles.table import PAGE, Absent, Outcome, Result, Results, numbers, table, written

#: What each oracle is called, and what plays it.
ORACLES: dict[str, Results] = {"SCXML": scxml.results, "DMN": dmn.results}


def collected() -> tuple[dict[str, list[Result]], list[str]]:
    """The results of every oracle that is here, by its title, and what is to be said of the others."""
    found: dict[str, list[Result]] = {}
    missing: list[str] = []
    for title, results in ORACLES.items():
        try:
            found[title] = results()
        except Absent as absent:
            missing.append(f"{title}: not played: {absent}")
    return found, missing


def main(arguments: list[str]) -> int:
    """0 if no case failed, 1 if one did, 2 where nothing can be played or not all that is to be written."""
    if unknown := set(arguments) - {"--write", "--all"}:
        print(f"no option {', '.join(sorted(unknown))}; there are --write and --all", file=sys.stderr)
        return 2
    found, missing = collected()
    if missing:
        print("\n".join(missing), file=sys.stderr)
    if not found or (missing and "--write" in arguments):
        return 2
    print(table(found))
    shown = {Outcome.FAILED, Outcome.SKIPPED} if "--all" in arguments else {Outcome.FAILED}
    for title, results in found.items():
        for result in results:
            if result.outcome in shown:
                print(f"{title} {result.name}: {result.outcome.value}: {result.reason}")
    if "--write" in arguments:
        PAGE.write_text(written(PAGE.read_text(encoding="utf-8"), found), encoding="utf-8")
    return 1 if any(numbers(results)[-1] for results in found.values()) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
