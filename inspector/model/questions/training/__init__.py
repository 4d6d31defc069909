"""Mistakes of training programs that raise no error, each found in the recording of a run.

A file is a mistake: a function of a moment and a tensor that gives the ``Reason``, or None where
all is well. ``trained_leaves`` knows which tensors a program means to train at all, and
``expected_zeros`` which zero gradients are nobody's mistake.
"""
