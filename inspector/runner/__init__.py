"""The child process that runs the user's program, and the parent's end of its pipe; no Qt.

In the parent, ``host`` starts a child for a ``job``, reads its events through a ``pump`` and
stops it by a ``ladder``; ``process`` is what differs between systems, ``headless`` records
without a window. What the child alone loads is in packages of its own: ``child`` is its life,
``following`` its way through the program's statements, ``recording`` what the engine tells it, and
``sending`` takes both to the parent. ``limits`` say how much of a run is kept.
"""
