"""The rule that all stores keep: what was decided of somebody who was erased since is never written, whoever
has come under the same key.
"""

from journeyc.runtime.core.documents import CustomerDocument
from journeyc.runtime.errors import ConflictError

#: More commits than one customer ever has.
_MOST = 2**32


def first_revision(customer: CustomerDocument) -> int:
    """The revision at which somebody new is written: behind all that anybody had who was erased before."""
    return customer.get("generation", 0) * _MOST + 1


def require_generation(customer: CustomerDocument, erasures: int) -> None:
    """ConflictError where somebody new would have the ids of one who was erased since it was decided."""
    if customer.get("generation", 0) != erasures:
        raise ConflictError(f"somebody was erased since `{customer['id']}` was read", "decide again")
