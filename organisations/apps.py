"""The organisations app."""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


class OrganisationsConfig(AppConfig):
    """Who exists: inspectorates and their powers, areas, agencies, partnerships, people."""

    name = "organisations"

    def ready(self) -> None:
        from organisations.middleware import begin_session  # noqa: PLC0415 - needs the registry

        user_logged_in.connect(begin_session, dispatch_uid="organisations.begin_session")
