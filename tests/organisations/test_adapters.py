"""Secrets of the second factor are kept encrypted, under the product's own key."""

from typing import Any

import pytest
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from cryptography.fernet import InvalidToken
from django.test import RequestFactory

from organisations.adapters import ClosedAccountAdapter, EncryptedMFAAdapter

SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture
def adapter() -> EncryptedMFAAdapter:
    return EncryptedMFAAdapter()


def test_the_adapter_is_the_one_that_allauth_uses() -> None:
    assert isinstance(get_mfa_adapter(), EncryptedMFAAdapter)


@pytest.mark.parametrize("secret", [SECRET, "", "Zoë 👋 " * 20])
def test_what_is_encrypted_is_read_back(adapter: EncryptedMFAAdapter, secret: str) -> None:
    kept = adapter.encrypt(secret)
    assert adapter.decrypt(kept) == secret
    assert not secret or secret not in kept


def test_the_same_secret_is_never_kept_in_the_same_way(adapter: EncryptedMFAAdapter) -> None:
    assert adapter.encrypt(SECRET) != adapter.encrypt(SECRET)


def test_another_key_reads_nothing(adapter: EncryptedMFAAdapter, settings: Any) -> None:
    settings.SECRET_KEY = "one"
    kept = adapter.encrypt(SECRET)
    settings.SECRET_KEY = "another"
    with pytest.raises(InvalidToken):
        adapter.decrypt(kept)
    settings.SECRET_KEY = "one"
    assert adapter.decrypt(kept) == SECRET


def test_what_was_changed_on_its_way_is_refused(adapter: EncryptedMFAAdapter) -> None:
    kept = adapter.encrypt(SECRET)
    other = "A" if kept[40] != "A" else "B"
    with pytest.raises(InvalidToken):
        adapter.decrypt(f"{kept[:40]}{other}{kept[41:]}")


def test_the_key_is_not_the_one_that_signs_sessions(
    adapter: EncryptedMFAAdapter, settings: Any
) -> None:
    from base64 import urlsafe_b64encode
    from hashlib import sha256

    from cryptography.fernet import Fernet

    plain = Fernet(urlsafe_b64encode(sha256(settings.SECRET_KEY.encode()).digest()))
    kept = adapter.encrypt(SECRET)
    with pytest.raises(InvalidToken):
        plain.decrypt(kept.encode())


def test_nobody_makes_an_account_alone() -> None:
    assert ClosedAccountAdapter().is_open_for_signup(RequestFactory().get("/")) is False
