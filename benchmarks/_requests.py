"""Requests through the WSGI handler in this process, and the ratio of two of them.

Both sides get the same kind of request: bytes in, bytes out, sign-in by a session of the database,
CSRF checked, signals sent, the persistent connection looked after. What is compared is the time
that this process computes (`time.process_time`); the database's own time is not in it, the time
that its driver takes is. Samples alternate, A B A B, and the median of the pairs' ratios counts:
a busy machine slows both.
"""

import gc
import io
import re
import statistics
import time
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from organisations.models import User

PAIRS = 25
EACH = 6
WARMING = 12
SECRET = "b" * 32
TRANSACTION_CONTROL = re.compile(
    r"^\s*(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|PRAGMA|SET\s|RESET\s|SELECT set_config)", re.I
)
# What a Django project begins with, and nothing of ours.
PLAIN_MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "benchmarks._plain.plain_addresses",
]
Send = Callable[[], object]


def product() -> WSGIHandler:
    """The product, as gunicorn is given it."""
    return WSGIHandler()


def plain() -> WSGIHandler:
    """The reference: Django's own middleware and the views of `benchmarks._plain`."""
    with override_settings(MIDDLEWARE=PLAIN_MIDDLEWARE):
        return WSGIHandler()


def cookies_of(person: User) -> str:
    """The Cookie header of somebody who is signed in."""
    client = Client()
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    return f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={SECRET}"


def request(
    handler: WSGIHandler, path: str, cookies: str, *, body: bytes = b"", kind: str = ""
) -> tuple[int, bytes]:
    """One request, a POST where there is a body; the status and the bytes of the answer."""
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "POST" if body else "GET",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "testserver",
        "HTTP_COOKIE": cookies,
        "HTTP_X_CSRFTOKEN": SECRET,
        "CONTENT_LENGTH": str(len(body)),
        "CONTENT_TYPE": kind,
        "wsgi.input": io.BytesIO(body),
        "wsgi.url_scheme": "http",
        "wsgi.errors": io.StringIO(),
        "wsgi.version": (1, 0),
        "wsgi.multithread": False,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    status: list[int] = []
    answer = handler(environ, lambda line, headers, *_: status.append(int(line[:3])))  # type: ignore[arg-type]  # what a server passes writes too; nothing here does
    content = b"".join(answer)
    answer.close()
    return status[0], content


def form_body(fields: dict[str, Any]) -> bytes:
    """A form as a browser sends it."""
    return urlencode({**fields, "csrfmiddlewaretoken": SECRET}, doseq=True).encode()


FORM = "application/x-www-form-urlencoded"
JSON = "application/json"


def queries_of(send: Send) -> int:
    """How many statements a request asks of the database, transaction control apart."""
    with CaptureQueriesContext(connection) as captured:
        send()
    statements = (query["sql"] for query in captured.captured_queries)
    return sum(not TRANSACTION_CONTROL.match(sql) for sql in statements)


def ratio(ours: Send, reference: Send, *, pairs: int = PAIRS) -> float:
    """The median over pairs of samples of our computing time by the reference's."""
    for _ in range(WARMING):
        ours()
        reference()
    gc.collect()
    return statistics.median(_computed(ours) / _computed(reference) for _ in range(pairs))


def _computed(send: Send) -> float:
    began = time.process_time()
    for _ in range(EACH):
        send()
    return time.process_time() - began


def expect(answer: tuple[int, bytes], statuses: Iterable[int]) -> bytes:
    """The bytes of an answer that is what it should be.

    Raises:
        RuntimeError: it is not: a refusal would be measured for a save.
    """
    status, content = answer
    if status not in statuses:
        raise RuntimeError(f"Status {status}: {content[:2000].decode(errors='replace')}")
    return content
