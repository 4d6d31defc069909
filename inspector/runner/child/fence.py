"""Keeps a process from writing files it has no business with, and from the network, on Linux.

Landlock lets a process give up rights for itself and all it starts, without being root. It has
been in the kernel since 5.13; what a kernel cannot fence in is left open: TCP before 6.7, and in
any UDP, sockets that are files, and a file's rights, dates and attributes. Numbers and structures
are those of ``linux/landlock.h``.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

_CREATE, _ADD, _RESTRICT = 444, 445, 446
_ASK_VERSION = 1
_BENEATH = 1
_NO_NEW_PRIVILEGES = 38
_WRITE_FILE, _TRUNCATE = 1 << 1, 1 << 14
_CHANGE = sum(1 << bit for bit in (1, 4, 5, 6, 7, 8, 9, 10, 11, 12))
"""Writing, removing, and making files and folders of every sort."""
_REFER = 1 << 13
_TCP = 0b11
_OUTSIDE = 0b11
_SINCE_REFER, _SINCE_TRUNCATE, _SINCE_TCP, _SINCE_SCOPES = 2, 3, 4, 6
_SHARED = ("/dev/shm",)
_NOTHING = ("/dev/null", "/dev/zero", "/dev/full", "/dev/tty")


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"  # what packing means, since Python 3.14
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


def version() -> int:
    """The version of Landlock that this system has, 0 where there is none."""
    if sys.platform != "linux":
        return 0
    return max(0, _call(_CREATE, None, 0, _ASK_VERSION))


def fence(folders: Iterable[str]) -> bool:
    """Let this thread, and all that it starts, write below ``folders`` only; whether it worked.

    TCP and signals to others are denied too where the system can. There is no way back.
    """
    known = version()
    if not known:
        return False
    rights = _rights(known)
    rules = _create(known, rights)
    if rules < 0:
        return False
    try:
        for folder in (*folders, *_SHARED):
            _allow(rules, folder, rights)
        for file in _NOTHING:
            _allow(rules, file, rights & (_WRITE_FILE | _TRUNCATE))
        ctypes.CDLL(None).prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
        return _call(_RESTRICT, rules, 0) == 0
    finally:
        os.close(rules)


def _rights(known: int) -> int:
    refer = _REFER if known >= _SINCE_REFER else 0
    return _CHANGE | refer | (_TRUNCATE if known >= _SINCE_TRUNCATE else 0)


def _create(known: int, rights: int) -> int:
    """A set of rules that denies everything it is about."""
    about = [rights]
    if known >= _SINCE_TCP:
        about.append(_TCP)
    if known >= _SINCE_SCOPES:
        about.append(_OUTSIDE)
    attributes = (ctypes.c_uint64 * len(about))(*about)
    return _call(_CREATE, ctypes.byref(attributes), ctypes.sizeof(attributes), 0)


def _allow(rules: int, path: str, rights: int) -> None:
    if not Path(path).exists():
        return
    descriptor = os.open(path, getattr(os, "O_PATH", 0))
    try:
        rule = _Beneath(rights, descriptor)
        _call(_ADD, rules, _BENEATH, ctypes.byref(rule), 0)
    finally:
        os.close(descriptor)


def _call(number: int, *arguments: Any) -> int:
    """One of the kernel's functions; -1 where it refuses."""
    system = ctypes.CDLL(None, use_errno=True).syscall
    system.restype = ctypes.c_long
    words = [ctypes.c_long(each) if isinstance(each, int) else each for each in arguments]
    return int(system(ctypes.c_long(number), *words))
