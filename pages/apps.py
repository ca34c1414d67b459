"""The pages app."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    """What every page is made of: one base view, fields and forms, layouts and components."""

    name = "pages"
