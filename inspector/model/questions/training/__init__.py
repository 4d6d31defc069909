"""Mistakes of training programs that raise no error, each found in the recording of a run.

A file is a mistake: a function of a moment and a tensor that gives the ``Reason``, or None where
all is well. ``expected_zeros`` knows which zero gradients are nobody's mistake.
"""
