"""Reads the body of a request to the suite's own server, within its limits."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from email.message import Message
    from io import BufferedIOBase

MAX_BODY_BYTES = 100_000
_MAX_LINE = 200  # of chunked coding: the size of a chunk, or a field of the trailer
_MAX_FIELDS = 20


class UnreadableError(Exception):
    """A request that cannot be read.

    Attributes:
        status: The HTTP status of the refusal.
    """

    def __init__(self, reason: str, status: int = 400) -> None:
        super().__init__(reason)
        self.status = status


def read_body(headers: Message, stream: BufferedIOBase) -> bytes:
    """Return the body of a request; empty if it has none.

    Args:
        headers: The headers of the request.
        stream: Where the body begins.

    Raises:
        UnreadableError: Its length is not given as HTTP says, it is too long, or it ends early.
    """
    coding = headers.get("Transfer-Encoding")
    lengths = headers.get_all("Content-Length") or []
    if coding is None:
        return _exactly(stream, _length(lengths)) if lengths else b""
    if lengths or coding.strip().lower() != "chunked":
        raise UnreadableError("Transfer-Encoding is not chunked alone")
    return _chunks(stream)


def _length(values: list[str]) -> int:
    value = values[0].strip()
    if len(values) > 1 or not re.fullmatch(r"\d+", value, re.ASCII):
        raise UnreadableError("Content-Length is not a number")
    if len(value) > len(str(MAX_BODY_BYTES)) or int(value) > MAX_BODY_BYTES:
        raise UnreadableError("the body is too long", 413)
    return int(value)


def _chunks(stream: BufferedIOBase) -> bytes:
    body = bytearray()
    while size := _chunk_size(stream):
        if len(body) + size > MAX_BODY_BYTES:
            raise UnreadableError("the body is too long", 413)
        body += _exactly(stream, size)
        if _line(stream):
            raise UnreadableError("a chunk is longer than its size")
    for _ in range(_MAX_FIELDS):
        if not _line(stream):
            return bytes(body)
    raise UnreadableError("the trailer is too long")


def _chunk_size(stream: BufferedIOBase) -> int:
    digits = _line(stream).partition(b";")[0].strip()
    if not re.fullmatch(rb"[0-9a-fA-F]{1,8}", digits):
        raise UnreadableError("the size of a chunk is not a number")
    return int(digits, 16)


def _line(stream: BufferedIOBase) -> bytes:
    line = stream.readline(_MAX_LINE)
    if not line.endswith(b"\n"):
        raise UnreadableError("the body ends early, or has a line that is too long")
    return line.rstrip(b"\r\n")


def _exactly(stream: BufferedIOBase, size: int) -> bytes:
    body = stream.read(size)
    if len(body) < size:
        raise UnreadableError("the body ends early")
    return body
