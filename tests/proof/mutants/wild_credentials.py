"""Defects in credentials: nearly right ones are accepted, and unusual right ones refused."""

from .mutant import Edit, Mutant

AUTH = "http/auth.py"
BY_KEY = "        by_key = hmac.compare_digest(key, self.api_key.encode())\n"
BY_LOGIN = "        by_login = hmac.compare_digest(sent, self.login.encode())\n"


def by_key(expression: str) -> tuple[Edit, ...]:
    """Accept an API key by another test; `right` is the key of the account."""
    text = f"        right = self.api_key.encode()\n        by_key = {expression}\n"
    return (Edit(AUTH, BY_KEY, text),)


def by_login(expression: str) -> tuple[Edit, ...]:
    """Accept a login by another test; `right` is the login of the account."""
    text = f"        right = self.login.encode()\n        by_login = {expression}\n"
    return (Edit(AUTH, BY_LOGIN, text),)


MUTANTS = (
    # -- nearly right credentials are accepted -------------------------------------------------
    Mutant(
        "key-with-more-behind-it",
        "An API key with more characters behind it is accepted.",
        kills=("ACC-02",),
        edits=by_key("key.startswith(right)"),
    ),
    Mutant(
        "beginning-of-the-key",
        "Any beginning of the API key is accepted.",
        kills=("ACC-02",),
        edits=by_key("len(key) > 3 and right.startswith(key)"),
    ),
    Mutant(
        "first-eight-of-the-key",
        "Of an API key the first 8 characters are compared.",
        kills=("ACC-02",),
        edits=by_key("key[:8] == right[:8]"),
    ),
    Mutant(
        "key-in-any-case",
        "The API key is compared without its letter case.",
        kills=("ACC-02",),
        edits=by_key("key.lower() == right.lower()"),
    ),
    Mutant(
        "key-as-the-password",
        "The API key is accepted as a password, with any user name.",
        kills=("ACC-02",),
        edits=by_key("right in sent.split(b':', 1)"),
    ),
    Mutant(
        "key-within-the-user-name",
        "A user name that contains the API key is accepted.",
        kills=("ACC-02",),
        edits=by_key("right in key"),
    ),
    Mutant(
        "user-name-is-ignored",
        "The agent's password is accepted with any user name.",
        kills=("ACC-02",),
        edits=by_login("sent.rpartition(b':')[2] == right.rpartition(b':')[2]"),
    ),
    Mutant(
        "user-name-without-its-domain",
        "Of the agent's email the part before the @ is compared.",
        kills=("ACC-02",),
        edits=by_login(
            "[part.partition(b'@')[0] for part in sent.split(b':', 1)] == "
            "[part.partition(b'@')[0] for part in right.split(b':', 1)]"
        ),
    ),
    Mutant(
        "password-with-more-behind-it",
        "The agent's password with more characters behind it is accepted.",
        kills=("ACC-02",),
        edits=by_login("sent.startswith(right)"),
    ),
    Mutant(
        "first-eight-of-the-password",
        "Of the agent's password the first 8 characters are compared.",
        kills=("ACC-02",),
        edits=by_login(
            "[part[: 8 + 99 * (b'@' in part)] for part in sent.split(b':', 1)] == "
            "[part[: 8 + 99 * (b'@' in part)] for part in right.split(b':', 1)]"
        ),
    ),
    Mutant(
        "password-in-any-case",
        "The agent's password is compared without its letter case.",
        kills=("ACC-02",),
        edits=by_login("sent.lower() == right.lower()"),
    ),
    Mutant(
        "connection-stays-signed-in",
        "After one request with credentials, a connection needs none.",
        kills=("ACC-01",),
        edits=(
            Edit(
                AUTH,
                "        if self._credentials.accepts(header):\n",
                "        known = self.__dict__.setdefault('_known', set())\n"
                "        if self._credentials.accepts(header):\n"
                "            known.add(scope['client'])\n"
                "        if scope['client'] in known:\n",
            ),
        ),
    ),
    # -- right credentials are refused ---------------------------------------------------------
    Mutant(
        "no-colon-in-the-password",
        "An API key is refused if the password with it contains a colon.",
        kills=("ACC-03",),
        edits=by_key("key == right and sent.count(b':') == 1"),
    ),
    Mutant(
        "no-empty-password",
        "An API key is refused if the password with it is empty.",
        kills=("ACC-03",),
        edits=by_key("key == right and not sent.endswith(b':')"),
    ),
    Mutant(
        "ascii-passwords-only",
        "An API key is refused if the password with it has letters outside ASCII.",
        kills=("ACC-03",),
        edits=by_key("key == right and sent.isascii()"),
    ),
    Mutant(
        "short-passwords-only",
        "An API key is refused if the password with it is longer than 64 characters.",
        kills=("ACC-03",),
        edits=by_key("key == right and len(sent) <= len(key) + 65"),
    ),
)
