"""The organisations app."""

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    """Who exists: inspectorates and their powers, areas, agencies, partnerships, people."""

    name = "organisations"
