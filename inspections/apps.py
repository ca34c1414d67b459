"""The inspections app."""

from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    """The work: inspections, strands, teams, key dates, cases and evidence."""

    name = "inspections"
