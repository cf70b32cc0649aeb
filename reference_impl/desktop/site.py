"""The documents and files of the desktop page, and the links to sign in.

The scripts choose the page by the URL, so every URL gets the same document, or, without a session,
the sign-in form.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from importlib.resources import files

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from ..online import sessions

_TYPES = {
    "css": "text/css",
    "html": "text/html",
    "js": "text/javascript",
    "svg": "image/svg+xml",
}
_FOLDERS = ("settings", "tickets", "contacts", "page", "examples")
_PAGES = ("/", "/settings", "/tickets/new", "/tickets/{id}", "/contacts/{id}")

# Only the page's own scripts and styles run, whatever a caller puts into a note, and no other page
# may frame the desktop. Softphone and recordings may come from any host.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "frame-src http: https:; media-src http: https:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors {ancestors}"
)
_HEADERS = {
    "Cache-Control": "no-cache",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Content-Type-Options": "nosniff",
}


def routes(
    who: sessions.Sessions, transaction: Callable[[], AbstractContextManager[None]]
) -> list[Route]:
    """Return the routes of the page.

    Args:
        who: The sessions of all agents.
        transaction: Makes a change of the database atomic.
    """
    folder = files(__package__) / "page"
    texts = {one.name: one.read_bytes() for one in folder.iterdir() if one.is_file()}

    def document(name: str, ancestors: str = "'none'") -> Response:
        policy = _POLICY.format(ancestors=ancestors)
        return _file(texts, name, {"Content-Security-Policy": policy})

    async def desktop(request: Request) -> Response:
        digits = request.path_params.get("id", "1")
        if not (digits.isascii() and digits.isdigit() and len(digits) <= 18):
            raise HTTPException(404)
        is_in = who.agent_id(sessions.token_in(request.scope))
        return document("desktop.html" if is_in else "sign-in.html")

    async def sign_in(request: Request) -> Response:
        if (ticket := request.query_params.get("ticket")) is None:
            return document("sign-in.html")
        with transaction():
            token = who.follow_link(ticket)
        if token is None:
            return RedirectResponse("/sign-in?problem=link", 303)
        answer = RedirectResponse("/", 303, {"Cache-Control": "no-store"})
        return sessions.give(answer, token, secure=request.url.scheme == "https")

    async def own_file(request: Request) -> Response:
        return _file(texts, request.path_params["name"])

    async def example(_: Request) -> Response:
        return document("example-softphone.html", ancestors="*")  # any desktop may frame it

    return [
        *(Route(path, desktop) for path in _PAGES),
        Route("/sign-in", sign_in),
        Route("/page/{name}", own_file),
        Route("/examples/softphone", example),
        *(Route(f"/{folder}/{{rest:path}}", _missing) for folder in _FOLDERS),
    ]


async def _missing(_: Request) -> Response:
    raise HTTPException(404)


def _file(texts: dict[str, bytes], name: str, headers: dict[str, str] | None = None) -> Response:
    if name not in texts:
        raise HTTPException(404)
    media_type = _TYPES[name.rpartition(".")[2]]
    return Response(texts[name], media_type=media_type, headers=_HEADERS | (headers or {}))
