"""What a moment of a graph looks like, as plain primitives; shared by canvas and export.

``scene`` draws a whole picture from ``primitives``; ``cards``, ``groups``, ``edges`` and ``tags``
draw its parts, ``brief`` and ``glance`` what is left of a card from afar. ``sizes`` says how large
each is, before anything is laid out.
"""
