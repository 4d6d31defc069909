"""What the rest of the engine stands on, operations included; it knows none of them.

``absent`` says what is lacking, ``warn`` warns as PyTorch does; ``typename`` names types in its
words, ``built_in`` those that it writes in C, ``written_in`` methods by its classes. ``protocols``
and ``tree`` are Python's and PyTorch's ways to look into things, ``constructors`` has classes
found where PyTorch has them, and ``mapped`` refuses what depends on a batch.
"""
