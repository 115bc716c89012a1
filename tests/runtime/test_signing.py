"""Signatures are those of the Standard Webhooks specification."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journeyc.runtime.signing import Signer

#: What the libraries of the specification are tested with.
KEY = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
GIVEN = ("msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", b'{"test": 2432232314}')
SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
WRONG = "v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc="
SIGNER = Signer(f"whsec_{KEY}")


def test_a_message_is_signed_as_the_specification_says() -> None:
    assert SIGNER.signatures(*GIVEN) == SIGNATURE


@pytest.mark.parametrize(
    ("signatures", "taken"),
    [
        (SIGNATURE, True),
        (f"{WRONG} v2,{SIGNATURE[3:]} {SIGNATURE} {WRONG}", True),
        (WRONG, False),
        (f"v2,{SIGNATURE[3:]}", False),
        (f"v1a,{SIGNATURE[3:]}", False),
        (SIGNATURE[3:], False),
        (SIGNATURE[:8], False),
        (SIGNATURE[:-1], False),
        (SIGNATURE.lower(), False),
        ("v1,", False),
        ("v1", False),
        ("v1,é\udc80", False),
        (" ", False),
        (f"{f'{WRONG} ' * 1000}{SIGNATURE}", False),
    ],
)
def test_a_header_has_to_hold_the_signature(signatures: str, taken: object) -> None:
    """One of the few that it may hold."""
    assert SIGNER.has_signed(signatures, *GIVEN) is taken


@given(
    st.binary(min_size=24, max_size=64), st.text(max_size=40), st.integers(0, 10**10), st.binary(max_size=80)
)
def test_what_one_signs_another_with_the_same_secret_takes(
    key: bytes, identity: str, timestamp: int, body: bytes
) -> None:
    """And nothing that was changed."""
    one, other = (Signer(f"whsec_{base64.b64encode(key).decode()}") for _ in range(2))
    signatures = one.signatures(identity, str(timestamp), body)
    assert other.has_signed(signatures, identity, str(timestamp), body)
    assert not other.has_signed(signatures, identity, str(timestamp), body + b" ")
    assert not other.has_signed(signatures, identity, str(timestamp + 1), body)
    assert not other.has_signed(signatures, f"{identity}x", str(timestamp), body)
    assert not SIGNER.has_signed(signatures, identity, str(timestamp), body)
