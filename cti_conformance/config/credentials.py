"""Ways to log in to the target: the header, and how a ``curl`` command names it."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import dataclass, field
from shlex import quote
from typing import Literal

Auth = Literal[
    "best",
    "api-key",
    "api-key-any",
    "password",
    "none",
    "wrong-key",
    "empty-key",
    "wrong-password",
    "longer-key",
    "shorter-key",
    "other-case-key",
    "longer-password",
    "key-beginning",
    "key-as-password",
    "key-inside",
    "other-user",
    "other-domain",
    "password-beginning",
    "other-case-password",
    "key-empty",
    "key-colon",
    "key-letters",
    "key-long",
]
"""The kinds of credentials; ``best`` is the API key if there is one."""

ANY_PASSWORD = "any password does"
WRONG = "wrong-on-purpose"
ANOTHER = "nobody@nowhere.example"
BEGINNING = 8

NEARLY_KEYS: tuple[Auth, ...] = (
    *("longer-key", "shorter-key", "other-case-key"),
    *("key-beginning", "key-as-password", "key-inside"),
)
NEARLY_PASSWORDS: tuple[Auth, ...] = (
    *("longer-password", "other-user", "other-domain"),
    *("password-beginning", "other-case-password"),
)
PASSWORDS_OF_A_KEY: dict[Auth, str] = {
    "key-empty": "",
    "key-colon": "a:b",
    "key-letters": "Größe-東京",
    "key-long": "x" * 100,
}


@dataclass(frozen=True)
class Login:
    """One way to log in.

    Attributes:
        header: The value of ``Authorization``; ``None`` sends none.
        curl: Arguments of curl that send the same; secrets are named by their variables.
        is_secret: Whether the header holds a secret.
    """

    header: str | None = field(repr=False)
    curl: str
    is_secret: bool = True


@dataclass(frozen=True)
class Credentials:
    """The secrets of the target. They come from the environment only, and are never printed."""

    api_key: str | None = field(default=None, repr=False)
    email: str | None = None
    password: str | None = field(default=None, repr=False)
    control_token: str | None = field(default=None, repr=False)

    @property
    def secrets(self) -> tuple[str, ...]:
        """All texts that no artefact may contain, plain and encoded for Basic authentication."""
        known = (self.api_key, self.password, self.control_token)
        sent = (login.header for login in logins(self).values() if login.is_secret)
        basic = (header.removeprefix("Basic ") for header in sent if header)
        return (*(secret for secret in known if secret), *basic)


def logins(credentials: Credentials) -> dict[Auth, Login]:
    """Return the ways to log in that these credentials allow, by name."""
    known = credentials
    email = known.email or "nobody@example.com"
    ways: dict[Auth, Login] = {
        "none": Login(None, "", is_secret=False),
        "wrong-key": Login(_basic(WRONG, "X"), f"-u {WRONG}:X", is_secret=False),
        "empty-key": Login(_basic("", ""), "-u :", is_secret=False),
        "wrong-password": Login(
            _basic(email, WRONG), f"-u {quote(email)}:{WRONG}", is_secret=False
        ),
    }
    # Without a key or a password to change, any wrong one does.
    ways |= dict.fromkeys(NEARLY_KEYS, ways["wrong-key"])
    ways |= dict.fromkeys(NEARLY_PASSWORDS, ways["wrong-password"])
    if known.email and known.password:
        ways |= _nearly_password(known.email, known.password)
        ways["password"] = Login(_basic(known.email, known.password), '-u "$CTI_AUTH"')
        ways["best"] = ways["password"]
    if known.api_key:
        ways["api-key"] = Login(_basic(known.api_key, "X"), '-u "$CTI_API_KEY:X"')
        ways["api-key-any"] = Login(
            _basic(known.api_key, ANY_PASSWORD), f'-u "$CTI_API_KEY:{ANY_PASSWORD}"'
        )
        ways["best"] = ways["api-key"]
        ways |= _nearly(known.api_key)
        ways |= {
            name: Login(_basic(known.api_key, password), f'-u "$CTI_API_KEY:{password}"')
            for name, password in PASSWORDS_OF_A_KEY.items()
        }
    return ways


def _nearly(key: str) -> dict[Auth, Login]:
    """Return logins with keys that differ a little from this one."""
    longer = Login(_basic(f"{key}x", "X"), '-u "${CTI_API_KEY}x:X"')
    ways: dict[Auth, Login] = {
        "longer-key": longer,
        "other-case-key": longer,
        "key-inside": Login(_basic(f"x{key}", "X"), '-u "x$CTI_API_KEY:X"'),
        "key-as-password": Login(
            _basic(f"nobody-{ANOTHER}", key), f'-u "nobody-{ANOTHER}:$CTI_API_KEY"'
        ),
    }
    if len(key) > BEGINNING:
        beginning = '"$(printf %.8s "$CTI_API_KEY")zzzz:X"'
        ways["key-beginning"] = Login(_basic(f"{key[:BEGINNING]}zzzz", "X"), f"-u {beginning}")
    if len(key) > 1:
        ways["shorter-key"] = Login(_basic(key[:-1], "X"), '-u "${CTI_API_KEY%?}:X"')
    if re.search("[g-zG-Z]", key):  # in other keys, which may be numbers, case may not matter
        swapped = '"$(printf %s "$CTI_API_KEY" | tr a-zA-Z A-Za-z):X"'
        ways["other-case-key"] = Login(_basic(key.swapcase(), "X"), f"-u {swapped}")
    return ways


def _nearly_password(email: str, password: str) -> dict[Auth, Login]:
    """Return logins that differ a little from an agent's email and password."""
    cut = '"${CTI_AUTH%%:*}'
    ways: dict[Auth, Login] = {
        "longer-password": Login(_basic(email, f"{password}x"), '-u "${CTI_AUTH}x"'),
        "other-user": Login(_basic(ANOTHER, password), f'-u "{ANOTHER}:${{CTI_AUTH#*:}}"'),
        "other-domain": Login(
            _basic(f"{email.partition('@')[0]}@nowhere.example", password),
            '-u "${CTI_AUTH%%@*}@nowhere.example:${CTI_AUTH#*:}"',
        ),
    }
    if len(password) > BEGINNING:
        beginning = f'{cut}:$(printf %.8s "${{CTI_AUTH#*:}}")zzzz"'
        ways["password-beginning"] = Login(
            _basic(email, f"{password[:BEGINNING]}zzzz"), f"-u {beginning}"
        )
    if password.swapcase() != password:
        swapped = f'{cut}:$(printf %s "${{CTI_AUTH#*:}}" | tr a-zA-Z A-Za-z)"'
        ways["other-case-password"] = Login(_basic(email, password.swapcase()), f"-u {swapped}")
    return ways


def token_login(token: str) -> dict[Auth, Login]:
    """Return the login with the token of the control API."""
    curl = '-H "Authorization: Bearer $CTI_CONTROL_TOKEN"'
    return {"best": Login(f"Bearer {token}", curl)}


def _basic(user: str, password: str) -> str:
    return "Basic " + b64encode(f"{user}:{password}".encode()).decode()
