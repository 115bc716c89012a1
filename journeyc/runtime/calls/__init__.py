"""Calls of services: tries made in threads, under a deadline, past a circuit that opens where a service is
down.
"""
