"""Where the graph's nodes go: pure passes from a networkx graph to plain geometry; no Qt.

``engine`` is the list of the passes, and names them in order. ``extend`` lets a layout grow while
nothing that is shown moves, ``cache`` keeps layouts by structure, ``geometry`` is the result.
"""
