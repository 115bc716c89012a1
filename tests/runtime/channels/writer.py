"""The program that `test_file.py` starts, several times at once: it writes messages into an mbox.

`writer.py MBOX NAME MESSAGES SIZE [LIMIT]`: each message is of so many characters; with a limit, the file may
have so many bytes, as on a disk that is full. It says what became of each.
"""

import sys

from journeyc.runtime import Message
from journeyc.runtime.channels import FileChannel


def message(name: str, number: int, size: int) -> Message:
    return Message(
        id=f"j/{name}/{number}/0", at="2026-11-23T09:00:00Z", run=f"j/{name}/1", customer=name, journey="j",
        notification="n", channel="sms", language="en", to=None, subject=f"{name} {number}",
        text=(f"{name}{number} ".ljust(size - 4, "x") + " end"), html="", expires=None,
    )  # fmt: skip


def main(path: str, name: str, messages: str, size: str, limit: str = "") -> None:
    if limit:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), int(limit)))
    channel = FileChannel(path)
    for number in range(int(messages)):
        said = channel.deliver(message(name, number, int(size)))
        print(said.result, said.problem, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
