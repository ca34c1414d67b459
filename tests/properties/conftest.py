"""The profile under which properties are looked for: the same examples on every machine, few."""

import hypothesis
from hypothesis import HealthCheck

hypothesis.settings.register_profile(
    "properties",
    deadline=None,
    derandomize=True,
    suppress_health_check=[
        # Two cores may be busy with other tests: how long an example takes says nothing.
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        # What a fixture made stands for all examples of a test; each example is undone.
        HealthCheck.function_scoped_fixture,
    ],
)
