"""How a text is sent over GSM networks: alphabet, what it takes of it, parts."""

import pytest

from journeyc.template.sms import Sms, sms


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Sms("GSM-7", 0, 1)),
        ("Grüße aus Köln für 5 EUR @ Æ", Sms("GSM-7", 28, 1)),
        ("x" * 160, Sms("GSM-7", 160, 1)),
        ("x" * 161, Sms("GSM-7", 161, 2)),
        ("x" * 306, Sms("GSM-7", 306, 2)),
        ("x" * 307, Sms("GSM-7", 307, 3)),
        ("€" * 80, Sms("GSM-7", 160, 1)),
        # 153 is odd, so the last place of a part stays empty: 76 in each.
        ("€" * 152, Sms("GSM-7", 304, 2)),
        ("€" * 153, Sms("GSM-7", 306, 3)),
        ("„x“", Sms("UCS-2", 3, 1)),
        ("ł" * 70, Sms("UCS-2", 70, 1)),
        ("ł" * 71, Sms("UCS-2", 71, 2)),
        ("ł" * 135, Sms("UCS-2", 135, 3)),
        ("😀" * 35, Sms("UCS-2", 70, 1)),
        # 67 is odd, too: 33 in each.
        ("😀" * 66, Sms("UCS-2", 132, 2)),
        ("😀" * 67, Sms("UCS-2", 134, 3)),
    ],
)
def test_parts_of_a_text_message(text: str, expected: Sms) -> None:
    """At the bounds of one and several parts, in both alphabets; no character is cut in two."""
    assert sms(text) == expected


def test_the_alphabet_has_its_128_places() -> None:
    """One of them is the escape to the extension table, which has ten characters."""
    one_septet = [chr(code) for code in range(0x10000) if sms(chr(code)) == Sms("GSM-7", 1, 1)]
    two_septets = [chr(code) for code in range(0x10000) if sms(chr(code)) == Sms("GSM-7", 2, 1)]
    assert (len(one_septet), len(two_septets)) == (127, 10)
