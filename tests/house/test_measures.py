"""What a measure promises, and how two times on the clock become one ratio."""

from collections.abc import Callable, Iterator

import pytest

from benchmarks import Measure, scale


@pytest.mark.parametrize(
    ("value", "limit", "is_within"),
    [(0, 0, True), (1, 0, False), (1.99, 2.0, True), (2.0, 2.0, True), (2.01, 2.0, False)],
)
def test_a_promise_is_kept_up_to_its_limit(value: float, limit: float, is_within: bool) -> None:
    assert Measure("A page", value, limit).is_within is is_within


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """`clock(3)`: three seconds go by."""
    now = [0.0]
    monkeypatch.setattr(scale.time, "perf_counter", lambda: now[0])

    def pass_by(seconds: float) -> None:
        now[0] += seconds

    return pass_by


@pytest.mark.parametrize(("ours", "reference", "value"), [(3, 2, 1.5), (2, 2, 1), (1, 4, 0.25)])
def test_a_ratio_is_our_time_by_the_reference_s(
    clock: Callable[[float], None], ours: float, reference: float, value: float
) -> None:
    assert scale.ratio(lambda: clock(ours), lambda: clock(reference)) == value


def test_the_first_pairs_and_the_odd_one_do_not_count(clock: Callable[[float], None]) -> None:
    def slow_at_first() -> Iterator[float]:
        # Each work is done twice, and five pairs are left out.
        yield from [900.0] * 10
        yield from [900.0] * 2
        while True:
            yield 3.0

    times = slow_at_first()
    assert scale.ratio(lambda: clock(next(times)), lambda: clock(2)) == 1.5


def test_each_is_done_once_before_it_is_timed(clock: Callable[[float], None]) -> None:
    done: list[int] = []

    def work() -> None:
        done.append(1)
        clock(100 if len(done) == 1 else 2)

    assert scale._seconds(work) == 2
    assert len(done) == 2
