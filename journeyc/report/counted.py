"""Numbers with their words."""


def counted(number: int, one: str, several: str = "") -> str:
    """So many of something: `1 rule`, `3 rules`, `2 things are`."""
    return f"{number} {one if number == 1 else several or f'{one}s'}"
