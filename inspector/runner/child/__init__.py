"""The child process itself: its program, its pipes, and what keeps the two apart and alive.

``main`` runs the ``program`` between ``channel`` and ``streams``; ``asking`` and ``prompt`` let it
wait for input and take more code. ``fence`` keeps it to its folders, ``guard`` in hand.
"""
