"""HTTP to a store: requests that are tried again when the network fails, and faults in words."""

from __future__ import annotations

import re
import ssl
import threading
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx

from kg import __version__
from kg.answers import RETRIES, TIMEOUT
from kg.credentials import Credentials
from kg.errors import StoreError, UsageError

# The longest that a wait may be, in seconds: a day.
_LONGEST = 86_400.0

_CHUNK = 1 << 16


@dataclass(frozen=True)
class Body:
    """The content of a request: a file, which is read anew for each attempt."""

    path: Path

    def __iter__(self) -> Iterator[bytes]:
        with self.path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                yield chunk


class Transport:
    """A connection to one store, kept open between requests; a context manager.

    `tell` is called with a line of text when a request is tried again. Redirects are not followed:
    credentials go to the address that was named, and to no other. Raises `UsageError` for a timeout
    or a number of retries that makes no sense.
    """

    def __init__(
        self,
        credentials: Credentials = Credentials(),  # noqa: B008 (immutable)
        *,
        timeout: float = TIMEOUT,
        retries: int = RETRIES,
        tell: Callable[[str], None] = lambda text: None,
    ) -> None:
        if not 0 < timeout <= _LONGEST:
            raise UsageError(f"{timeout:g} s is no timeout", todo="give more than 0, a day at most")
        if retries < 0:
            raise UsageError(f"{retries} retries cannot be", todo="give 0 or more")
        self._timeout = timeout
        self._retries = retries
        self._given_up = threading.Event()
        self._tell = tell
        headers = {"User-Agent": f"claimgraph/{__version__}"}
        if credentials.header:
            headers[credentials.header] = credentials.secret
        self._client = httpx.Client(
            auth=_Asked(credentials) if credentials.user else None,
            headers=headers,
            timeout=httpx.Timeout(timeout, connect=min(timeout, 10)),
            # The same certificates as urllib's, and SSL_CERT_FILE.
            verify=ssl.create_default_context(),
        )

    def __enter__(self) -> Transport:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the connection."""
        self._client.close()

    def give_up(self) -> None:
        """Try nothing again from now on."""
        self._given_up.set()

    def server_at(self, url: str) -> str:
        """What a server calls itself, whatever it answers; ``""`` when it keeps that to itself.

        Raises `StoreError` when nobody answers.
        """
        with _faults(url, self._timeout):
            # Nothing has been begun yet: where nobody listens, the address is wrong.
            answer = self._client.send(self._client.build_request("GET", url), stream=True)
            answer.close()
        return str(answer.headers.get("server", ""))

    def send(
        self,
        method: str,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        content: bytes | Body = b"",
    ) -> httpx.Response:
        """Send a request and read the whole answer.

        Network faults and 5xx are tried again, after pauses; nothing else is. Raises `StoreError`
        for any answer that is no success, with what to do.
        """
        request = self._request(method, url, params, headers, content)
        with _faults(url, self._timeout):
            answer = self._persist(request, url, whole=True)
        if not answer.is_success:
            raise refusal(answer, url)
        return answer

    @contextmanager
    def open(
        self,
        method: str,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        content: bytes | Body = b"",
    ) -> Iterator[httpx.Response]:
        """Send a request; the answer is read by the block, piece by piece. See `send`."""
        request = self._request(method, url, params, headers, content)
        with _faults(url, self._timeout):
            answer = self._persist(request, url)
        try:
            if not answer.is_success:
                with _faults(url, self._timeout):
                    answer.read()
                raise refusal(answer, url)
            yield answer
        finally:
            answer.close()

    def _request(
        self,
        method: str,
        url: str,
        params: Mapping[str, str] | None,
        headers: Mapping[str, str] | None,
        content: bytes | Body,
    ) -> httpx.Request:
        sent = dict(headers or {})
        if isinstance(content, Body):
            sent["Content-Length"] = str(content.path.stat().st_size)
        with _faults(url, self._timeout):
            # An address may have a query of its own, which httpx would put params in the place of.
            target = httpx.URL(url).copy_merge_params(params or {})
            return self._client.build_request(method, target, headers=sent, content=content)

    def _persist(self, request: httpx.Request, url: str, *, whole: bool = False) -> httpx.Response:
        """The answer of the last attempt, or the fault of the last; read to its end if `whole`."""
        for attempt in range(self._retries + 1):
            last = attempt == self._retries
            try:
                answer = self._client.send(request, stream=True)
                failed = answer.status_code >= 500
                if whole or failed:
                    answer.read()
                if not failed or last or _forbids(answer):
                    return answer
                reason = f"answers HTTP {answer.status_code}"
            except (httpx.ReadTimeout, httpx.WriteTimeout):
                # The store may still be at work: asking twice would not make it faster.
                raise
            except httpx.TransportError as error:
                if last or _is_final(error):
                    raise
                reason = reason_of(error)
            pause = min(0.5 * 2**attempt, 16)
            self._tell(f"{place_of(url)} {reason}; trying again in {pause:g} s")
            if self._given_up.wait(pause):
                raise StoreError("given up", place_of(url))
        raise AssertionError("a loop that always returns or raises")


class _Asked(httpx.Auth):
    """Shows a user and password by the scheme that the store asks for, and only when it asks."""

    def __init__(self, credentials: Credentials) -> None:
        self._credentials = credentials
        self._scheme: httpx.Auth | None = None

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        if self._scheme is None:
            answer = yield request
            if answer.status_code != 401:
                return
            self._scheme = self._asked_for(answer)
            if isinstance(self._scheme, httpx.DigestAuth):
                # Its own first request would be the same again, with all that it carries.
                yield from _answered(self._scheme.auth_flow(request), answer)
                return
        if self._scheme is not None:
            yield from self._scheme.auth_flow(request)

    def _asked_for(self, answer: httpx.Response) -> httpx.Auth | None:
        asked = " ".join(answer.headers.get_list("www-authenticate")).lower()
        user, secret, _ = self._credentials
        if "digest" in asked:
            return httpx.DigestAuth(user, secret)
        return httpx.BasicAuth(user, secret) if "basic" in asked else None


def _answered(
    flow: Generator[httpx.Request, httpx.Response, None], answer: httpx.Response
) -> Generator[httpx.Request, httpx.Response, None]:
    """The rest of a flow whose first request has been answered."""
    next(flow)
    with suppress(StopIteration):
        while True:
            answer = yield flow.send(answer)


@contextmanager
def _faults(url: str, timeout: float) -> Iterator[None]:
    """Turn the faults of the network, and of the disk that a body is read from, into ours."""
    try:
        yield
    except (httpx.ReadTimeout, httpx.WriteTimeout):
        raise StoreError(
            f"no answer within {timeout:g} s", place_of(url), "raise --timeout, or ask for less"
        ) from None
    except httpx.RequestError as error:
        todo = "is it running, and is this its address?"
        if "_ssl.c" in str(error):
            todo = "does it speak https? if not, write http://"
        if _is_distrust(error):
            todo = "name its authority's certificate in SSL_CERT_FILE, if you trust it"
        what = f"the store cannot be reached: {reason_of(error)}"
        raise StoreError(what, place_of(url), todo) from None
    except httpx.InvalidURL as error:
        raise StoreError(f"not an address: {error}", place_of(url)) from None


def refusal(answer: httpx.Response, url: str) -> StoreError:
    """What an answer that is no success means, and what to do."""
    status, place = answer.status_code, place_of(url)
    if answer.is_redirect:
        target = place_of(answer.headers.get("location", "?"))
        return StoreError(f"the store redirects to {target}", place, "name that address")
    said = _said(answer)
    what = f"the store refuses: HTTP {status}{f', {said}' if said else ''}"
    if status in (401, 407):
        todo = (
            "set KG_USER and KG_PASSWORD, KG_TOKEN or KG_HEADER, or correct them (keyring, netrc)"
        )
        return StoreError(f"the store does not know who asks: HTTP {status}", place, todo)
    if status == 403 or _forbids(answer):
        return StoreError(what, place, "ask for the right to write there")
    if status in (404, 405, 501):
        return StoreError(what, place, "is this the store's address, and may it be written to?")
    if status >= 500:
        return StoreError(f"the store fails: HTTP {status}{f', {said}' if said else ''}", place)
    return StoreError(what, place)


def _forbids(answer: httpx.Response) -> bool:
    """Whether an answer that has been read says by 500 what it should say by 403: Virtuoso does,
    of an update by somebody who may not write."""
    return answer.status_code == 500 and "SR186:SECURITY" in answer.text


def _said(answer: httpx.Response) -> str:
    """The first line of what the store said, when that is meant for people."""
    text = answer.text
    if "html" in answer.headers.get("content-type", "") or text.lstrip().startswith("<"):
        text = re.sub(r"(?s)<(title|head|style|script)\b.*?</\1>|<[^>]*>", "\n", text)
    # Virtuoso says the status once more, and a number.
    lines = [re.sub(r"^HTTP/.*|^Error \w+$", "", line.strip()) for line in text.splitlines()]
    lines = [line for line in lines if line]
    return lines[0][:200] if lines else ""


def place_of(url: str) -> str:
    """An address without what may be secret in it.

    >>> place_of("http://user:word@127.0.0.1:7878/store?key=1")
    'http://127.0.0.1:7878/store'
    """
    return re.sub(r"(?<=//)[^/@]*@|[?#].*", "", url)


def _is_final(error: httpx.TransportError) -> bool:
    """Whether trying again would not help: what we send is at fault, or whom we speak to."""
    ours = isinstance(error, (httpx.UnsupportedProtocol, httpx.LocalProtocolError))
    return ours or "_ssl.c" in str(error)


def _is_distrust(error: httpx.RequestError) -> bool:
    return "certificate" in str(error).lower()


def reason_of(error: Exception) -> str:
    """The network's own words.

    >>> reason_of(httpx.ConnectError("[Errno 111] Connection refused"))
    'Connection refused'
    """
    return re.sub(r"^\[[^\]]*\]\s*", "", str(error)) or type(error).__name__
