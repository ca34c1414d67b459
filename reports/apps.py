"""The reports app."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """What is said: letters, factual accuracy, sign-off, publication."""

    name = "reports"
