"""What can go wrong outside a journey: every error says what, where and how to mend it, in words to print
as they are.
"""


class JourneyError(Exception):
    """The root of the family: `problem` is one sentence, `help` says how to mend it; `str()` gives both."""

    def __init__(self, problem: str, help: str = "") -> None:  # noqa: A002  # the word of every message of the project
        super().__init__(problem, help)
        self.problem = problem
        self.help = help

    def __str__(self) -> str:
        return f"{self.problem}; {self.help}" if self.help else self.problem


class UsageError(JourneyError):
    """The runtime was asked for something that makes no sense: an empty customer, a closed runtime, a bad
    address of a store.
    """


class LinkError(UsageError):
    """A resume link that is forged, damaged or too old, or leads to what is no longer there."""


class DefinitionError(JourneyError):
    """A compiled journey that cannot be loaded, or contradicts what the store knows under its version."""


class StoreError(JourneyError):
    """The store cannot be opened, read or written; nothing was half done."""


class StoreMissingError(StoreError):
    """There is no such folder, or no permission to look into it."""


class StoreForeignError(StoreError):
    """The file belongs to somebody else: not a database, or another application's."""


class StoreNewerError(StoreError):
    """The store was made by a newer journeyc."""


class StoreOlderError(StoreError):
    """The store was made by an older journeyc, and is not brought up to date by who only looks at it."""


class StoreReadOnlyError(StoreError):
    """The file or its folder cannot be written."""


class StoreLockedError(StoreError):
    """Another program held the store for longer than this one was willing to wait."""


class StoreUnreachableError(StoreError):
    """The server that keeps the store is not there, takes nobody, or went away; unless it says otherwise,
    nothing was written.
    """


class StoreFullError(StoreError):
    """The disk is full, or a file has reached the size that the system allows."""


class UnwritableError(StoreError):
    """The store is well, and cannot keep what it was given: it is too large, or no text."""


class StoreDamagedError(StoreError):
    """The file is cut short or overwritten."""


class ArchiveError(JourneyError):
    """A file of an archive, or of a whole store that was exported, cannot be read or written."""


class ConflictError(StoreError):
    """Somebody else wrote the same customer since it was read: read again, decide again, commit again."""


class FencedError(StoreError):
    """A worker was away for so long that others may have its customer: what it decided does not count."""

    def __init__(self, customer: str) -> None:
        super().__init__(
            f"the lease of `{customer}` was over, and another worker may have them now",
            "leave them to that one; longer leases, or fewer customers at once, keep it from happening",
        )
        self.customer = customer
        # By which it is made anew in another process.
        self.args = (customer,)


class AliasTakenError(StoreError):
    """An alias that is to name this customer already names another."""

    def __init__(self, field: str, value: str, owner: str) -> None:
        # The value may be private, and whoever gave it knows it.
        super().__init__(
            f"what was given as `{field}` already names the customer `{owner}`",
            f'give another one, or if they are one person, merge the two: `runtime.merge(…, into="{owner}")`',
        )
        self.field = field
        self.value = value
        self.owner = owner
        self.args = (field, value, owner)
