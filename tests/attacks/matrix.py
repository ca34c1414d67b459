"""Sending a line of the authorisation matrix as somebody, and reading the answer."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from desk.authorisation import ABSENT, ALLOWED, NOT_NOW, REFUSED, SIGN_IN, Line, read_matrix
from organisations.models import User
from pages.page import Page
from records.actor import set_actor
from records.models import AuditEntry
from tests.attacks.world import Situation, World
from tests.conftest import TRANSACTION_CONTROL

MATRIX = Path(settings.BASE_DIR) / "docs" / "authorisation.csv"
# Written by requests that only read; what a person sees or does is not in them. Who opened what was
# shared is a log, too.
_NOT_CONTENT = ("records_auditentry", "django_session", "inspections_evidencereading")
_WRITE = re.compile(r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.I)
_SECRET = re.compile(r'(nonce|value|csrfmiddlewaretoken)="[A-Za-z0-9+/=_-]{16,}"')
_KEY = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True)
class Route:
    """An address of the resolver."""

    name: str
    parts: tuple[str, ...]
    view: Any
    given: tuple[str, ...]

    @property
    def methods(self) -> set[str]:
        """Which of GET and POST it takes."""
        kind = self.view_class
        if kind is None:
            return {"GET"}
        taken = {"get", "post"} & set(kind.http_method_names)
        return {name.upper() for name in taken if hasattr(kind, name)}

    @property
    def view_class(self) -> Any:
        """The class behind it, None for a plain function."""
        return getattr(self.view, "view_class", None)

    @property
    def is_page(self) -> bool:
        """Whether our base view answers, which keeps the audit log."""
        return self.view_class is not None and issubclass(self.view_class, Page)


@cache
def routes() -> dict[str, Route]:
    """Every address of the product by its name."""
    return {route.name: route for route in _walk(get_resolver().url_patterns)}


def _walk(
    patterns: list[URLPattern | URLResolver], space: str = "", parts: tuple[str, ...] = ()
) -> Iterator[Route]:
    for one in patterns:
        named = (*parts, *one.pattern.regex.groupindex)
        if isinstance(one, URLPattern):
            given = tuple(one.default_args)
            yield Route(f"{space}{one.name}", named, one.callback, given)
        else:
            inner = f"{space}{one.namespace}:" if one.namespace else space
            yield from _walk(one.url_patterns, inner, named)


@cache
def matrix() -> tuple[Line, ...]:
    """The lines of the file."""
    return tuple(read_matrix(MATRIX.read_text(encoding="utf-8")))


# --- a request ----------------------------------------------------------------------------------


def named_parts(route: Route, situation: Situation) -> dict[str, Any]:
    """What the parts of the address are in this situation."""
    every = {**situation.named, **situation.by_route.get(route.name, {})}
    usual = {"uidb36": "1", "key": "set-password"} if route.name.startswith("account") else {}
    return {part: usual.get(part, every.get(part)) for part in route.parts}


def address(route: Route, named: dict[str, Any]) -> str:
    """The address with these parts; some views are reached by two addresses with other defaults."""
    return reverse(route.name, kwargs=named)


def send(
    world: World, person: User | None, line: Line, situation: Situation, **named: Any
) -> HttpResponse:
    """Send the line's request as this person."""
    route = routes()[line.route]
    where = address(route, {**named_parts(route, situation), **named})
    browser = world.client(person)
    if line.method == "GET":
        return read_to_its_end(browser.get(where))
    if route.name.split(":")[-1].startswith(("type_", "autosave")):
        sent = {"receipt": str(uuid4()), "version": 0, "content": {"text": "Half a sentence"}}
        return browser.post(where, json.dumps(sent), content_type="application/json")
    return browser.post(where, {"once": uuid4(), "why": "A reason.", **situation.body})


def read_to_its_end(response: HttpResponse) -> HttpResponse:
    """The answer; a file that comes in pieces is closed only once it was read."""
    if response.streaming:
        response.received = b"".join(response.streaming_content)  # type: ignore[attr-defined]  # kept beside
    return response


def cell_of(response: HttpResponse) -> str:
    """The answer as a cell of the matrix."""
    answer = response.status_code
    if answer == 302 and response.headers["Location"].startswith(f"{reverse(settings.LOGIN_URL)}?"):
        return SIGN_IN
    return {403: REFUSED, 404: ABSENT, 405: "N", 409: NOT_NOW}.get(answer, ALLOWED)


# --- what it left behind ------------------------------------------------------------------------


@contextmanager
def watched() -> Iterator[set[str]]:
    """The tables that were written to, but for those that every request writes to."""
    tables: set[str] = set()

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if (written := _WRITE.match(sql)) and written[1] not in _NOT_CONTENT:
            tables.add(written[1])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield tables


def contents() -> dict[str, list[Any]]:
    """Every row of every table, but for those that every request writes to.

    On PostgreSQL, what row-level security protects is not among them: nobody may read all of it.
    There the other tables are compared; on SQLite all are.
    """
    set_actor(None)
    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            table = model._meta.db_table
            if table not in _NOT_CONTENT:
                cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - a table of ours
                found[table] = sorted(repr([_value(one) for one in row]) for row in cursor)
    return found


def _value(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


def entries_after(last: int) -> list[AuditEntry]:
    """What was written in the audit log since."""
    return list(AuditEntry.objects.filter(pk__gt=last).order_by("pk"))


def last_entry() -> int:
    """The key of the newest entry of the audit log."""
    newest = AuditEntry.objects.order_by("-pk").values_list("pk", flat=True).first()
    return newest or 0


def plain(response: HttpResponse) -> str:
    """The page without what differs from one answer to the next."""
    where = response.wsgi_request.path  # type: ignore[attr-defined]  # the test client adds it
    page = _SECRET.sub(r'\1=""', response.content.decode())
    return _KEY.sub("", page.replace(where, ""))


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that a request sent, those that steer transaction and session apart."""
    asked: list[str] = []
    with CaptureQueriesContext(connection) as captured:
        yield asked
    # A session is written again every five minutes, whatever is asked for.
    asked.extend(
        query["sql"]
        for query in captured.captured_queries
        if not TRANSACTION_CONTROL.match(query["sql"])
        and not query["sql"].startswith('UPDATE "django_session"')
    )
