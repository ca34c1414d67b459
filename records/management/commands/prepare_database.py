"""Bring the database to the state that this version needs. Run as the owner of its tables."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection

from records.database import grant_application_role


class Command(BaseCommand):
    """Migrate, make the cache table, and give the application's role its rights."""

    help = "Migrate, make the cache table, and give the application's role its rights."

    def handle(self, *_args: Any, **options: Any) -> None:
        """Do the three, in this order; each may be repeated."""
        call_command("migrate", interactive=False, verbosity=max(0, options["verbosity"] - 1))
        call_command("createcachetable", verbosity=0)
        if connection.vendor == "postgresql":
            self._make_role()
            grant_application_role(connection, role=settings.APPLICATION_ROLE)
            self.stdout.write(f"The role {settings.APPLICATION_ROLE} has its rights.")

    def _make_role(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [settings.APPLICATION_ROLE])
            if cursor.fetchone() is None:
                role = connection.ops.quote_name(settings.APPLICATION_ROLE)
                cursor.execute(f"CREATE ROLE {role} NOLOGIN NOSUPERUSER NOBYPASSRLS")
