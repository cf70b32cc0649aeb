"""Starts a helpdesk as a fork of the warm reference, and stands for it: its streams, its end.

Run as a program, without `site` and its packages: ``python -I -S reference_launcher.py SOCKET
OPTION...``. Signals are passed on. When this process is killed, the helpdesk is as well.
"""

import json
import os
import signal
import socket
import sys


def main() -> int:
    """Return the exit status of the helpdesk."""
    path, *arguments = sys.argv[1:]
    connection = socket.socket(socket.AF_UNIX)
    try:
        connection.connect(path)
    except OSError as error:
        print(f"the warm reference is gone: {error}", file=sys.stderr)
        return 1
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda number, _: connection.send(bytes([number])))
    asked = {"arguments": arguments, "env": dict(os.environ), "cwd": os.getcwd()}  # noqa: PTH109 - pathlib takes long to import
    data = json.dumps(asked).encode() + b"\n"
    socket.send_fds(connection, [data[:1]], [0, 1, 2])
    connection.sendall(data[1:])
    os.close(0)
    os.close(1)  # whoever reads it sees the end of the helpdesk's output
    status = connection.makefile("r").readline()
    return int(status or 1)


if __name__ == "__main__":
    sys.exit(main())
