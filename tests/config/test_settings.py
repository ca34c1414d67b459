"""The settings under the environments that people give them."""

from pathlib import Path
from typing import Any

import pytest

from tests.config.settled import PRODUCTION, SECRET, run_under, settings_under

YEAR = 365 * 24 * 3600


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("var")


@pytest.fixture(scope="module")
def production(var: Path) -> dict[str, Any]:
    """As docker-compose.yml has it, on an https address."""
    return settings_under(var, **PRODUCTION)


@pytest.fixture(scope="module")
def demonstration(var: Path) -> dict[str, Any]:
    """Nothing is set; as a compose file does it that hands an empty variable through."""
    return settings_under(var, DATABASE_URL="", MFA_REQUIRED="", PORT="8123")


# --- what must be said ---------------------------------------------------------------------------


def test_a_database_without_a_secret_key_starts_nothing_and_says_what_to_set(var: Path) -> None:
    done = run_under(var, "manage.py", "check", DATABASE_URL=PRODUCTION["DATABASE_URL"])
    assert done.returncode != 0
    assert "The environment variable SECRET_KEY is not set." in done.stderr
    assert "everything else needs a secret" in done.stderr
    assert "export SECRET_KEY=" in done.stderr


def test_a_wrong_flag_starts_nothing_and_says_which(var: Path) -> None:
    done = run_under(var, "manage.py", "check", DEMONSTRATION="perhaps")
    assert done.returncode != 0
    assert "DEMONSTRATION is 'perhaps'. Write 1 or 0." in done.stderr


def test_a_demonstration_on_a_database_server_needs_no_secret(var: Path) -> None:
    settled = settings_under(var, DATABASE_URL=PRODUCTION["DATABASE_URL"], DEMONSTRATION="1")
    assert settled["DEMONSTRATION"] is True
    assert settled["SECRET_KEY"]
    assert settled["DATABASES"]["default"]["ENGINE"] == "django.db.backends.postgresql"


def test_without_a_database_server_one_can_still_refuse_the_demonstration(var: Path) -> None:
    settled = settings_under(var, DEMONSTRATION="0", SECRET_KEY=SECRET)
    assert settled["DEMONSTRATION"] is False
    assert settled["MFA_REQUIRED"] is True
    assert settled["ALLOWED_HOSTS"] == []


# --- the demonstration ---------------------------------------------------------------------------


def test_without_a_database_it_is_the_demonstration(demonstration: dict[str, Any]) -> None:
    assert demonstration["DEMONSTRATION"] is True
    assert demonstration["MFA_REQUIRED"] is False
    assert demonstration["DEBUG"] is False
    assert demonstration["ALLOWED_HOSTS"] == ["127.0.0.1", "localhost"]


def test_the_demonstration_keeps_a_file_in_which_writers_wait_for_each_other(
    demonstration: dict[str, Any], var: Path
) -> None:
    database = demonstration["DATABASES"]["default"]
    assert database["ENGINE"] == "django.db.backends.sqlite3"
    assert database["NAME"] == str(var / "concord.sqlite3")
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in database["OPTIONS"]["init_command"]
    assert database["OPTIONS"]["timeout"] >= 20


def test_the_demonstration_has_its_broker_in_memory(demonstration: dict[str, Any]) -> None:
    assert demonstration["REDIS_URL"] == ""
    assert demonstration["CELERY_BROKER_URL"].startswith("memory://")
    assert demonstration["CELERY_BROKER_TRANSPORT_OPTIONS"] == {}


def test_the_demonstration_prints_its_mail(demonstration: dict[str, Any]) -> None:
    assert demonstration["EMAIL_BACKEND"].endswith("console.EmailBackend")


def test_the_address_of_the_demonstration_follows_the_port(demonstration: dict[str, Any]) -> None:
    assert demonstration["PUBLIC_ADDRESS"] == "http://127.0.0.1:8123"


def test_on_http_cookies_work_and_nothing_is_redirected(demonstration: dict[str, Any]) -> None:
    assert demonstration["SESSION_COOKIE_NAME"] == "session"
    assert demonstration["SESSION_COOKIE_SECURE"] is False
    assert demonstration["CSRF_COOKIE_SECURE"] is False
    assert demonstration["SECURE_SSL_REDIRECT"] is False
    assert demonstration["SECURE_HSTS_SECONDS"] == 0
    assert demonstration["SECURE_PROXY_SSL_HEADER"] is None


def test_the_folders_are_made(demonstration: dict[str, Any], var: Path) -> None:
    assert demonstration["VAR_DIR"] == str(var)
    assert (var / "static").is_dir()


# --- where real people work ----------------------------------------------------------------------


def test_check_deploy_has_nothing_to_say(var: Path) -> None:
    done = run_under(var, "manage.py", "check", "--deploy", "--fail-level", "INFO", **PRODUCTION)
    assert done.returncode == 0, done.stderr
    assert "no issues (0 silenced)" in done.stdout


def test_a_database_server_is_no_demonstration(production: dict[str, Any]) -> None:
    assert production["DEMONSTRATION"] is False
    assert production["MFA_REQUIRED"] is True
    assert production["DEBUG"] is False
    assert production["SECRET_KEY"] == SECRET
    assert production["ALLOWED_HOSTS"] == ["concord.example"]


@pytest.mark.parametrize("cookie", ["SESSION", "CSRF"])
def test_on_https_a_cookie_is_secure_and_bound_to_the_host(
    production: dict[str, Any], cookie: str
) -> None:
    assert production[f"{cookie}_COOKIE_SECURE"] is True
    assert production[f"{cookie}_COOKIE_NAME"].startswith("__Host-")
    # What a browser asks of the prefix: the whole site, and no other host.
    assert production.get(f"{cookie}_COOKIE_PATH", "/") == "/"
    assert production.get(f"{cookie}_COOKIE_DOMAIN") is None


def test_on_https_http_is_redirected_and_not_tried_again_for_a_year(
    production: dict[str, Any],
) -> None:
    assert production["SECURE_SSL_REDIRECT"] is True
    assert production["SECURE_HSTS_SECONDS"] == YEAR
    assert production["SECURE_HSTS_INCLUDE_SUBDOMAINS"] is True
    assert production["SECURE_PROXY_SSL_HEADER"] == ["HTTP_X_FORWARDED_PROTO", "https"]


def test_the_public_address_has_no_stroke_at_its_end(production: dict[str, Any]) -> None:
    assert production["PUBLIC_ADDRESS"] == "https://concord.example"


def test_connections_to_the_server_stay_and_are_checked(production: dict[str, Any]) -> None:
    database = production["DATABASES"]["default"]
    assert (database["USER"], database["HOST"], database["PORT"]) == ("concord_app", "127.0.0.1", 1)
    assert database["CONN_MAX_AGE"] > 0
    assert database["CONN_HEALTH_CHECKS"] is True


def test_limits_of_sign_in_are_counted_where_every_process_sees_them(
    production: dict[str, Any],
) -> None:
    assert production["CACHES"]["default"]["BACKEND"].endswith("db.DatabaseCache")


def test_a_broker_that_does_not_answer_is_given_up_soon(production: dict[str, Any]) -> None:
    assert production["CELERY_BROKER_URL"] == PRODUCTION["REDIS_URL"]
    assert production["CELERY_BROKER_TRANSPORT_OPTIONS"]["socket_timeout"] <= 2
    assert production["CELERY_BROKER_TRANSPORT_OPTIONS"]["socket_connect_timeout"] <= 2


def test_a_task_is_acknowledged_after_its_work(production: dict[str, Any]) -> None:
    assert production["CELERY_TASK_ACKS_LATE"] is True
    assert production["CELERY_TASK_REJECT_ON_WORKER_LOST"] is True
    assert production["CELERY_ACCEPT_CONTENT"] == ["json"]


def test_mail_goes_to_the_named_server_encrypted_and_does_not_wait_for_ever(
    production: dict[str, Any],
) -> None:
    assert production["EMAIL_BACKEND"].endswith("smtp.EmailBackend")
    assert production["EMAIL_HOST"] == "mail.concord.example"
    assert (production["EMAIL_PORT"], production["EMAIL_USE_TLS"]) == (587, True)
    assert production["EMAIL_TIMEOUT"] == 10


def test_passwords_are_long_and_kept_by_scrypt(production: dict[str, Any]) -> None:
    assert production["PASSWORD_HASHERS"][0].endswith("ScryptPasswordHasher")
    lengths = [row.get("OPTIONS", {}) for row in production["AUTH_PASSWORD_VALIDATORS"]]
    assert {"min_length": 15} in lengths


def test_the_caller_is_the_one_before_the_proxy_that_ends_https(
    production: dict[str, Any], demonstration: dict[str, Any]
) -> None:
    assert production["ALLAUTH_TRUSTED_PROXY_COUNT"] == 1
    assert demonstration["ALLAUTH_TRUSTED_PROXY_COUNT"] == 0


def test_the_policy_lets_a_page_load_what_is_ours_and_nothing_inline(
    production: dict[str, Any],
) -> None:
    directives = production["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]
    assert directives["default-src"] == ["'none'"]
    assert directives["frame-ancestors"] == ["'none'"]
    assert "'unsafe-inline'" not in str(directives)
    assert production["X_FRAME_OPTIONS"] == "DENY"
