"""What all stores refuse in the same words: what was decided on a customer who is not as they were then, who
has come since, or was erased, whoever is there under the same key.
"""

from journeyc.runtime.core.documents import CustomerDocument
from journeyc.runtime.errors import ConflictError


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
