"""The organisations app."""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


class OrganisationsConfig(AppConfig):
    """Who exists: inspectorates and their powers, areas, agencies, partnerships, people."""

    name = "organisations"

    def ready(self) -> None:
        from allauth.mfa.signals import authenticator_removed  # noqa: PLC0415 - needs the registry

        from organisations.middleware import (  # noqa: PLC0415 - needs the registry
            begin_session,
            forget_second_factor,
        )

        user_logged_in.connect(begin_session, dispatch_uid="organisations.begin_session")
        authenticator_removed.connect(
            forget_second_factor, dispatch_uid="organisations.forget_second_factor"
        )
