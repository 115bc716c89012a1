"""A split whose shares are not the whole."""

from decimal import Decimal

from journeyc.compiler import syntax
from journeyc.compiler.flow import JourneyFlow
from journeyc.expression.syntax import Constant
from journeyc.expression.values import number_text

NAME = "split-total"
_WHOLE = Decimal(100)


def check(flow: JourneyFlow) -> None:
    """Say splits whose shares do not add up to 100 %, and shares with one name."""
    for split in flow.intact(syntax.Split):
        shares = [share.percent.value for share in split.shares if isinstance(share.percent, Constant)]
        total = sum((share for share in shares if isinstance(share, Decimal)), Decimal(0))
        if total != _WHOLE and len(shares) == len(split.shares):
            message = f"the shares of `{split.name.text}` add up to {number_text(total)}%"
            missing = _WHOLE - total
            cure = f"{number_text(abs(missing))}% are {'missing' if missing > 0 else 'too many'}"
            flow.reporter.error(NAME, split.name, message, f"{cure}; a split must come to 100%")
        first: dict[str, syntax.Share] = {}
        for share in split.shares:
            earlier = first.setdefault(share.name.text, share)
            if earlier is not share:
                flow.reporter.duplicate(share.name, "share", earlier.name, flow.reporter.source)
