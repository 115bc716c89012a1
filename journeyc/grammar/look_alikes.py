"""Letters of other alphabets that look like Latin ones: they come with copied text, and nobody sees them."""

_CYRILLIC = ("асеорхуіјѕһԁԛԝАВЕКМНОРСТХІЈЅ", "aceopxyijshdqwABEKMHOPCTXIJS")
_GREEK = ("ονιαρΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "oviapABEZHIKMNOPTYX")

#: From the code of each to the code of the Latin letter, as `str.translate` takes it.
LOOK_ALIKES: dict[int, int] = {
    ord(foreign): ord(latin)
    for alphabet in (_CYRILLIC, _GREEK)
    for foreign, latin in zip(*alphabet, strict=True)
}
