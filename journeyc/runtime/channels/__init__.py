"""Channels that carry messages: to a terminal, a file, a mail server, and a web service."""

from journeyc.runtime.channels.console import ConsoleChannel
from journeyc.runtime.channels.file import FileChannel
from journeyc.runtime.channels.smtp import SmtpChannel
from journeyc.runtime.channels.webhook import WebhookChannel

__all__ = ["ConsoleChannel", "FileChannel", "SmtpChannel", "WebhookChannel"]
