"""Texts for customers: Jinja2 in a total subset, checked against types before anything runs, and rendered
safely.
"""

from journeyc.template.bounds import TemplateError
from journeyc.template.check import TemplateProblem, check
from journeyc.template.render import render

__all__ = ["TemplateError", "TemplateProblem", "check", "render"]
