"""The frameworks app."""

from django.apps import AppConfig


class FrameworksConfig(AppConfig):
    """What is judged: frameworks and their versions, areas, criteria, descriptors and rules."""

    name = "frameworks"
