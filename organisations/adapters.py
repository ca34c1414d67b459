"""How sign-in differs from allauth's own ways."""

import base64
import hashlib
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.db import models
from django.http import HttpRequest

from organisations.models import User
from records.models import Prepared


class ClosedAccountAdapter(DefaultAccountAdapter):
    """Nobody makes an account for themselves: admins do (reliability I8)."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The link in the mail: on our own address, whatever Host the request named."""
        path = urlsplit(super().get_reset_password_from_key_url(key)).path
        return f"{settings.PUBLIC_ADDRESS}{path}"

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # Failed attempts count for an account and the network address that they come from: with
        # the account alone, anybody could keep an inspector out by typing wrong passwords. Not by
        # Host, as allauth does it: a Host with another port would begin the count anew.
        return f"{credentials.get('email', '').lower()} from {self.get_client_ip(request)}"


class AccountBackend(AuthenticationBackend):
    """Signs in as allauth does; who is signed in is asked at every request, in SQL written once."""

    def get_user(self, user_id: int) -> User | None:
        """The person of a session, if the account is open."""
        found = _BY_KEY.ask(key=user_id)
        return found[0] if found and self.user_can_authenticate(found[0]) else None


def _by_key(*, key: int) -> models.QuerySet[User]:
    return User.objects.filter(pk=key).order_by()


_BY_KEY = Prepared(_by_key, {"key": -7_000_000_001})


def _cipher() -> Fernet:
    key = hashlib.sha256(f"second factor {settings.SECRET_KEY}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


class EncryptedMFAAdapter(DefaultMFAAdapter):
    """Secrets of the second factor are encrypted; allauth by itself keeps them in clear."""

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()
