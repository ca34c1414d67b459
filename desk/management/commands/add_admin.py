"""Make the first admin's account."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from organisations.models import User


class Command(BaseCommand):
    """An admin's account, whose holder sets the password by the reset link."""

    help = "Make an admin's account; its holder sets a password by “Forgot your password?”."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name")
        parser.add_argument("email")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Make the account.

        Raises:
            CommandError: the address is none, or has an account already.
        """
        try:
            validate_email(options["email"])
        except ValidationError as error:
            raise CommandError(
                f"“{options['email']}” is no email address. Nobody was added."
            ) from error
        try:
            with transaction.atomic():
                User.objects.create_user(options["email"], name=options["name"], is_admin=True)
        except IntegrityError as error:
            raise CommandError(f"{options['email']} has an account already.") from error
        self.stdout.write(f"{options['name']} is an admin. A password is set by the reset link.")
