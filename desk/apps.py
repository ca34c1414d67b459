"""The desk app."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Pages that need everything: what waits for me, an inspection at a glance."""

    name = "desk"
