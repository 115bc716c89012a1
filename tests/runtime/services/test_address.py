"""Arguments fill places of an address, and can change nothing else of it."""

from http.client import HTTPConnection
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journeyc.runtime.errors import UsageError
from journeyc.runtime.services.address import UnfitArgument, read_address

ADDRESS = read_address("https://crm.example/customers/{id}/bills/no-{bill}?of={id}&lang=d%C3%A9&all")
#: What has moved a request elsewhere, somewhere, once.
NASTY = (
    "/", "//evil.example", "../admin", "..%2f", "%2e%2e", "?admin=1", "&admin=1", "#x", "@evil.example",
    ":80",
    "\\", "\r\nhost: evil.example\r\n\r\n", "\n", "\x00", "a b", "ä", "\u2028", "\U0001f600", "\u202e", "%",
    "+", "=",
)  # fmt: skip


@pytest.mark.parametrize("text", NASTY)
def test_text_stays_in_its_place(text: str) -> None:
    target = ADDRESS.target({"id": text, "bill": text})
    path, _, query = target.partition("?")
    assert [unquote(part) for part in path.split("/")] == ["", "customers", text, "bills", f"no-{text}"]
    assert parse_qsl(query, keep_blank_values=True) == [("of", text), ("lang", "dé"), ("all", "")]


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_so_does_any_text(text: str) -> None:
    try:
        target = ADDRESS.target({"id": text, "bill": text})
    except UnfitArgument:
        assert text in {"", ".", ".."}
        return
    assert target.isascii()
    assert target.isprintable()
    assert " " not in target
    # Put together as an address and read by others, it is the same.
    parts = urlsplit(f"https://crm.example{target}")
    assert (parts.scheme, parts.netloc, parts.fragment) == ("https", "crm.example", "")
    assert [unquote(part) for part in parts.path.split("/")][2:] == [text, "bills", f"no-{text}"]
    # And it is a line of a request: the standard library refuses any other.
    HTTPConnection("crm.example")._validate_path(target)  # type: ignore[attr-defined]  # what sends it asks this


@pytest.mark.parametrize(
    ("value", "text"), [(True, "true"), (False, "false"), (-7, "-7"), ("12.50 EUR", "12.50%20EUR")]
)
def test_values_have_their_json_form(value: Any, text: str) -> None:
    assert read_address("https://x.example/{v}").target({"v": value}) == f"/{text}"


@pytest.mark.parametrize("value", ["", ".", "..", None, [], {}])
def test_what_would_change_the_path_fits_nowhere(value: Any) -> None:
    with pytest.raises(UnfitArgument):
        ADDRESS.target({"id": value, "bill": "B1"})


def test_two_arguments_cannot_do_it_together() -> None:
    with pytest.raises(UnfitArgument):
        read_address("https://x.example/{a}{b}/x").target({"a": ".", "b": "."})


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("crm.example/x", "`crm.example/x` is no address of a service"),
        ("ftp://crm.example", "`ftp://crm.example` is no address of a service"),
        ("https://", "`https://` is no address of a service"),
        ("https://crm.example:x/", "`https://crm.example:x/` is no address of a service; check"),
        ("https://crm.example:99999/", "`https://crm.example:99999/` is no address of a service"),
        ("https://bücher.example/", "`https://bücher.example/` is no address of a service"),
        ("https://crm.example/a b", "'https://crm.example/a b' has a space, or another sign"),
        ("https://crm.example/{ id }", "'https://crm.example/{ id }' has a space, or another sign"),
        ("https://crm.example\\@evil.example/", r"'https://crm.example\\@evil.example/' has a space, or"),
        ("https://crm.example/\n", r"'https://crm.example/\n' has a space, or another sign"),
        ("https://me:secret@crm.example/", "an address names who calls; give that in `headers`"),
        ("https://{host}.example/", "the host of `https://{host}.example/` has a place for an argument"),
        ("https://crm.example:{port}/", "`https://crm.example:{port}/` is no address"),
        ("https://crm.example/#{id}", "`https://crm.example/#{id}` has a `#`, which is never sent"),
        ("https://crm.example/a/../b", "the path of `https://crm.example/a/../b` goes back"),
        ("https://crm.example/%2E%2e/b", "the path of `https://crm.example/%2E%2e/b` goes back"),
        ("https://crm.example/{id", "`https://crm.example/{id` has a `{` or `}` alone"),
        ("https://crm.example/{}", "`{}` in `https://crm.example/{}` names no argument"),
        ("https://crm.example/{a.b}", "`{a.b}` in `https://crm.example/{a.b}` names no argument"),
        ("https://crm.example/?{id}=1", "a name in the query of `https://crm.example/?{id}=1` has a place"),
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused(url: str, problem: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_address(url)
    assert str(caught.value).startswith(problem)
    assert "secret" not in str(caught.value)


def test_its_parts() -> None:
    address = read_address("http://[::1]:8080")
    assert (address.scheme, address.host, address.port, address.target({})) == ("http", "::1", 8080, "/")
    assert ADDRESS.arguments == {"id", "bill"}
