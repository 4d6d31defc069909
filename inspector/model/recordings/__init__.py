"""What a run is: its events, their order, their indices, and their two file formats.

``events`` is the vocabulary, and ``facts`` what its events consist of. ``recording`` is the
append-only log of them, with its indices (``tensor_index``, ``node_index``, ``scope_index``) and
``history`` to search them. ``wire`` is how events travel, ``files`` how they are kept
(``json_file`` is the open form), and ``soundness`` what an event from elsewhere must fulfil before
anything relies on it.
"""
