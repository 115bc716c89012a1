"""Traces and metrics, through the API of OpenTelemetry; it is loaded where it is asked for alone."""
