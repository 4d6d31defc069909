"""Recording what the engine does: its observer, and the facts of tensors, nodes and values.

``recorder`` is the observer, and ``graph`` gives tensors and nodes their numbers. What a program
does again and again is told in short (``short_ways``): operations by ``short`` and ``pairs``,
backward passes by ``sweeps``; everything else at length, by the recorder or, as long as no
program is followed, by ``at_length``. ``keeping`` goes on with a part of a large run.
"""
