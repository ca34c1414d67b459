"""The judgements app."""

from django.apps import AppConfig


class JudgementsConfig(AppConfig):
    """The grades: positions, shared judgements, signatures."""

    name = "judgements"
