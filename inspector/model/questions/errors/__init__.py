"""What errors and warnings mean, about which variable they are, and what usually helps.

``remedies`` is where to begin: the classic errors of autograd, and its warnings. ``refusals`` and
``mistakes`` know PyTorch's other errors and those of Python.
"""
