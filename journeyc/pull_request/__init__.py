"""What CI says of a pull request: its journeys are checked, and a comment says what they mean now that they
did not mean before.

`python -P -m journeyc.pull_request` is what the GitHub Action (`action.yml`) runs. `script.py` is all of it
on a screen: checks, the difference to the base revision, and where that is told.
"""
