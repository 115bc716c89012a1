"""What is said of an address of a store on a server that cannot be read: nothing of it, as a password may
stand anywhere in it.
"""

from journeyc.runtime.errors import UsageError


def unreadable() -> UsageError:
    """Why it is refused, and how it would be right."""
    return UsageError(
        "the address of the PostgreSQL store cannot be read",
        "write `postgresql://user:password@host:5432/database`; in a password, `@ : / ? # %` are"
        " `%40 %3A %2F %3F %23 %25`",
    )
