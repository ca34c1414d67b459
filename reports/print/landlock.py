"""Landlock, by which a process of Linux gives up files and connections for ever.

Python has no binding of it; these are its three system calls, whose numbers are the same on every
architecture. See landlock(7). An older kernel knows fewer rights; what it knows is given up.
"""

import ctypes
import os
from collections.abc import Iterable
from pathlib import Path

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_VERSION = 1
_PATH_BENEATH = 1
_READ = 1 << 2 | 1 << 3  # read a file, list a directory
_ALL_CONNECTIONS = 1 << 0 | 1 << 1  # bind and connect by TCP
_ALL_SCOPES = 1 << 0 | 1 << 1  # abstract sockets and signals of other processes

CLOSED = "closed"


class _Ruleset(ctypes.Structure):
    _fields_ = (
        ("files", ctypes.c_uint64),
        ("connections", ctypes.c_uint64),
        ("scopes", ctypes.c_uint64),
    )


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


def close(*, readable: Iterable[Path], writable: Iterable[Path]) -> str:
    """Give up every file that is not under `readable` or `writable`, and every TCP connection.

    Files that are open stay open. Returns "closed", or a sentence that says why the kernel
    refused. The process must have given up new privileges before (PR_SET_NO_NEW_PRIVS).
    """
    libc = ctypes.CDLL(None, use_errno=True)
    version = libc.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), _VERSION)
    if version < 1:
        return f"The kernel has no Landlock: {os.strerror(ctypes.get_errno())}"
    rights = _rights_on_files(version)
    ruleset = _Ruleset(rights, _ALL_CONNECTIONS, _ALL_SCOPES)
    size = 8 if version < 4 else 16 if version < 6 else 24
    rules = libc.syscall(_CREATE_RULESET, ctypes.byref(ruleset), ctypes.c_size_t(size), 0)
    if rules < 0:
        return f"The kernel refused Landlock: {os.strerror(ctypes.get_errno())}"
    try:
        for allowed, paths in ((_READ, readable), (rights, writable)):
            for path in paths:
                _allow(libc, rules, allowed, path)
        if libc.syscall(_RESTRICT_SELF, rules, 0) != 0:
            return f"The kernel refused Landlock: {os.strerror(ctypes.get_errno())}"
    finally:
        os.close(rules)
    return CLOSED


def _rights_on_files(version: int) -> int:
    """Return every right on files that this version of Landlock can take away."""
    known = {1: 13, 2: 14, 3: 15, 4: 15}.get(version, 16)
    return (1 << known) - 1


def _allow(libc: ctypes.CDLL, rules: int, allowed: int, path: Path) -> None:
    """Leave rights beneath a directory; one that is not there has nothing to leave."""
    try:
        parent = os.open(path, os.O_PATH | os.O_CLOEXEC | os.O_DIRECTORY)
    except OSError:
        return
    try:
        rule = _PathBeneath(allowed, parent)
        libc.syscall(_ADD_RULE, rules, _PATH_BENEATH, ctypes.byref(rule), 0)
    finally:
        os.close(parent)
