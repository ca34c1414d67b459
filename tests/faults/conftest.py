"""What renders are printed on here."""

from tests.reports.conftest import press

__all__ = ["press"]
