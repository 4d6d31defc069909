"""Questions that a run answers: what happens here, why, by which way, and at what cost.

``explain`` has the sentence of every step. ``causes`` answers *Why?* about one tensor,
``suspects`` finds what one would ask about in a whole run; what they ask stands in three packages,
a question a file: why ``gradients`` are None, zero, NaN or huge, what goes wrong in ``training``,
and what ``errors`` mean. ``queue`` and ``saved_memory`` are the backward engine's queue and
memory, ``curves`` and ``flow`` the plots.
"""
