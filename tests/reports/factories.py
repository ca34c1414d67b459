"""The factories of reports; they are kept with those of the other apps."""

from tests.factories.reports import *  # noqa: F403 - all of them
