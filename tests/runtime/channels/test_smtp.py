"""The channel that sends mails, against a real server on this machine."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Thread
from typing import Any

import pytest

from journeyc.runtime import Delivery, Message
from journeyc.runtime.channels import SmtpChannel
from journeyc.runtime.errors import UsageError
from journeyc.runtime.services import Secret
from tests.runtime.channels.mail_server import PASSWORD, USER, MailServer, certificate, mail_server, trusting

SENDER = "Telco Ünlimited <service@telco.example>"
MESSAGE = Message(
    id="bill_dispute/änna b.c/1/4/0", at="2026-11-23T09:00:00Z", run="bill_dispute/änna b.c/1",
    customer="änna b.c", journey="bill_dispute", notification="come_back", channel="email", language="de",
    to="anna@example.com", subject="Grüße von uns", text="Hallo Anna,\n.\nbis bald", html="<p>Hallo</p>",
    expires=None,
)  # fmt: skip


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as started:
        yield started


def channel(server: MailServer, **more: Any) -> SmtpChannel:
    given: dict[str, Any] = {"sender": SENDER, "password": PASSWORD, "tls": trusting(), **more}
    return SmtpChannel(f"smtp://{USER}@{server.host}", **given)


def test_a_mail_says_who_it_is_from_and_for_and_in_which_language(server: MailServer) -> None:
    assert channel(server).deliver(MESSAGE) == Delivery("delivered")
    (mail,) = server.mails
    assert (mail.sender, mail.recipients) == ("service@telco.example", ["anna@example.com"])
    assert (server.encrypted, server.users) == ([True], [USER])
    shown = mail.parsed
    assert {name: shown[name] for name in ("From", "To", "Subject", "Content-Language", "Date")} == {
        "From": SENDER,
        "To": "anna@example.com",
        "Subject": "Grüße von uns",
        "Content-Language": "de",
        "Date": "Mon, 23 Nov 2026 09:00:00 +0000",
    }
    assert shown["Message-ID"] == "<bill_dispute/%C3%A4nna%20b%2Ec/1/4/0@telco.example>"
    assert shown["Auto-Submitted"] == "auto-generated"
    assert shown["List-Unsubscribe"] is None
    assert shown.get_content_type() == "multipart/alternative"
    assert (mail.text.splitlines(), mail.html.strip()) == (["Hallo Anna,", ".", "bis bald"], "<p>Hallo</p>")


def test_a_mail_is_the_same_to_the_letter_when_it_comes_again(server: MailServer) -> None:
    for _ in range(2):
        channel(server).deliver(MESSAGE)
    first, second = (mail.parsed.as_bytes() for mail in server.mails)
    assert first == second


@pytest.mark.parametrize(
    ("parts", "kind"),
    [({"html": ""}, "text/plain"), ({"text": ""}, "text/html"), ({"text": "", "html": ""}, "text/plain")],
)
def test_a_mail_has_the_parts_that_there_are(parts: dict[str, Any], kind: str, server: MailServer) -> None:
    channel(server).deliver(MESSAGE._replace(**parts))
    assert server.mails[0].parsed.get_content_type() == kind


def test_a_mail_says_where_to_unsubscribe(server: MailServer) -> None:
    channel(server, unsubscribe="https://telco.example/stop?message={message}").deliver(MESSAGE)
    channel(server, unsubscribe="mailto:stop@telco.example").deliver(MESSAGE)
    of_web, of_mail = (mail.parsed for mail in server.mails)
    where = "<https://telco.example/stop?message=bill_dispute%2F%C3%A4nna%20b.c%2F1%2F4%2F0>"
    assert of_web["List-Unsubscribe"] == where
    assert of_web["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert of_mail["List-Unsubscribe"] == "<mailto:stop@telco.example>"
    assert of_mail["List-Unsubscribe-Post"] is None


def test_headers_stay_whole_however_long_they_are(server: MailServer) -> None:
    """Folded by the standard library, a long link or address would be written in a way that nobody takes."""
    long = MESSAGE._replace(to=f"{'a' * 64}@{'b' * 60}.{'c' * 60}.example", subject="Grüße " * 300)
    channel(server, unsubscribe=f"https://telco.example/{'stop/' * 100}").deliver(long)
    (mail,) = server.mails
    lines = mail.raw.split(b"\r\n")
    assert f"To: {long.to}".encode() in lines
    assert f"List-Unsubscribe: <https://telco.example/{'stop/' * 100}>".encode() in lines
    assert max(map(len, lines)) <= 998
    assert mail.parsed["Subject"] == long.subject.strip()


@pytest.mark.parametrize("kind", ["tls", "plain"])
def test_a_server_is_talked_to_as_its_address_says(kind: str) -> None:
    with mail_server(kind) as server:
        address = {"tls": "smtps", "plain": "smtp+plain"}[kind]
        sending = SmtpChannel(f"{address}://{server.host}", sender=SENDER, tls=trusting())
        assert sending.deliver(MESSAGE) == Delivery("delivered")
        assert server.encrypted == [kind == "tls"]


def test_a_password_is_asked_for_each_time(server: MailServer) -> None:
    """Where it is kept, it may change."""
    words = ["old", PASSWORD]
    sending = channel(server, password=lambda: words.pop(0))
    assert sending.deliver(MESSAGE) == Delivery("retry", "the mail server does not take the login (535)")
    assert sending.deliver(MESSAGE) == Delivery("delivered")


def test_a_password_may_be_a_secret(server: MailServer) -> None:
    sending = channel(server, password=Secret(PASSWORD))
    assert sending.deliver(MESSAGE) == Delivery("delivered")
    assert PASSWORD not in repr(vars(sending))


def test_a_password_that_is_not_to_be_had_is_waited_for(server: MailServer) -> None:
    def asked() -> str:
        raise KeyError(PASSWORD)

    said = channel(server, password=asked).deliver(MESSAGE)
    assert said == Delivery("retry", "the password is not to be had: KeyError")
    assert server.mails == []


@pytest.mark.parametrize("kind", ["starttls", "tls"])
def test_a_server_with_a_certificate_that_nobody_knows_gets_nothing(kind: str) -> None:
    with mail_server(kind) as server:
        scheme = "smtps" if kind == "tls" else "smtp"
        said = SmtpChannel(f"{scheme}://{server.host}", sender=SENDER).deliver(MESSAGE)
    assert said == Delivery("retry", "no safe connection: self-signed certificate")
    assert (server.mails, server.users) == ([], [])


def test_a_certificate_is_of_the_server_that_was_meant() -> None:
    """`127.0.0.2` is this machine as well, and not in it."""
    with mail_server("tls") as server, socket.create_server(("127.0.0.2", 0)) as other:
        thread = Thread(target=_pass_on, args=(other, server.port))
        thread.start()
        host = f"127.0.0.2:{other.getsockname()[1]}"
        said = SmtpChannel(f"smtps://{host}", sender=SENDER, tls=trusting()).deliver(MESSAGE)
        thread.join()
    assert said.result == "retry"
    assert "certificate" in said.problem


def _pass_on(listening: socket.socket, port: int) -> None:
    """What comes first to a server, and its first answer back: more is not asked for."""
    came, _ = listening.accept()
    with came, socket.create_connection(("127.0.0.1", port)) as behind:
        behind.sendall(came.recv(65_536))
        came.sendall(behind.recv(65_536))
        came.recv(65_536)


def test_a_server_that_does_not_encrypt_gets_nothing() -> None:
    with mail_server("plain") as server:
        said = channel(server).deliver(MESSAGE)
    problem = "the mail server does not offer STARTTLS, and nothing is sent to it unencrypted"
    assert said == Delivery("retry", problem)
    assert (server.mails, server.users) == ([], [])


@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize(
    ("code", "result"), [("450 4.2.1", "retry"), ("421 4.3.2", "retry"), ("550 5.1.1", "failed")]
)
def test_a_refusal_decides(command: str, code: str, result: str, server: MailServer) -> None:
    server.answers[command] = f"{code} <ANNA@example.com>: not now"
    said = channel(server).deliver(MESSAGE)
    assert said == Delivery(result, f"the mail server refused it: {code} <…>: not now")  # type: ignore[arg-type]


def test_a_server_that_takes_a_mail_for_another_has_taken_it(server: MailServer) -> None:
    server.answers["RCPT"] = "251 User not local; will forward"
    assert channel(server).deliver(MESSAGE) == Delivery("delivered")


@pytest.mark.parametrize(
    ("breaks", "result", "mails"),
    [
        ("MAIL", "retry", 0),
        ("RCPT", "retry", 0),
        ("before taking", "unknown", 0),
        ("after taking", "unknown", 1),
    ],
)
def test_a_connection_that_breaks_is_unknown_once_the_mail_is_on_its_way(
    breaks: str, result: str, mails: int, server: MailServer
) -> None:
    server.breaks = breaks
    said = channel(server).deliver(MESSAGE)
    assert said.result == result
    assert said.problem.startswith("the connection broke: ")
    assert len(server.mails) == mails


@pytest.mark.parametrize(("hangs", "result"), [("MAIL", "retry"), ("RCPT", "retry"), ("DATA", "unknown")])
def test_a_server_that_hangs_is_let_go_of(hangs: str, result: str, server: MailServer) -> None:
    server.hangs = hangs
    said = channel(server, timeout_seconds=0.5).deliver(MESSAGE)
    problem = "the connection broke: the mail server took more than 0.5 seconds"
    assert said == Delivery(result, problem)  # type: ignore[arg-type]


@contextmanager
def talking(*parts: bytes) -> Iterator[str]:
    """A server that says one thing after the other, whatever it is told, and then the last one for ever."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def talk() -> None:
            came, _ = listening.accept()
            with came:
                try:
                    for part in parts[:-1]:
                        came.sendall(part)
                    while True:
                        came.sendall(parts[-1])
                except OSError:
                    return

        thread = Thread(target=talk)
        thread.start()
        yield f"smtp+plain://127.0.0.1:{listening.getsockname()[1]}"
        thread.join()


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ((b"220 hello\r\n", b"250-more\r\n"), "the server talks without end"),
        ((b"x" * 10_000,), "500 Line too long"),
        ((b"554 go away\r\n",), "the mail server takes nothing now: 554 go away"),
        ((b"\xff\xfe\x00\r\n",), "an answer that is none"),
    ],
)
def test_a_server_that_is_none_is_let_go_of(parts: tuple[bytes, ...], says: str) -> None:
    with talking(*parts) as address:
        said = SmtpChannel(address, sender=SENDER, timeout_seconds=2).deliver(MESSAGE)
    assert said.result == "retry"
    assert says in said.problem


@contextmanager
def answering(*answers: bytes, context: ssl.SSLContext | None = None) -> Iterator[str]:
    """A server that greets, and gives these answers in turn, the last one for ever; with its address."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer() -> None:
            came, _ = listening.accept()
            with suppress(OSError), context.wrap_socket(came, server_side=True) if context else came as talk:
                talk.sendall(b"220 hello\r\n")
                left = list(answers)
                while asked := talk.recv(65_536):
                    said = left.pop(0) if len(left) > 1 else left[0]
                    talk.sendall(said.replace(b"ECHO", asked.strip().rpartition(b" ")[2]))

        thread = Thread(target=answer)
        thread.start()
        yield f"127.0.0.1:{listening.getsockname()[1]}"
        thread.join()


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ((b"250-x\r\n250 STARTTLS\r\n", b"454 not now\r\n"), "takes nothing now: 454 not now"),
        ((b"500 what\r\n",), "the mail server takes nothing now: 500 what"),
        ((b"250-x\r\n250 STARTTLS\r\n", b"220 go\r\n", b"x" * 99), "no safe connection: wrong version"),
    ],
)
def test_a_server_that_does_not_keep_its_word_gets_nothing(answers: tuple[bytes, ...], says: str) -> None:
    """It offers to encrypt, and does not."""
    with answering(*answers) as host:
        said = SmtpChannel(f"smtp://{host}", sender=SENDER, timeout_seconds=2).deliver(MESSAGE)
    assert said.result == "retry"
    assert says in said.problem


@pytest.mark.parametrize(
    "answers",
    [
        (b"250 x\r\n",),
        (b"250-x\r\n250 AUTH WHATEVER\r\n",),
        (b"250-x\r\n250 AUTH PLAIN\r\n", b"334 ECHO\r\n"),
    ],
)
def test_a_server_without_a_login_that_is_known_is_not_repeated(answers: tuple[bytes, ...]) -> None:
    """It may say what it was told."""
    with answering(*answers, context=certificate()) as host:
        said = SmtpChannel(
            f"smtps://{USER}@{host}", sender=SENDER, password=PASSWORD, tls=trusting(), timeout_seconds=2
        ).deliver(MESSAGE)
    assert said == Delivery("retry", "the mail server offers no login that is known here")


def test_a_server_that_says_a_letter_now_and_then_is_let_go_of() -> None:
    """Each of them would be in time."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def drip() -> None:
            came, _ = listening.accept()
            with came:
                came.settimeout(0.05)
                while True:
                    try:
                        came.sendall(b"2")
                        if came.recv(1) == b"":
                            return
                    except TimeoutError:
                        continue
                    except OSError:
                        return

        thread = Thread(target=drip)
        thread.start()
        address = f"smtp+plain://127.0.0.1:{listening.getsockname()[1]}"
        said = SmtpChannel(address, sender=SENDER, timeout_seconds=0.4).deliver(MESSAGE)
        thread.join()
    assert said == Delivery("retry", "no connection: the mail server took more than 0.4 seconds")


def test_a_server_that_is_not_there_is_tried_again() -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    said = SmtpChannel(f"smtp://127.0.0.1:{port}", sender=SENDER).deliver(MESSAGE)
    assert said.result == "retry"
    assert "refused" in said.problem


@pytest.mark.parametrize(
    "to",
    [
        "anna", "anna@", "@example.com", "anna@example.com, mallory@example.com", "Anna <anna@example.com>",
        "anna@example.com\r\nBcc: mallory@example.com", "anna@exam ple.com", "anna@@example.com",
        "änna@example.com", "a" * 300 + "@example.com", "anna@\x00example.com",
        "anna@example.com>\r\nRCPT TO:<mallory@example.com",
    ],
)  # fmt: skip
def test_what_is_no_address_is_hopeless_and_not_shown(to: str, server: MailServer) -> None:
    said = channel(server).deliver(MESSAGE._replace(to=to))
    assert said == Delivery("failed", "what the customer has as `email` is no e-mail address")
    assert server.mails == []


def test_a_domain_may_have_other_letters(server: MailServer) -> None:
    channel(server).deliver(MESSAGE._replace(to="anna@bücher.example"))
    assert server.mails[0].recipients == ["anna@xn--bcher-kva.example"]


def test_no_header_is_begun_by_what_a_customer_typed(server: MailServer) -> None:
    subject = "Hello\r\nBcc: mallory@example.com\r\n\r\nBuy this\u2028now"
    channel(server).deliver(MESSAGE._replace(subject=subject, language="de\r\nX-Evil: 1"))
    (mail,) = server.mails
    assert mail.parsed["Subject"] == "Hello Bcc: mallory@example.com Buy this now"
    assert mail.parsed["Bcc"] is None
    assert mail.parsed["X-Evil"] is None
    assert mail.recipients == ["anna@example.com"]


@pytest.mark.parametrize("password", [PASSWORD, "wörd", lambda: "wörd"])
def test_a_password_is_shown_nowhere(password: Any, server: MailServer) -> None:
    sending = channel(server, password=password)
    server.answers["DATA"] = "550 no"
    said = sending.deliver(MESSAGE)
    assert PASSWORD not in f"{said}{sending!r}{sending.__dict__['_server']}"
    assert "wörd" not in f"{said}"
    assert "ö" not in said.problem


@pytest.mark.parametrize(
    ("address", "more", "problem"),
    [
        ("mail.example", {}, "`mail.example` is no address of a mail server"),
        ("http://mail.example", {}, "is no address of a mail server"),
        ("smtp://", {}, "is no address of a mail server"),
        ("smtp://mail.example/inbox", {}, "is no address of a mail server"),
        ("smtp://mail.example:port", {}, "cannot be read"),
        (f"smtp://{'x' * 70}.example", {}, "cannot be read"),
        ("smtp://user:sesame@mail.example", {}, "holds a password; give it as `password=`"),
        ("smtp://user@mail.example", {}, "there is a user for the mail server and no password"),
        ("smtp://mail.example", {"password": "sesame"}, "a password for the mail server and no user"),
        ("smtp+plain://user@mail.example", {"password": "sesame"}, "would be sent to the mail server unenc"),
        ("smtp://mail.example", {"sender": "nobody"}, "is no sender"),
        ("smtp://mail.example", {"sender": "A <a@b.example>, B <b@b.example>"}, "is no sender"),
        ("smtp://mail.example", {"sender": "A\r\nBcc: x <a@b.example>"}, "is no sender"),
        ("smtp://mail.example", {"unsubscribe": "http://telco.example"}, "is nowhere to unsubscribe"),
        ("smtp://mail.example", {"unsubscribe": "https://telco.example/>\r\nX: y"}, "is nowhere to unsub"),
        ("smtp://mail.example", {"timeout_seconds": 61}, "give up to 60 seconds"),
    ],
)  # fmt: skip
def test_what_could_never_work_is_refused_at_once(address: str, more: dict[str, Any], problem: str) -> None:
    with pytest.raises(UsageError) as caught:
        SmtpChannel(address, **{"sender": SENDER, **more})
    assert problem in str(caught.value)
    assert "sesame" not in str(caught.value)
