"""Channels that carry messages: to a terminal, and to a web service."""

from journeyc.runtime.channels.console import ConsoleChannel
from journeyc.runtime.channels.webhook import WebhookChannel

__all__ = ["ConsoleChannel", "WebhookChannel"]
