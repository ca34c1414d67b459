"""The factories of judgements; they are kept with those of the other apps."""

from tests.factories.judgements import *  # noqa: F403 - all of them
