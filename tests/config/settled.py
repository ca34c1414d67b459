"""What the settings come to under an environment: asked in a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from config.env import BASE_DIR
from tests.house.test_deployment import variables_of_the_settings

_SAY = """
import json, sys
from config import settings
names = [name for name in dir(settings) if name.isupper() and name != "MIDDLEWARE"]
json.dump({name: getattr(settings, name) for name in names}, sys.stdout, default=str)
"""
# Fifty characters and more, as `check --deploy` wants; the secret of nothing.
SECRET = "not-a-secret-" + "0123456789abcdefghijklmnopqrstuvwxyz" * 2
PRODUCTION = {
    "DATABASE_URL": "postgres://concord_app:word@127.0.0.1:1/concord",
    "SECRET_KEY": SECRET,
    "ALLOWED_HOSTS": "concord.example",
    "PUBLIC_ADDRESS": "https://concord.example/",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "EMAIL_HOST": "mail.concord.example",
}


def run_under(var: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Python with these words, in an environment that says this about Concord and nothing else."""
    ours = {*variables_of_the_settings(), "DJANGO_SETTINGS_MODULE", "PGOPTIONS"}
    others = {name: value for name, value in os.environ.items() if name not in ours}
    return subprocess.run(
        [sys.executable, *words],
        cwd=BASE_DIR,
        env={**others, "CONCORD_VAR_DIR": str(var), **environment},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


def settings_under(var: Path, **environment: str) -> dict[str, Any]:
    """The settings by name, as JSON writes them."""
    done = run_under(var, "-c", _SAY, **environment)
    assert done.returncode == 0, done.stderr
    settled: dict[str, Any] = json.loads(done.stdout)
    return settled
