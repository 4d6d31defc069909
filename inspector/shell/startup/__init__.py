"""From the command line to a window that is filled, and to a picture of it.

``environment`` and ``probe`` find out whether a window can be opened here, ``launch`` is what was
asked for. ``raising`` gives the empty window its frame, ``opening`` its parts; ``early`` keeps the
keys pressed meanwhile. ``crash`` tells mistakes of the inspector itself, ``messages`` filters
Qt's own, and ``screenshot`` takes a picture and quits.
"""
