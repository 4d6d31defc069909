"""Why a value or a gradient is what it is: None, zero, NaN, huge or tiny, and how it came there.

``absence`` says why a ``.grad`` is None. ``blame`` finds the node of a backward pass that made a
gradient zero, huge or NaN; ``nan_origins`` does so for values of the forward pass. ``paths`` are
the ways by which a gradient came, and ``trained_leaves`` tells what a program means to train.
"""
