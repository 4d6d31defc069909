"""The child process that runs the user's program, and the parent's end of its pipe; no Qt.

In the parent, ``host`` starts a child, reads its events and stops it (``ladder``); ``process`` is
what differs between systems. In the child, ``child`` runs the ``program``; ``lines`` follows its
statements (``monitoring`` from Python 3.12 on, ``tracing`` before), ``recorder`` what the engine
does, and ``sink`` sends both on. ``fence``, ``guard`` and ``guarded`` keep the two apart and
alive, ``limits`` and ``keeping`` say how much of a run is kept. ``headless`` records without a
window.
"""
