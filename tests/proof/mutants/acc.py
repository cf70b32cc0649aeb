"""Defects of availability and authentication."""

from .mutant import Edit, Mutant

OPEN = "        if self._credentials.accepts(header):\n"

MUTANTS = (
    Mutant(
        "details-for-everybody",
        "Credentials are asked for where something is written, but not where it is read.",
        kills=("ACC-01",),
        edits=(
            Edit(
                "http/auth.py",
                ".accepts(header):",
                '.accepts(header) or (scope["method"] == "GET" and not header):',
            ),
        ),
        fixed=True,
    ),
    Mutant(
        "unauthorised-but-handled",
        "The credentials are looked at after the request was handled: 401, and the call is in.",
        kills=("ACC-01", "ACC-02", "POP-13"),
        beside=(
            "POP-13 counts missing and wrong credentials among the refusals that leave no trace."
        ),
        edits=(
            Edit(
                "http/auth.py",
                "class AuthMiddleware:",
                "async def _nowhere(_: object) -> None: ...\n\n\nclass AuthMiddleware:",
            ),
            Edit(
                "http/auth.py",
                'error = refused(401, "invalid_credentials", "The',
                "await self._app(scope, receive, _nowhere)\n"
                '            error = refused(401, "invalid_credentials", "The',
            ),
        ),
    ),
    Mutant(
        "any-password-will-do",
        "That an API key takes any password is done for an agent's email too.",
        kills=("ACC-02",),
        edits=(
            Edit(
                "http/auth.py",
                "by_login = hmac.compare_digest(sent, self.login.encode())",
                'by_login = key == self.login.encode().partition(b":")[0]',
            ),
        ),
        fixed=True,
    ),
    Mutant(
        "wrong-credentials-are-forbidden",
        "Wrong credentials are answered with 403, only missing ones with 401.",
        kills=("ACC-02",),
        edits=(
            Edit(
                "http/auth.py",
                "reply(401, error.body, {",
                "reply(403 if header else 401, error.body, {",
            ),
        ),
    ),
    Mutant(
        "empty-key-opens",
        "An empty API key is the key of an agent who has none.",
        kills=("ACC-02",),
        edits=(
            Edit(
                "http/auth.py",
                "by_key = hmac.compare_digest(key, self.api_key.encode())",
                'by_key = sent == b":" or hmac.compare_digest(key, self.api_key.encode())',
            ),
        ),
    ),
    Mutant(
        "api-key-only-with-x",
        "The API key is only accepted with the password of the samples.",
        kills=("ACC-03",),
        edits=(
            Edit(
                "http/auth.py",
                "by_key = hmac.compare_digest(key, self.api_key.encode())",
                'by_key = hmac.compare_digest(sent, f"{self.api_key}:X".encode())',
            ),
        ),
    ),
    Mutant(
        "api-key-only",
        "Email and password open the desktop, but not the API.",
        kills=("ACC-04",),
        edits=(
            Edit(
                "http/auth.py",
                "by_login = hmac.compare_digest(sent, self.login.encode())",
                "by_login = False",
            ),
        ),
        fixed=True,
    ),
    Mutant(
        "details-want-the-samples-password",
        "For details the API key is only accepted with the password of the samples.",
        kills=("ACC-03",),
        edits=(
            Edit(
                "http/auth.py",
                OPEN,
                '        asked = scope["path"].endswith("/details") and header[:6] == "Basic "\n'
                '        sent = b64decode(header[6:]) if asked else b""\n'
                '        shut = asked and b"@" not in sent and not sent.endswith(b":X")\n'
                "        if self._credentials.accepts(header) and not shut:\n",
            ),
        ),
    ),
    Mutant(
        "passwords-for-pops-only",
        "An agent's email and password open the Screenpop API, and details want the API key.",
        kills=("ACC-04",),
        edits=(
            Edit(
                "http/auth.py",
                OPEN,
                '        asked = scope["path"].endswith("/details") and header[:6] == "Basic "\n'
                '        shut = asked and b"@" in b64decode(header[6:])\n'
                "        if self._credentials.accepts(header) and not shut:\n",
            ),
        ),
    ),
)
