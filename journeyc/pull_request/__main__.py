"""`python -P -m journeyc.pull_request` is the script of the GitHub Action."""

import os
import sys

from journeyc.cli.ending import guarded
from journeyc.pull_request.script import main

if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        # Texts hold characters that the log of a runner may not have.
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(encoding="utf-8", errors="backslashreplace")
    sys.exit(guarded(lambda: main(sys.argv[1:], os.environ)))
