"""Questions that a run answers: what happens here, why, by which way, and at what cost.

``explain`` has the sentence of every step. ``causes`` answers *Why?* about one tensor,
``suspects`` finds what one would ask about in a whole run; each further question is a file of its
own. ``remedies``, ``refusals`` and ``mistakes`` know what error messages mean. ``queue`` and
``holding`` are the backward engine's queue and memory, ``curves`` and ``flow`` the plots.
"""
