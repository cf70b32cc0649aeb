"""Why a request got no answer: one walk over the exceptions that wrap the cause."""

from __future__ import annotations

from http.client import RemoteDisconnected
from typing import TYPE_CHECKING

import requests
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError, ReadTimeoutError

from cti_conformance.results.step_outcomes import Inconclusive

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

NOT_CONNECTED = (NewConnectionError, ConnectTimeoutError)
OF_A_PROXY = "the proxy of HTTP_PROXY or HTTPS_PROXY"
DISCONNECTED = (
    RemoteDisconnected,
    ConnectionResetError,
    ConnectionAbortedError,
    BrokenPipeError,
    requests.exceptions.ChunkedEncodingError,
)


class NoAnswer(Inconclusive):
    """The target did not answer: unreachable, too slow, too long, or it hung up."""


class Unreachable(NoAnswer):
    """The request was never sent: no connection was made, or the suite has given up."""


class HungUp(NoAnswer):
    """The target took the request, and closed the connection without a whole answer."""


def classify(error: Exception) -> tuple[type[NoAnswer], str]:
    """Return the class of a failure, and its reason in plain words.

    Args:
        error: An exception of the HTTP library, or a `NoAnswer`.
    """
    if isinstance(error, NoAnswer):
        return type(error), str(error)
    chain = tuple(_causes(error))
    return failure_class(chain), plain_reason(chain)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield an exception and its causes, the root last: urllib3 and requests wrap it repeatedly."""
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        inner = getattr(cause, "reason", None) or (cause.args[0] if cause.args else None)
        wrapped = isinstance(inner, BaseException)
        cause = inner if wrapped else cause.__cause__ or cause.__context__


def failure_class(chain: Sequence[BaseException]) -> type[NoAnswer]:
    """Return the class of a failure, from its exception and the causes of that."""
    if any(isinstance(error, DISCONNECTED) for error in (chain[0], chain[-1])):
        return HungUp
    return Unreachable if any(isinstance(e, NOT_CONNECTED) for e in chain) else NoAnswer


def plain_reason(chain: Sequence[BaseException]) -> str:
    """Return the reason of a failure in plain words, without the wrapping of the library."""
    error, root = chain[0], chain[-1]
    if isinstance(error, requests.exceptions.ProxyError):
        return f"{OF_A_PROXY} did not connect ({_brief(root)})"
    if isinstance(error, requests.exceptions.SSLError):
        return f"TLS failed: {root}"
    if isinstance(error, requests.exceptions.ConnectTimeout):
        return "no connection within the time limit"
    if isinstance(error, requests.Timeout):
        return "no answer within the time limit"
    if isinstance(error, requests.exceptions.ChunkedEncodingError):
        return "the target hung up in the middle of its answer"
    if isinstance(root, TimeoutError | ReadTimeoutError):
        return "no whole answer within the time limit"
    return _brief(root)


def _brief(root: BaseException) -> str:
    """Return the reason that the root of a failure gives."""
    if isinstance(root, ConnectionRefusedError):
        return "the connection was refused"
    if isinstance(root, OSError) and root.strerror:
        return root.strerror.lower()
    return str(root)
