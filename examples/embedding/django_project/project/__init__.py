"""The settings of the site, and what a WSGI server loads."""
