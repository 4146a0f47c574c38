"""How an endpoint is asked: one request, its credentials, its faults in words."""

from __future__ import annotations

import errno
import ssl
import tempfile
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from http.client import HTTPException, HTTPResponse, IncompleteRead
from typing import IO, Any, NamedTuple
from urllib.error import HTTPError, URLError

import httpx
from SPARQLWrapper import JSON, POST, TURTLE, SPARQLWrapper

from kg import __version__
from kg.credentials import Credentials, credentials_for
from kg.endpoint.kept import Kept
from kg.errors import KgError, QueryError, StoreError
from kg.sparql import Query
from kg.transport import Transport, place_of, reason_of, refusal

_CHUNK = 1 << 16
_GRAPHS = ("CONSTRUCT", "DESCRIBE")
# What Oxigraph takes for a query whose default graph is to be the union of all graphs, whatever its
# server was started with; other stores leave it aside.
_UNION = {"union-default-graph": "true"}
_ADDRESS = "is it running, and is this its query address?"


class Reply(NamedTuple):
    """What an endpoint answered: the whole of it, and what its headers say."""

    body: Kept
    headers: Mapping[str, str]

    @property
    def of_virtuoso(self) -> bool:
        """Whether a Virtuoso gave it."""
        return self.headers.get("server", "").startswith("Virtuoso")


class Line:
    """The way to an endpoint; what it asks of us is learnt once."""

    def __init__(self, url: str, timeout: float) -> None:
        self.url = url
        self._timeout = timeout
        self._credentials: Credentials | None = None
        # The scheme by which it wants to know who asks; "" until it says so.
        self._scheme = ""

    @cached_property
    def _certificates(self) -> ssl.SSLContext:
        """Whom to trust: reading them takes longer than many a query."""
        return ssl.create_default_context()

    def ask(self, query: Query) -> Reply:
        """Ask a query, and wait for the whole answer, in JSON or Turtle.

        Raises `QueryError` when the endpoint does not understand it, `StoreError` when it cannot
        be reached, refuses, or answers something else, or not the whole.
        """
        if self._credentials is None:
            self._credentials = credentials_for(self.url)
        if self._scheme != "digest":
            with _faults(self.url, self._timeout):
                try:
                    return self._by_wrapper(query)
                except HTTPError as error:
                    self._scheme = self._asked_for(error)
                    if not self._scheme:
                        raise
                    error.close()
                if self._scheme == "basic":
                    return self._by_wrapper(query)
        return self._by_transport(query)

    def _asked_for(self, error: HTTPError) -> str:
        """The scheme that a refusal asks for, when it is one that has not been tried."""
        asked = " ".join(error.headers.get_all("www-authenticate", [])).lower()
        user = self._credentials is not None and self._credentials.user
        if error.code != 401 or not user or self._scheme:
            return ""
        return "digest" if "digest" in asked else "basic" if "basic" in asked else ""

    def _by_wrapper(self, query: Query) -> Reply:
        client = _Client(self.url, agent=f"claimgraph/{__version__}")
        client.setMethod(POST)
        client.setOnlyConneg(True)
        client.setReturnFormat(TURTLE if query.form in _GRAPHS else JSON)
        # Not by setQuery, which takes a word of a comment for the kind of the query.
        client.queryString, client.queryType = query.text, query.form
        client.patience, client.certificates = self._timeout, self._certificates
        for name, value in _union_for(query).items():
            client.addParameter(name, value)
        user, secret, header = self._credentials or Credentials()
        if header:
            client.addCustomHttpHeader(header, secret)
        elif self._scheme == "basic":
            client.setCredentials(user, secret)
        response: HTTPResponse = client.query().response
        with response:
            headers = {name.lower(): value for name, value in response.headers.items()}
            _refuse_pages(headers, self.url)
            if query.form in _GRAPHS and response.length is None and not response.chunked:
                what = "the store does not say where its answer ends"
                raise StoreError(what, self.url, "ask by SELECT")
            body = Kept(_chunks(response))
        return Reply(body, headers)

    def _by_transport(self, query: Query) -> Reply:
        """Ask through httpx: SPARQLWrapper's digest would stay with the whole process."""
        wanted = "text/turtle" if query.form in _GRAPHS else "application/sparql-results+json"
        sent = {"Accept": wanted, "Content-Type": "application/x-www-form-urlencoded"}
        content = urllib.parse.urlencode({"query": query.text} | _union_for(query)).encode()
        credentials = self._credentials or Credentials()
        with (
            Transport(credentials, timeout=self._timeout, retries=0) as transport,
            transport.open("POST", self.url, headers=sent, content=content) as answer,
        ):
            headers = {name.lower(): value for name, value in answer.headers.items()}
            _refuse_pages(headers, self.url)
            return Reply(Kept(answer.iter_bytes(_CHUNK)), headers)


def _union_for(query: Query) -> dict[str, str]:
    """The parameters that make the union of all graphs the default graph of a query, unless it
    names its graphs."""
    return {} if query.names_its_graphs else _UNION


class _Client(SPARQLWrapper):
    """SPARQLWrapper without following redirects: urllib would forget the query on the way, and take
    credentials to the other address."""

    patience: float
    certificates: ssl.SSLContext

    def _query(self) -> tuple[HTTPResponse, str]:
        opener = urllib.request.build_opener(
            _NoRedirects, urllib.request.HTTPSHandler(context=self.certificates)
        )
        answer: HTTPResponse = opener.open(self._createRequest(), timeout=self.patience)
        return answer, self.returnFormat


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(
        self, req: Any, fp: IO[bytes], code: int, msg: str, headers: Any, newurl: str
    ) -> None:
        """Follow none: the redirect is an error like another."""


def _chunks(response: HTTPResponse) -> Iterator[bytes]:
    """The content of an answer. Raises `IncompleteRead` when the connection ends before it."""
    while chunk := response.read(_CHUNK):
        yield chunk
    if response.length:
        raise IncompleteRead(b"", response.length)


def _refuse_pages(headers: Mapping[str, str], url: str) -> None:
    """Refuse a page for people, and an answer that its store says is not the whole."""
    if "html" in headers.get("content-type", ""):
        raise StoreError("a web page answers, and no endpoint", place_of(url), _ADDRESS)
    if "x-sql-state" in headers:
        said = headers.get("x-sql-message", headers["x-sql-state"])
        what = f"the store gave up before it had the whole answer: {said}"
        raise StoreError(what, place_of(url), "ask for less, or raise the store's limits")


@contextmanager
def _faults(url: str, timeout: float) -> Iterator[None]:
    """Turn the faults of urllib into ours."""
    place = place_of(url)
    try:
        yield
    except KgError:
        raise
    except HTTPError as error:
        raise _refusal(error, url) from None
    except TimeoutError:
        raise _too_slow(place, timeout) from None
    except URLError as error:
        cause = error.reason
        if isinstance(cause, TimeoutError):
            raise _too_slow(place, timeout) from None
        todo = _ADDRESS
        if isinstance(cause, ssl.SSLCertVerificationError):
            todo = "name its authority's certificate in SSL_CERT_FILE, if you trust it"
        reason = reason_of(cause) if isinstance(cause, Exception) else cause
        raise StoreError(f"the store cannot be reached: {reason}", place, todo) from None
    except IncompleteRead:
        what = "the connection ended in the midst of the answer"
        raise StoreError(what, place, "ask again") from None
    except (HTTPException, OSError) as error:
        if isinstance(error, OSError) and error.errno == errno.ENOSPC:
            what = f"the answer cannot be kept: {error.strerror}"
            raise StoreError(
                what, tempfile.gettempdir(), "make room there, or set TMPDIR"
            ) from None
        what = f"the connection failed: {reason_of(error)}"
        raise StoreError(what, place, "ask again") from None


def _too_slow(place: str, timeout: float) -> StoreError:
    todo = "raise --timeout, or ask for less: a part of the data, or --limit"
    return StoreError(f"no answer within {timeout:g} s", place, todo)


def _refusal(error: HTTPError, url: str) -> KgError:
    """What an answer that is no success means, and what to do."""
    with error:
        try:
            body = error.read(_CHUNK)
        except (HTTPException, OSError):
            body = b""
    headers = [(name, value) for name, value in error.headers.items()]
    kept = [pair for pair in headers if not pair[0].lower().startswith(("content-", "transfer-"))]
    kept += [pair for pair in headers if pair[0].lower() == "content-type"]
    answer = httpx.Response(error.code, headers=kept, content=body)
    told = refusal(answer, url)
    if error.code == 400:
        said = told.what.partition("HTTP 400, ")[2]
        return QueryError(f"bad SPARQL: {said or 'the store does not say why'}", told.where)
    if error.code == 403:
        return StoreError(told.what, told.where, "ask for the right to read there")
    if error.code in (404, 405, 406, 415, 501):
        return StoreError(told.what, told.where, _ADDRESS)
    return told
