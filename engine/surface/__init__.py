"""What a program finds under the name ``torch``, and what it is told that it does not find.

``surface`` gathers the names that are there from the start, ``rarer`` those that are read when
first asked for, ``toplevel`` all but operations; ``install`` lets ``import torch`` mean them.
``environment``, ``accelerators`` and ``compilation`` stand for what PyTorch has and needs no
counterpart here.
"""
