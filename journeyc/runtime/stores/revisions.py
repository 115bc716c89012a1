"""The rule that all stores keep, and that hosts reckon with: what was decided of somebody who was erased
since is never written, whoever has come under the same key.
"""

from journeyc.runtime.core.documents import CustomerDocument
from journeyc.runtime.errors import ConflictError
from journeyc.runtime.ports import Commit

#: More commits than one customer ever has.
_MOST = 2**32


def first_revision(customer: CustomerDocument) -> int:
    """The revision at which somebody new is written: behind all that anybody had who was erased before."""
    return customer.get("generation", 0) * _MOST + 1


def next_revision(commit: Commit) -> int:
    """The revision at which a customer is once a commit is written."""
    return commit.revision + 1 if commit.revision else first_revision(commit.customer)


def require_generation(customer: CustomerDocument, erasures: int) -> None:
    """ConflictError where somebody new would have the ids of one who was erased since it was decided."""
    if customer.get("generation", 0) != erasures:
        raise erased_since(customer["id"])


def erased_since(customer: str) -> ConflictError:
    """Somebody new would have the ids of one who was erased."""
    return ConflictError(f"somebody was erased since `{customer}` was read", "decide again")


def named_since(customer: str) -> ConflictError:
    """Somebody new would have a key that is an alias of another."""
    return ConflictError(f"`{customer}` names somebody else by an alias since it was read", "decide again")


def changed_since(customer: str) -> ConflictError:
    """Somebody else was faster."""
    return ConflictError(f"`{customer}` was changed by somebody else meanwhile", "decide again")
