"""Reusable controls that know nothing of the session.

``code_editor`` with its ``highlighter``, ``completion`` and ``gutter``; ``scrubber``, the
timeline; ``array_table`` and ``raster`` for values, ``chart`` for curves, ``typeset`` for
formulas; ``labels`` for all text that a program made, which is never taken for markup.
"""
