"""The graph on the screen: one widget, a backing store, and what moves on top of it.

``view`` is the widget; it shows a ``stage`` (a graph in its place, as arrays) through an ``eye``.
``picture`` keeps it painted in a ``backing`` store; ``painter`` paints near, ``far`` from afar.
``overlay`` holds what moves on top, ``choreography`` decides what does when the step changes, and
``screen`` brings it all to the screen. ``hand`` knows what mouse and keys mean, ``pointing`` what
lies under them.
"""
