"""The records app."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created


class RecordsConfig(AppConfig):
    """What must never be lost: audit entries, jobs, receipts of saves, drafts."""

    name = "records"

    def ready(self) -> None:
        from records.database import check_durability  # noqa: PLC0415 - needs the app registry

        connection_created.connect(check_durability, dispatch_uid="records.check_durability")
