"""What a race is about: a text that two windows have open, and how each of them sends it."""

from abc import ABC, abstractmethod
from uuid import uuid4

from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from organisations.models import User


def window_of(person: User) -> Client:
    """A browser window of this person's. A broken page is an answer like any other: 500."""
    window = Client(raise_request_exception=False)
    window.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
    return window


class Text(ABC):
    """A text with two windows on it.

    Attributes:
        name: what it is, for a reader.
        windows: the two browsers that have it open.
        stays_typed: whether the words stay in the open form whatever the answer says: a script sent
            them, and no page took the form's place.
    """

    name = ""
    stays_typed = False
    windows: tuple[Client, Client]

    def words(self, number: int, name: str) -> str:
        """What the window of this name saves in this round: others in each."""
        return f"The {self.name} in round {number} as {name} wrote it, {uuid4().hex}."

    def said_in(self, body: str) -> str:
        """The part of an answer in which its words are looked for."""
        return body

    @abstractmethod
    def version(self) -> int:
        """The version that both windows have before them."""

    @abstractmethod
    def standing(self) -> str:
        """What the database says now."""

    @abstractmethod
    def send(self, window: Client, words: str, version: int) -> HttpResponse:
        """One window saves these words over that version."""
