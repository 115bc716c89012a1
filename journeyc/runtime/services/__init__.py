"""Services that are called over HTTP, and the secrets that go with the calls."""

from journeyc.runtime.services.http import HttpService
from journeyc.runtime.services.secret import Secret

__all__ = ["HttpService", "Secret"]
