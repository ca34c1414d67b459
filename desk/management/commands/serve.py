"""The whole of Concord in one process: database, worker and pages."""

import os
from contextlib import redirect_stdout
from io import StringIO
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.core.servers.basehttp import get_internal_wsgi_application, run

from desk.demonstration.people import PASSWORD, sign_ins
from organisations.models import User
from records.embedded import start_embedded_worker


class Command(BaseCommand):
    """Prepare the database, load the demonstration into an empty one, start, and say where."""

    help = "Run everything in one process: for a look, a demonstration, or one office."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Serve until interrupted.

        Raises:
            CommandError: the port is taken or is none, or a broker is configured.
        """
        if settings.REDIS_URL:
            raise CommandError("REDIS_URL is set: run gunicorn, a worker and beat instead.")
        port = os.environ.get("PORT") or "8000"
        if not port.isdecimal() or not 0 < int(port) < 65536:
            raise CommandError(
                f"PORT is {port!r}. Write a number between 1 and 65535, such as 8000."
            )
        call_command("prepare_database", verbosity=0)
        if settings.DEMONSTRATION:
            self._fill()
        start_embedded_worker()
        try:
            run(
                "127.0.0.1",
                int(port),
                get_internal_wsgi_application(),
                threading=True,
                on_bind=self._say_ready,
            )
        except OSError as error:
            raise CommandError(
                f"Port {port} cannot be used ({error}). Choose another: PORT=8001 make run"
            ) from error

    def _fill(self) -> None:
        if User.objects.exists():
            return
        self.stdout.write("Filling the database with invented people and inspections …")
        self.stdout._out.flush()  # type: ignore[attr-defined]  # a pipe would keep it back
        # The story sends mail, and the console is where the demonstration's mail goes.
        with redirect_stdout(StringIO()):
            call_command("load_demonstration")

    def _say_ready(self, port: str) -> None:
        self.stdout.write(f"Ready: http://127.0.0.1:{port}")
        if settings.DEMONSTRATION:
            self.stdout.write("")
            self.stdout.write(f"Sign in as any of these, with the password: {PASSWORD}")
            for email, what in sign_ins():
                self.stdout.write(f"  {email:<38} {what}")
            self.stdout.write("")
            self.stdout.write("Stop with Ctrl+C.")
        self.stdout._out.flush()  # type: ignore[attr-defined]  # a pipe would keep it back
