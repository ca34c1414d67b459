"""One warm press for the tests of a module."""

from collections.abc import Iterator

import pytest

from reports.press import Press


@pytest.fixture(scope="module")
def press() -> Iterator[Press]:
    press = Press()
    yield press
    press.close()
