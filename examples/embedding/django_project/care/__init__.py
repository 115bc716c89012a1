"""Disputes of bills: the company's own rows, and the journey beside them."""
