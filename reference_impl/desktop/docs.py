"""The OpenAPI descriptions, and a page on which to try them: Swagger UI, from its package."""

import json
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ..http import contract

PATH = "/docs"
_TITLES = {
    "openapi": "The CTI calls",
    "helpdesk": "REST v2, a part of it",
    "control": "The control API",
}
_TYPES = {".css": "text/css", ".js": "text/javascript"}
_FILES = ("swagger-ui.css", "swagger-ui-bundle.js", "swagger-ui-standalone-preset.js")
# Swagger UI sets styles of elements, and has its icons as data.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>The APIs of the reference helpdesk</title>
<link rel="icon" href="/page/icon.svg">
<link rel="stylesheet" href="/docs/swagger-ui.css">
<div id="swagger-ui"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/swagger-ui-standalone-preset.js"></script>
<script src="/docs/start.js"></script>
"""
_START = """SwaggerUIBundle({
  urls: %s,
  dom_id: "#swagger-ui",
  presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
  layout: "StandaloneLayout",
  deepLinking: true,
  validatorUrl: null,
});
"""
_WITHOUT = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>The APIs of the reference helpdesk</title>
<h1>The APIs of the reference helpdesk</h1>
<p>To try the calls on this page: <code>pip install 'cti-conformance[docs]'</code>, and start the
reference again.</p>
<ul>%s</ul>
"""


def routes(*, with_control: bool) -> list[Route]:
    """Return the routes of the page and the descriptions.

    Args:
        with_control: Whether the control API is served.
    """
    names = [name for name in _TITLES if with_control or name != "control"]
    folder = _package()

    async def page(_: Request) -> Response:
        if folder:
            text = _PAGE
        else:
            links = (f'<li><a href="{PATH}/{name}.json">{_TITLES[name]}</a>' for name in names)
            text = _WITHOUT % "".join(links)
        headers = {"Content-Security-Policy": _POLICY}
        return Response(text, media_type="text/html", headers=headers)

    async def description(request: Request) -> Response:
        name = request.path_params["name"]
        if name not in names:
            raise HTTPException(404)
        # The requests go to the address that the page came from.
        return JSONResponse({**contract.specification(f"{name}.yaml"), "servers": [{"url": "/"}]})

    async def file(request: Request) -> Response:
        name = request.path_params["name"]
        if name == "start.js":
            return Response(_START % json.dumps(_urls(names)), media_type=_TYPES[".js"])
        if not folder or name not in _FILES:
            raise HTTPException(404)
        return Response((folder / name).read_bytes(), media_type=_TYPES[Path(name).suffix])

    return [
        Route(PATH, page),
        Route(f"{PATH}/{{name}}.json", description),
        Route(f"{PATH}/{{name}}", file),
    ]


def _urls(names: Sequence[str]) -> list[Mapping[str, Any]]:
    return [{"url": f"{PATH}/{name}.json", "name": _TITLES[name]} for name in names]


def _package() -> Path | None:
    """Return the folder of Swagger UI in the package that ships it; None if it is missing."""
    found = find_spec("swagger_ui")
    places = found.submodule_search_locations if found else None
    folder = Path(places[0], "static") if places else None
    return folder if folder and all((folder / name).is_file() for name in _FILES) else None
