"""Colours for `.journey` texts, for Pygments and for editors that read TextMate grammars."""
