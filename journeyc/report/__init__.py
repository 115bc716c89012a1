"""Findings for people and programs: one kind of `Diagnostic`, several renderings."""

from journeyc.report.forms import Form, render, summary
from journeyc.report.paint import Paint
from journeyc.report.statistics import statistics

__all__ = ["Form", "Paint", "render", "statistics", "summary"]
