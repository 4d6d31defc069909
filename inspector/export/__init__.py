"""What leaves the window: pictures and files of a graph, films, pages and handouts of a run.

``compose`` finds the ``subject`` of a picture, ``files`` knows which ending is written by whom
(``svg``, ``dot``, ``graphml``, ``node_link``; ``painting`` for all that Qt draws, ``paper`` for
its pages). ``films`` does the same for a ``film``: ``gif``, ``moving``, ``page``, ``sheets``,
``handout``.
"""
