"""From an entry of the table to functions, methods and in-place twins, called as PyTorch's are.

``declare`` makes a function of an entry. Its call is written out as source at its first use
(``spelt``, ``spelling``), elementwise ones have a short way (``dispatch``), the others a long one
(``general``). ``compiled`` makes the backward step of a node from the same entry. What is wrong
with a call is said by ``guards`` and ``argument_errors``, in PyTorch's words; ``binding`` hangs
the functions on Tensor.
"""
