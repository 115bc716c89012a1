"""`python -m journeyc` is the command `journeyc`."""

import sys

from journeyc.cli import main

if __name__ == "__main__":
    sys.exit(main())
