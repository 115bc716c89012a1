"""Digests of contents, by which kept results are found and trusted."""

try:
    # `hashlib` loads OpenSSL besides, which takes as long as finding that nothing has changed.
    from _blake2 import blake2b
except ImportError:
    from hashlib import blake2b

_BYTES = 16


def digest(content: bytes, key: bytes = b"") -> str:
    """The BLAKE2b digest of a content in hexadecimal digits; with a key nobody else can make it."""
    return blake2b(content, digest_size=_BYTES, key=key).hexdigest()
