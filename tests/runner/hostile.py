"""Programs that do everything to go on, or to be recorded wrongly: ``test_hostile`` runs them."""

from __future__ import annotations

from typing import NamedTuple


class Hostile(NamedTuple):
    """A program; ``reason`` is how its run ends, which for "stopped" is by a Stop.

    Its first line binds ``kept``; where the line called ``# here`` runs, it is stopped.
    """

    name: str
    reason: str
    source: str


ENDLESS = (
    Hostile("a loop of one line", "stopped", "while True: pass  # here"),
    Hostile("a loop", "stopped", "while True:  # here\n    pass"),
    Hostile(
        "a bare except",
        "stopped",
        """\
        while True:  # here
            try:
                while True:
                    x = 1
            except:
                pass
        """,
    ),
    Hostile(
        "a comprehension",
        "stopped",
        "[0 for n in range(10**12) if n < 0]  # here",
    ),
    Hostile("a sum in C", "stopped", "sum(range(10**12))  # here"),
    Hostile(
        "a regular expression",
        "stopped",
        "import re\nre.match('(a+)+$', 'a' * 40 + 'b')  # here",
    ),
    Hostile(
        "a huge matrix product",
        "stopped",
        """\
        import numpy
        a = numpy.ones((3000, 3000))
        while True:  # here
            a @ a
        """,
    ),
    Hostile(
        "no interrupt wanted",
        "stopped",
        """\
        import signal
        for each in (signal.SIGINT, signal.SIGTERM):
            signal.signal(each, signal.SIG_IGN)
        sum(range(10**12))  # here
        """,
    ),
    Hostile("sleep", "stopped", "import time\ntime.sleep(10**6)  # here"),
    Hostile(
        "a lock held already",
        "stopped",
        "import threading\nlock = threading.Lock()\nlock.acquire()\nlock.acquire()  # here",
    ),
    Hostile(
        "threads that the end waits for",
        "stopped",
        """\
        import threading
        def spin():
            while True:
                pass
        for _ in range(3):
            threading.Thread(target=spin).start()
        x = 1  # here
        """,
    ),
    Hostile(
        "no memory, and no complaint",
        "stopped",
        """\
        hoard = []
        while True:  # here
            try:
                hoard.append(bytearray(2**24))
            except MemoryError:
                pass
        """,
    ),
    Hostile(
        "forks that spin",
        "stopped",
        """\
        import os
        for _ in range(2):
            if not os.fork():
                while True:
                    pass
        while True:  # here
            pass
        """,
    ),
    Hostile(
        "an exit handler that stays",
        "stopped",
        """\
        import atexit
        def stay():
            while True:
                pass
        atexit.register(stay)
        x = 1  # here
        """,
    ),
)
ENDING = (
    Hostile("sys.exit", "exit", "import sys\nsys.exit('enough')"),
    Hostile("os._exit", "died", "import os\nos._exit(3)"),
    Hostile("kills itself", "died", "import os\nos.kill(os.getpid(), 9)"),
    Hostile("aborts", "died", "import os\nos.abort()"),
    Hostile("reads where nothing is", "died", "import ctypes\nctypes.string_at(0)"),
    Hostile(
        "recursion",
        "error",
        "def deep(n):\n    return deep(n + 1)\ndeep(0)",
    ),
    Hostile(
        "recursion without a limit",
        "",
        """\
        import sys
        sys.setrecursionlimit(10**9)
        class Deep:
            def __repr__(self):
                return repr(Deep())
        repr(Deep())
        """,
    ),
    Hostile("a list that never ends", "error", "a = []\nwhile True:\n    a += [0] * 10**6"),
    Hostile("an array of many gigabytes", "error", "import numpy\nnumpy.ones(10**12)"),
    Hostile("a string of gigabytes", "error", "'x' * 10**11"),
    Hostile(
        "a closed standard output",
        "error",
        "import os, sys\nos.close(1)\nos.close(2)\nprint(kept)\nos.write(1, b'')",
    ),
    Hostile("no standard output", "finished", "import sys\nsys.stdout = None\nprint(kept)"),
    Hostile(
        "a million lines",
        "finished",
        "print('\\n'.join(map(str, range(10**6))))",
    ),
    Hostile(
        "a gigabyte of text",
        "finished",
        "text = 'x' * 999 + '\\n'\ntext *= 2**10\nfor _ in range(2**10):\n    print(text, end='')",
    ),
    Hostile(
        "a gigabyte past Python",
        "finished",
        "import os\nblock = b'x' * 2**20\nfor _ in range(2**8):\n    os.write(1, block)",
    ),
    Hostile(
        "bytes that are not text",
        "finished",
        "import os\nfor n in range(256):\n    os.write(1, bytes([n]) * 50)",
    ),
    Hostile(
        "os._exit while it exits",
        "died",
        "import atexit, os\natexit.register(lambda: os._exit(7))",
    ),
    Hostile(
        "values that refuse everything",
        "finished",
        """\
        class No:
            def __getattribute__(self, name): raise RuntimeError(name)
            def __getattr__(self, name): raise RuntimeError(name)
            def __repr__(self): raise RuntimeError
            def __eq__(self, other): raise RuntimeError
            def __len__(self): raise RuntimeError
            def __bool__(self): raise RuntimeError
            def __iter__(self): raise RuntimeError
            __class__ = property(lambda self: self.nothing)
        class Listed(list):
            def __iter__(self): raise RuntimeError
            def __len__(self): raise RuntimeError
        class Keyed(dict):
            def items(self): raise RuntimeError
        a, b, c = No(), Listed([1]), Keyed(a=No())
        a = No()
        d = [a, {"a": b}]
        """,
    ),
    Hostile(
        "classes that refuse everything",
        "finished",
        """\
        class Meta(type):
            def __getattribute__(self, name): raise RuntimeError(name)
            def __hash__(self): raise RuntimeError
            def __eq__(self, other): raise RuntimeError
            def __instancecheck__(self, other): raise RuntimeError
            def __subclasscheck__(self, other): raise RuntimeError
        class A(metaclass=Meta): pass
        class Pair(tuple, metaclass=Meta): pass
        a = A()
        b = [a, {"a": a}, A]
        c = Pair((a, a))
        """,
    ),
    Hostile(
        "a module whose parameters never end",
        "finished",
        """\
        import torch
        class Net(torch.nn.Module):
            def named_parameters(self, *given):
                while True:
                    yield "w", torch.ones(1)
        net = [Net()]
        """,
    ),
    Hostile(
        "lists in themselves",
        "finished",
        "a, b = [], {}\na.append(a)\nb[0] = b\nc = a\nfor _ in range(9999):\n    c = [c]",
    ),
    Hostile(
        "huge values",
        "finished",
        "a = 1 << 10**7\nb = {a: [a]}\nc = 'c' * 10**7\nd = list(range(10**6))",
    ),
    Hostile("a huge error", "error", "raise ValueError('x' * 10**8)"),
    Hostile(
        "an error hook that fails",
        "error",
        "import sys\ndef hook(*told):\n    raise KeyError\nsys.excepthook = hook\n1 / 0",
    ),
    Hostile(
        "no way to print an error",
        "error",
        "import linecache, traceback\nlinecache.getlines = traceback.walk_tb = None\n1 / 0",
    ),
    Hostile(
        "an error that cannot be told",
        "error",
        "class E(Exception):\n    def __str__(self):\n        return 1 / 0\nraise E",
    ),
    Hostile(
        "functions of Python's own replaced",
        "finished",
        """\
        import builtins
        def nothing(*given): raise SystemError
        for each in ("print", "len", "isinstance", "type", "id", "repr", "open", "getattr"):
            setattr(builtins, each, nothing)
        import torch
        x = torch.ones(2)
        """,
    ),
    Hostile(
        "no functions of Python's own",
        "finished",
        "import builtins\nbuiltins.__dict__.clear()\nx = 1",
    ),
    Hostile("no modules", "finished", "import sys\nsys.modules.clear()\nx = 1"),
    Hostile(
        "every descriptor closed",
        "died",
        "import os\nos.closerange(0, 256)\nx = 1",
    ),
    Hostile(
        "nonsense in every descriptor",
        "died",
        """\
        import os
        for each in range(3, 64):
            try:
                os.write(each, b"junk" * 100)
            except OSError:
                pass
        """,
    ),
    Hostile(
        "a collector that complains",
        "finished",
        """\
        import gc
        def complain(phase, told): raise RuntimeError
        gc.callbacks.append(complain)
        gc.collect()
        """,
    ),
    Hostile(
        "tracers of its own",
        "finished",
        """\
        import sys
        sys.settrace(lambda *told: None)
        sys.setprofile(lambda *told: None)
        if hasattr(sys, "monitoring"):
            for tool in range(6):
                sys.monitoring.free_tool_id(tool)
        x = 1
        """,
    ),
    Hostile(
        "an alarm clock",
        "died",
        "import signal\nsignal.alarm(1)\nwhile True:\n    pass",
    ),
    Hostile("strange names", "finished", "ａ = 'ｘ\\ud800\\x00'\nprint(ａ)"),
)
LEAVING = (
    Hostile(
        "a process of its own session",
        "finished",
        """\
        import subprocess, sys
        code = "import time; time.sleep(600)"
        subprocess.Popen([sys.executable, "-c", code], start_new_session=True)
        """,
    ),
    Hostile(
        "a fork that forks and outlives both",
        "died",
        """\
        import os, time
        if not os.fork():
            os.setsid()
            if os.fork():
                os._exit(0)
            time.sleep(600)
        os._exit(0)
        """,
    ),
)
