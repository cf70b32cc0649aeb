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
]
"""The kinds of credentials; ``best`` is the API key if there is one."""

ANY_PASSWORD = "any password does"
WRONG = "wrong-on-purpose"


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
    nearly: tuple[Auth, ...] = ("longer-key", "shorter-key", "other-case-key")
    ways |= dict.fromkeys(nearly, ways["wrong-key"])
    ways["longer-password"] = ways["wrong-password"]
    if known.email and known.password:
        ways["longer-password"] = Login(
            _basic(known.email, f"{known.password}x"), '-u "${CTI_AUTH}x"'
        )
        ways["password"] = Login(_basic(known.email, known.password), '-u "$CTI_AUTH"')
        ways["best"] = ways["password"]
    if known.api_key:
        ways["api-key"] = Login(_basic(known.api_key, "X"), '-u "$CTI_API_KEY:X"')
        ways["api-key-any"] = Login(
            _basic(known.api_key, ANY_PASSWORD), f'-u "$CTI_API_KEY:{ANY_PASSWORD}"'
        )
        ways["best"] = ways["api-key"]
        ways |= _nearly(known.api_key)
    return ways


def _nearly(key: str) -> dict[Auth, Login]:
    """Return logins with keys that differ a little from this one."""
    longer = Login(_basic(f"{key}x", "X"), '-u "${CTI_API_KEY}x:X"')
    ways: dict[Auth, Login] = {"longer-key": longer, "other-case-key": longer}
    if len(key) > 1:
        ways["shorter-key"] = Login(_basic(key[:-1], "X"), '-u "${CTI_API_KEY%?}:X"')
    if re.search("[g-zG-Z]", key):  # in other keys, which may be numbers, case may not matter
        swapped = '"$(printf %s "$CTI_API_KEY" | tr a-zA-Z A-Za-z):X"'
        ways["other-case-key"] = Login(_basic(key.swapcase(), "X"), f"-u {swapped}")
    return ways


def token_login(token: str) -> dict[Auth, Login]:
    """Return the login with the token of the control API."""
    curl = '-H "Authorization: Bearer $CTI_CONTROL_TOKEN"'
    return {"best": Login(f"Bearer {token}", curl)}


def _basic(user: str, password: str) -> str:
    return "Basic " + b64encode(f"{user}:{password}".encode()).decode()
