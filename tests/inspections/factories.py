"""The factories of inspections; they are kept with those of the other apps."""

from tests.factories.inspections import *  # noqa: F403 - all of them
