"""Threads of one program that change the same customer do it one after the other.

The store would refuse all but the first of them, and they would have decided in vain: with ten threads and
one customer nine times of ten. Programs beside each other are still told apart by the store alone.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from threading import RLock
from typing import TypeAlias
from zlib import crc32

from journeyc.runtime.own_process import OwnProcess

#: A lock that a thread may take again while it has it.
Lock: TypeAlias = AbstractContextManager[object]


class CustomerLocks:
    """So `many` locks for any number of customers: few of those who are changed at once share one, the same
    in each process. Who has one takes no other, or two might wait for each other for ever.
    """

    def __init__(self, many: int = 1024, lock: Callable[[], Lock] = RLock) -> None:
        self._process = OwnProcess()
        self._locks = [lock() for _ in range(many)]

    def of(self, customer: str) -> Lock:
        """The lock of a customer. UsageError in a process that was forked, where nobody gives it back."""
        self._process.require()
        return self._locks[self._place(customer)]

    @contextmanager
    def of_both(self, one: str, other: str) -> Iterator[None]:
        """Those of two customers, in the same order for whoever takes both."""
        self._process.require()
        with ExitStack() as both:
            for place in sorted({self._place(one), self._place(other)}):
                both.enter_context(self._locks[place])
            yield

    def _place(self, customer: str) -> int:
        return crc32(customer.encode(errors="surrogatepass")) % len(self._locks)
