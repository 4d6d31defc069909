"""On the way to the parent: events wait in ``sink``, in batches, and within the run's limits.

``sites`` counts what is told in short, ``ring`` holds the last turns of a loop back, and
``outlines`` are what is left of events when there is little room.
"""
