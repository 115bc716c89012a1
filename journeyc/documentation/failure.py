"""What keeps documents from being made."""


class DocumentError(Exception):
    """Why there are no documents, in words for people; `help` says how to mend it."""

    def __init__(self, problem: str, help: str = "") -> None:  # noqa: A002  # the word of every message
        super().__init__(problem)
        self.problem = problem
        self.help = help
