"""Around the graph: how it grows, what nodes keep, hooks, and how gradients arrive in leaves.

``record`` is the one place where it grows. ``starting`` is ``backward()`` as a user calls it;
``engine.backward`` then sweeps, and in everyday cases ``sweep`` or, for whoever is watched,
``watched`` does so faster. ``conform`` brings each gradient to the shape of what it is the
gradient of, and ``accumulate`` adds it to a leaf's ``.grad``.
"""
