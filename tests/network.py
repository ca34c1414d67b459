"""Tests reach this machine and nothing else."""

import socket
from typing import Any

LOOPBACK = ("127.", "::1", "localhost")


class NetworkRefused(OSError):
    """A test tried to reach another machine."""


def _is_here(address: Any) -> bool:
    if isinstance(address, str | bytes):  # a unix socket's path
        return True
    host = address[0].decode() if isinstance(address[0], bytes) else str(address[0] or "localhost")
    return host.startswith(LOOPBACK)


def stay_on_this_machine() -> None:
    """From now on, a socket of this process connects to loopback and to unix sockets only."""
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex
    look_up = socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: Any) -> None:
        _refuse_unless_here(address)
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        _refuse_unless_here(address)
        return connect_ex(self, address)

    def guarded_look_up(host: Any, *args: Any, **options: Any) -> Any:
        _refuse_unless_here((host,))
        return look_up(host, *args, **options)

    socket.socket.connect = guarded_connect  # type: ignore[method-assign,assignment] # the guard
    socket.socket.connect_ex = guarded_connect_ex  # type: ignore[method-assign,assignment] # too
    socket.getaddrinfo = guarded_look_up


def _refuse_unless_here(address: Any) -> None:
    if not _is_here(address):
        raise NetworkRefused(f"A test tried to reach {address[0]!r}: tests stay on this machine.")
