"""What the renderer's process may not do, asked of the kernel before it reads any document.

Each limit stands behind a rule that the renderer keeps by itself (a fetcher that serves nothing,
a limit on input and output), for the day that such a rule has a hole.
"""

import ctypes
import os
import resource
import signal
import sys
import sysconfig
from pathlib import Path

from reports.print import landlock

MEGABYTE = 1024 * 1024
# A temporary copy of a font is the only file that a render writes.
FILE_LIMIT = 16 * MEGABYTE
OPEN_FILES_LIMIT = 64

_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000
_PR_SET_PDEATHSIG = 1
_PR_SET_NO_NEW_PRIVS = 38


def limit_resources(*, memory: int) -> None:
    """Limit address space to `memory` bytes, files, open files, and forbid new processes.

    No core file is written: it would hold the document. No limit on processor time is set,
    because the time limit belongs to one render and the process outlives it; the parent keeps it.
    """
    os.umask(0o077)
    for kind, limit in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, FILE_LIMIT),
        (resource.RLIMIT_NOFILE, OPEN_FILES_LIMIT),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(kind)
        value = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        resource.setrlimit(kind, (value, value))


def leave_network() -> str:
    """Move this process into an empty network of its own.

    Returns "none" when it is done, or a sentence that says why the kernel refused. It needs a
    process with one thread, so it comes before anything that starts threads.
    """
    if not _libc_has("unshare"):
        return "This system has no network namespaces"
    libc = ctypes.CDLL(None, use_errno=True)
    for flags in (_CLONE_NEWUSER | _CLONE_NEWNET, _CLONE_NEWNET):
        if libc.unshare(flags) == 0:
            return "none"
    return f"The kernel refused an empty network: {os.strerror(ctypes.get_errno())}"


def end_with_parent(parent: int) -> bool:
    """Have the kernel end this process when its parent ends; say whether it will.

    Called after `leave_network`, because a change of credentials clears the request. Returns
    False, too, when the parent has ended already.
    """
    if not _libc_has("prctl"):
        return os.getppid() == parent
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    return os.getppid() == parent


def leave_files(folder: Path) -> str:
    """Give up every file but Python's own, the system's libraries, and those in `folder`.

    Returns "closed", or a sentence that says why the kernel refused. Where it is closed, TCP is
    closed with it. Comes after `end_with_parent`, which gives up new privileges.
    """
    python = {sys.prefix, sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib")}
    libraries = {"/lib", "/usr/lib", "/usr/local/lib"}
    return landlock.close(
        readable=[Path(name) for name in sorted(python | libraries)], writable=[folder]
    )


def _libc_has(name: str) -> bool:
    return hasattr(ctypes.CDLL(None), name)
