"""The operations, one file a family; importing a family fills the table.

``arithmetic`` shows how an entry looks; ``reduction`` and ``matmul`` have options and shapes to
undo, ``shape`` makes views, ``indexing`` takes parts. Formulas are written with
``engine.formula``.
"""
