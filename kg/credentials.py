"""Who we are to a store: a user and password, a token, or a header; never on the command line."""

from __future__ import annotations

import netrc
import os
import re
from pathlib import Path
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

from kg.errors import DataError, UsageError


class Credentials(NamedTuple):
    """What is shown to a store that asks who we are; without any, all is empty.

    `header` is the name of the header that carries the secret as it is; a user and a password go
    by the scheme that the store asks for, basic or digest. The secret is never shown:

    >>> Credentials("analyst", "a secret")
    Credentials(user='analyst')
    """

    user: str = ""
    secret: str = ""
    header: str = ""

    def __repr__(self) -> str:
        shown = {"user": self.user, "header": self.header}
        inside = ", ".join(f"{name}={text!r}" for name, text in shown.items() if text)
        return f"Credentials({inside})"

    def __bool__(self) -> bool:
        return bool(self.secret)


def credentials_for(url: str) -> Credentials:
    """The credentials for the store at an address.

    Those of the environment come first: ``KG_TOKEN`` (a bearer token), ``KG_HEADER``
    (``Name: value``), or ``KG_USER`` and ``KG_PASSWORD``; then the keyring's for the address's
    ``http://host:port``, where the package keyring is installed; then those of the netrc file
    (``NETRC``, else ``~/.netrc``) for its host. Raises `UsageError` for an address with a password
    in it and for variables that do not go together, `DataError` for a netrc file that cannot be
    read.
    """
    parts = parts_of(url)
    return _of_environment() or _of_keyring(f"{parts.scheme}://{parts.netloc}") or _of_netrc(parts)


def parts_of(url: str) -> SplitResult:
    """The parts of an address. Raises `UsageError` for one that cannot be read, or with a user or a
    password in it, which is not shown.

    >>> parts_of("http://127.0.0.1:7878/query").port
    7878
    """
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise UsageError("not an address of a store", todo="write http://host:port/path") from None
    if parts.username is not None or parts.password is not None:
        raise UsageError(
            "an address with a user or a password in it",
            todo="leave them out, and set KG_USER and KG_PASSWORD",
        )
    return parts


# What the name of a header is made of, says RFC 9110.
_HEADER = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


def _of_environment() -> Credentials:
    token, header = os.environ.get("KG_TOKEN", ""), os.environ.get("KG_HEADER", "")
    user, password = os.environ.get("KG_USER", ""), os.environ.get("KG_PASSWORD", "")
    given = [name for name in ("KG_TOKEN", "KG_HEADER", "KG_PASSWORD") if os.environ.get(name)]
    if len(given) > 1:
        raise UsageError(f"{' and '.join(given)} are set", todo="set one of them")
    if bool(user) != bool(password):
        lacking = "KG_USER" if password else "KG_PASSWORD"
        raise UsageError(f"{lacking} is not set", todo="set KG_USER and KG_PASSWORD, or neither")
    if token:
        return Credentials(secret=_one_line("KG_TOKEN", f"Bearer {token}"), header="Authorization")
    if header:
        name, colon, value = header.partition(":")
        if not (colon and _HEADER.fullmatch(name.strip()) and value.strip()):
            raise UsageError("KG_HEADER is no header", todo="write it as 'Name: value'")
        return Credentials(secret=_one_line("KG_HEADER", value.strip()), header=name.strip())
    return Credentials(user, password)


def _one_line(name: str, value: str) -> str:
    """A value as a header takes it. Raises `UsageError` without showing it."""
    if not value.isascii() or not value.isprintable():
        raise UsageError(f"{name} holds what no header can", todo="it must be one line of ASCII")
    return value


def _of_keyring(service: str) -> Credentials:
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        return Credentials()
    try:
        found = keyring.get_credential(service, None)
    except KeyringError:
        # A machine without a keyring, or one that stays locked, has nothing to say.
        return Credentials()
    return Credentials(found.username, found.password) if found else Credentials()


def _of_netrc(parts: SplitResult) -> Credentials:
    path = Path(os.environ.get("NETRC") or Path.home() / ".netrc")
    host = parts.hostname or ""
    if not path.is_file():
        return Credentials()
    try:
        found = netrc.netrc(str(path)).authenticators(host)
    except netrc.NetrcParseError as error:
        # Its own words may hold a part of a password.
        where = f"{path}:{error.lineno}" if error.lineno else str(path)
        raise DataError(
            "a netrc file that cannot be read",
            where,
            "mend it; only you may be able to read it, and a password has no spaces",
        ) from None
    except (OSError, UnicodeDecodeError):
        raise DataError("a netrc file that cannot be read", str(path), "mend it") from None
    if found is None:
        return Credentials()
    user, account, password = found
    return Credentials(user or account or "", password or "")
