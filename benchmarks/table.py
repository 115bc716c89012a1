"""What every benchmark here shares: runs in turn, medians, and a small table of ratios."""

import statistics
from collections.abc import Callable, Mapping


def in_turn(tasks: Mapping[str, Callable[[], float]], rounds: int) -> dict[str, list[float]]:
    """Run the tasks one after another, `rounds` times, after one round that does not count.

    A task returns its own figure. Taking turns lets a slow spell of the machine hit all of them alike.
    """
    for task in tasks.values():
        task()
    found: dict[str, list[float]] = {name: [] for name in tasks}
    for _ in range(rounds):
        for name, task in tasks.items():
            found[name].append(task())
    return found


def print_table(
    title: str, unit: str, found: Mapping[str, list[float]], base: str, *, digits: int = 2
) -> None:
    """Print the median, least and most of each task, and its ratio to the base, round by round; `digits` are
    those of the ratio behind the point.
    """
    width = max(map(len, found))
    print(f"\n{title}")
    print(f"{'':{width}}  {'median':>10}  {'min':>10}  {'max':>10}  {unit:>8}  ratio")
    for name, figures in found.items():
        ratios = [figure / other for figure, other in zip(figures, found[base], strict=True)]
        spread = "  ".join(
            f"{figure:>10,.4g}" for figure in (statistics.median(figures), min(figures), max(figures))
        )
        print(f"{name:{width}}  {spread}  {unit:>8}  {statistics.median(ratios):.{digits}f}")
