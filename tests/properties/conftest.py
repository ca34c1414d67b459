"""The profile under which properties are looked for: the same examples on every machine, few."""

import hypothesis
from hypothesis import HealthCheck

hypothesis.settings.register_profile(
    "properties",
    deadline=None,
    derandomize=True,
    # Two cores may be busy with other tests: how long an example takes says nothing.
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
