"""Following the program: which statement runs, and what names are bound to.

``lines`` is what every Python shares, and ``passing`` its fast way; ``monitoring`` (3.12 and
later) or ``tracing`` (3.11, with ``own_tracer``) lets Python call it. ``names`` tells what was
bound, ``suspended`` what generators and coroutines had told until they go on, and ``sampling``
which turns of a loop are left out of a large recording.
"""
