"""The channel that keeps messages in an mbox."""

import random
import signal
import subprocess
import sys
from pathlib import Path
from time import sleep

import pytest

from journeyc.runtime import Message
from journeyc.runtime.channels import FileChannel
from journeyc.runtime.channels.mbox import opened
from journeyc.runtime.errors import UsageError
from tests.posix import LINKS, posix
from tests.runtime.channels.mails import mails_in
from tests.runtime.channels.writer import message

WRITER = Path(__file__).parent / "writer.py"
LONG = 400_000


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "messages.mbox"


def deliver(path: Path, *messages: Message) -> list[str]:
    channel = FileChannel(path, wait_seconds=0.1)
    return [channel.deliver(one).result for one in messages]


def subjects(path: Path) -> list[str]:
    return [mail.parsed["Subject"] for mail in mails_in(path)]


def writer(path: Path, *words: object) -> "subprocess.Popen[str]":
    command = [sys.executable, str(WRITER), str(path), *map(str, words)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_a_message_stands_in_the_file_as_a_mail(path: Path) -> None:
    first = message("anna", 1, 40)._replace(to="anna@example.com", language="de", html="<p>Hallo</p>")
    assert deliver(path, first) == ["delivered"]
    (mail,) = mails_in(path)
    assert mail.raw.decode().startswith("From: journeyc <journeyc@localhost>\nTo: anna@example.com\n")
    assert path.read_text().startswith("From journeyc@localhost Mon Nov 23 09:00:00 2026\n")
    assert (mail.parsed["Message-ID"], mail.parsed["Content-Language"]) == ("<j/anna/1/0@localhost>", "de")
    assert (mail.text.rstrip(), mail.html.rstrip()) == (first.text, "<p>Hallo</p>")


def test_only_who_owns_the_file_may_read_it(path: Path) -> None:
    deliver(path, message("anna", 1, 40))
    assert path.stat().st_mode & 0o077 == 0


def test_a_message_stands_in_the_file_once(path: Path) -> None:
    """Also for another program, and when others have written meanwhile."""
    first, second = message("anna", 1, 40), message("anna", 2, 40)
    channel = FileChannel(path)
    for one in (first, second, first):
        channel.deliver(one)
    deliver(path, second, message("bob", 1, 40), first)
    channel.deliver(message("bob", 1, 40))
    assert subjects(path) == ["anna 1", "anna 2", "bob 1"]


def test_what_a_mail_program_took_out_may_come_again(path: Path) -> None:
    channel = FileChannel(path)
    channel.deliver(message("anna", 1, 40))
    path.write_bytes(b"")
    channel.deliver(message("anna", 1, 40))
    path.unlink()
    channel.deliver(message("anna", 1, 40))
    assert subjects(path) == ["anna 1"]


@pytest.mark.parametrize(
    ("others", "known"),
    [
        (
            "From a Mon Nov 23 09:00:00 2026\nMESSAGE-ID:\n  <j/anna/1/0@localhost>\nSubject: x\n\nHello\n\n",
            True,
        ),
        ("From a Mon Nov 23 09:00:00 2026\nSubject: x\n\nMessage-ID: <j/anna/1/0@localhost>\n\n", False),
        (
            "From a Mon Nov 23 09:00:00 2026\nSubject: x\n\n> From b\n\nMessage-ID: <j/anna/1/0@localhost>",
            False,
        ),
        ("Message-ID: <j/anna/1/0@localhost>\n\n", False),
    ],
)
def test_only_a_mail_with_that_id_is_the_message(others: str, known: bool, path: Path) -> None:  # noqa: FBT001
    """Not one that quotes it."""
    path.write_text(others)
    assert deliver(path, message("anna", 1, 40)) == ["delivered"]
    assert ("anna 1" in subjects(path)) is not known
    assert path.read_text().startswith(others)


@pytest.mark.parametrize("end", ["", "\n", "\n\n"])
def test_mails_of_others_stay_as_they_are(end: str, path: Path) -> None:
    """Also where the last one does not end with an empty line."""
    path.write_text(f"From a Mon Nov 23 09:00:00 2026\nSubject: theirs\n\nHello{end}")
    deliver(path, message("anna", 1, 40))
    assert subjects(path) == ["theirs", "anna 1"]


@posix("other way to write at once")
def test_several_programs_write_one_file(path: Path) -> None:
    """Each message stands in it whole, and those that all of them write once."""
    names = ["anna", "bob", "anna"]
    programs = [writer(path, name, 25, 20_000) for name in names]
    outputs = [program.communicate()[0].splitlines() for program in programs]
    assert outputs == [["delivered "] * 25] * 3
    mails = mails_in(path)
    assert sorted(mail.parsed["Subject"] for mail in mails) == sorted(
        f"{name} {number}" for name in ("anna", "bob") for number in range(25)
    )
    assert all(len(mail.text.rstrip()) == 20_000 and mail.text.rstrip().endswith(" end") for mail in mails)


@posix("limit of a file's size")
@pytest.mark.parametrize("room", [LONG // 2, LONG + LONG // 2])
def test_a_disk_that_is_full_leaves_the_file_as_it_was(room: int, path: Path) -> None:
    """Whether there is no room for the journal, or none for the mail itself."""
    deliver(path, message("bob", 1, LONG))
    before = path.read_bytes()
    with writer(path, "anna", 1, LONG, room) as program:
        output, _ = program.communicate()
    assert output == f"retry `{path}` cannot be written: file too large\n"
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == [path.name]
    deliver(path, message("anna", 1, 40))
    assert subjects(path) == ["bob 1", "anna 1"]


def test_a_path_that_cannot_be_written_is_tried_again(path: Path) -> None:
    problems = {
        path / "messages.mbox": "no such file or directory",
        path.parent: "is a directory",
        Path("/dev/null"): "it is no regular file",
        Path("with\0zero"): "embedded null byte",
    }
    for where, problem in problems.items():
        said = FileChannel(where).deliver(message("anna", 1, 40))
        assert said.result == "retry"
        assert said.problem == f"`{where}` cannot be written: {problem}"


@posix("lock that a mail program would take")
def test_a_file_that_another_program_has_is_waited_for(path: Path) -> None:
    code = (
        "import fcntl, sys; file = open(sys.argv[1], 'a'); fcntl.lockf(file, fcntl.LOCK_EX);"
        "print('locked', flush=True); sys.stdin.readline(); file.close(); sys.stdin.read()"
    )
    command = [sys.executable, "-c", code, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdin is not None
        assert other.stdout is not None
        assert other.stdout.readline() == "locked\n"
        said = FileChannel(path, wait_seconds=0.1).deliver(message("anna", 1, 40))
        assert said == ("retry", f"another program has `{path}` for itself", None)
        other.stdin.write("\n")
        other.stdin.flush()
        assert FileChannel(path).deliver(message("anna", 1, 40)).result == "delivered"
        other.stdin.close()


def test_a_channel_waits_for_another_in_its_own_program(path: Path) -> None:
    """Locks of a system belong to a process."""
    with opened(path, 1):
        said = FileChannel(path, wait_seconds=0.05).deliver(message("anna", 1, 40))
    assert said.problem == f"another program has `{path}` for itself"
    assert deliver(path, message("anna", 1, 40)) == ["delivered"]


@posix("program that dies at once")
def test_programs_killed_while_they_write_leave_no_half_of_a_mail(path: Path) -> None:
    chance = random.Random(20261123)  # noqa: S311  # it chooses when to kill
    for kill in range(6):
        with writer(path, f"killed{kill}", 50, LONG) as program:
            assert program.stdout is not None
            program.stdout.readline()
            sleep(chance.random() * 0.05)
            program.send_signal(signal.SIGKILL)
        assert deliver(path, message("anna", kill, 40)) == ["delivered"]
    for mail in mails_in(path):
        assert mail.text.rstrip().endswith(" end")
    assert len(set(subjects(path))) == len(subjects(path))


def half_written(path: Path, record: bytes, kept: int) -> None:
    """What a program leaves that dies after so many bytes."""
    with opened(path, 1) as mbox:
        start = mbox.size()
        mbox._announce(start, record)
        with path.open("ab") as file:
            file.write(record[:kept])


@pytest.mark.parametrize(
    ("kept", "then", "left"),
    [
        (0, b"", b""),
        (5, b"", b""),
        (11, b"", b"From a b\n\n\n"),
        (5, b"From other\n\n", b"From From other\n\n"),
    ],
)
def test_what_was_half_written_is_taken_back_and_nothing_else(
    kept: int, then: bytes, left: bytes, path: Path
) -> None:
    """What is whole stays, and so does what somebody has written behind it."""
    path.write_bytes(b"From x y\n\nz\n\n")
    half_written(path, b"From a b\n\n\n", kept)
    with path.open("ab") as file:
        file.write(then)
    with opened(path, 1):
        assert path.read_bytes() == b"From x y\n\nz\n\n" + left
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_file_that_was_shortened_since_stays_as_it_is(path: Path) -> None:
    """Nothing is filled up to where a dead program began to write."""
    path.write_bytes(b"From x y\n\nz\n\n")
    half_written(path, b"From a b\n\n\n", 5)
    path.write_bytes(b"From")
    with opened(path, 1):
        assert path.read_bytes() == b"From"


@posix(LINKS)
def test_a_mail_that_was_left_half_written_under_another_name_is_taken_back(path: Path) -> None:
    """The journal lies beside the file, not beside a link to it."""
    deliver(path, message("anna", 1, 40))
    link = path.with_name("link.mbox")
    link.symlink_to(path)
    with opened(link, 1) as mbox:
        mbox._announce(mbox.size(), b"From half a mail\n")
    with path.open("ab") as file:
        file.write(b"From half")
    deliver(path, message("anna", 2, 40))
    assert b"From half" not in path.read_bytes()
    assert subjects(path) == ["anna 1", "anna 2"]


def test_what_cannot_be_written_is_named(path: Path) -> None:
    """In a folder that nobody may write, it is the journal."""
    journal = path.resolve().with_name("messages.mbox.journal")
    journal.mkdir()
    said = FileChannel(path).deliver(message("anna", 1, 40))
    assert said.result == "retry"
    assert said.problem.startswith(f"`{journal}` cannot be written: ")
    journal.rmdir()
    assert deliver(path, message("anna", 1, 40)) == ["delivered"]


@pytest.mark.parametrize("journal", [b"", b"12", b"0 abc\nFrom", b"\xff\xfe \n", b"999999 x\n"])
def test_a_journal_that_was_half_written_itself_says_nothing(journal: bytes, path: Path) -> None:
    path.write_bytes(b"From x y\n\nz\n\n")
    path.with_name("messages.mbox.journal").write_bytes(journal)
    deliver(path, message("anna", 1, 40))
    assert subjects(path) == [None, "anna 1"]


def test_a_sender_is_one(path: Path) -> None:
    with pytest.raises(UsageError, match=r"is no sender; write `Telco <service@telco\.example>`"):
        FileChannel(path, sender="telco")


def test_a_blank_name_is_that_of_the_customer(path: Path) -> None:
    deliver(path, message("anna", 1, 40)._replace(to=" \n "))
    assert mails_in(path)[0].parsed["To"].addresses[0].display_name == "anna"


@pytest.mark.parametrize(
    "name", ["+49 30 1", "Anna, Bob & Co.", "änna", "<b>", "a" * 500, "x@", '"', "a\nb", "@"]
)
def test_who_it_is_for_may_be_anything(name: str, path: Path) -> None:
    deliver(path, message("anna", 1, 40)._replace(to=name))
    (to,) = mails_in(path)[0].parsed["To"].addresses
    assert to.display_name == name.replace("\n", " ")
    assert to.domain == "sms.invalid"


def test_nothing_is_left_open(path: Path) -> None:
    """However many messages are written."""
    if not Path("/dev/fd").exists():
        return
    before = len(list(Path("/dev/fd").iterdir()))
    deliver(path, *(message("anna", number, 40) for number in range(20)))
    assert len(list(Path("/dev/fd").iterdir())) == before


@pytest.mark.parametrize("seconds", [-1, 61, float("nan")])
def test_it_waits_for_others_no_longer_than_a_message_is_its_own(seconds: float, tmp_path: Path) -> None:
    """Else another host took the message over while this one still waits to write it."""
    with pytest.raises(UsageError, match=r"`wait_seconds` is .*; give up to 60 seconds, above 0"):
        FileChannel(tmp_path / "messages.mbox", wait_seconds=seconds)
