"""The documentation as a site: what stands in `docs/`, and what is generated of the code."""
