"""The settings under which the tests run: the real ones, told where to work.

CONCORD_TEST_DATABASE_URL and CONCORD_TEST_REDIS_URL name real servers. Without them the tests run
as the demonstration does, on SQLite and without a broker. A developer's own DATABASE_URL is never
used: tests empty what they are given.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from tests.servers import redis_url_of_this_process

_SCRATCH = Path(tempfile.mkdtemp(prefix="concord-tests-"))
atexit.register(shutil.rmtree, _SCRATCH, ignore_errors=True)

os.environ.update(
    CONCORD_VAR_DIR=str(_SCRATCH),
    DATABASE_URL=os.environ.get("CONCORD_TEST_DATABASE_URL", "")
    or f"sqlite:///{_SCRATCH / 'concord.sqlite3'}",
    DEMONSTRATION="1",
    EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend",
    PORT="8000",
    REDIS_URL=redis_url_of_this_process(),
)
for name in ("DEBUG", "SECRET_KEY", "ALLOWED_HOSTS", "PUBLIC_ADDRESS", "MFA_REQUIRED"):
    os.environ.pop(name, None)

from config.settings import *  # noqa: E402, F403 - after the environment above
from config.settings import DATABASES  # noqa: E402 - the one that is changed below

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, as in the demonstration: threads then wait for each other as they do there.
    DATABASES["default"]["TEST"] = {"NAME": str(_SCRATCH / "test.sqlite3")}

# Scrypt is slow on purpose; a test that signs in is not about that.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
