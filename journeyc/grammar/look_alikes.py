"""Letters of other alphabets that look like Latin ones: they come with copied text, and nobody sees them."""

import re

_CYRILLIC = ("асеорхуіјѕһԁԛԝАВЕКМНОРСТХІЈЅ", "aceopxyijshdqwABEKMHOPCTXIJS")
_GREEK = ("ονιαρΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "oviapABEZHIKMNOPTYX")

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
#: Nobody mends what is longer.
_LONGEST = 40
#: From the code of each to the code of the Latin letter, as `str.translate` takes it.
LOOK_ALIKES: dict[int, int] = {
    ord(foreign): ord(latin)
    for alphabet in (_CYRILLIC, _GREEK)
    for foreign, latin in zip(*alphabet, strict=True)
}


def latin(word: str) -> str | None:
    """The name that a word looks like, if it has letters of other alphabets."""
    alike = word.translate(LOOK_ALIKES)
    return alike if alike != word and len(word) <= _LONGEST and _NAME.fullmatch(alike) else None
