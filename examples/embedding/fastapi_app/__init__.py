"""A telephone company's care service in FastAPI: `app.py` is where to begin."""
