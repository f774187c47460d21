"""An SMTP server in a process of its own: ``python -m tests.sink PORT FILE``.

It takes every mail, and writes its Message-ID to the file, a line each.
"""

import signal
import sys
from pathlib import Path

from aiosmtpd.controller import Controller


class Sink:
    def __init__(self, file):
        self.file = file

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        head = envelope.original_content.partition(b"\r\n\r\n")[0]
        ids = [line for line in head.split(b"\r\n") if line.lower().startswith(b"message-id:")]
        self.file.write(b"".join(ids) + b"\n")
        self.file.flush()
        return "250 OK"


def main():
    with Path(sys.argv[2]).open("wb") as file:
        controller = Controller(Sink(file), hostname="127.0.0.1", port=int(sys.argv[1]))
        controller.start()
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        signal.sigwait({signal.SIGTERM, signal.SIGINT})
        controller.stop()


if __name__ == "__main__":
    main()
