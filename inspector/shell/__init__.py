"""The window, its actions, and the process that runs the program.

``raising`` gives the empty ``window`` its ``frame``, ``opening`` its parts; ``furnish`` fills its
docks with the panels. ``host`` is what commands ask of the program, and the one place where its
parts are put together: ``running`` (the ``process`` of what is in the editor, the ``player`` that
steps by itself, ``trust`` before and ``retyping`` after them), ``filing`` (``files``, and what
happens to them ``outside``), ``chrome`` (menus, toolbar and sheets such as ``palette``,
``findbar`` and ``preferences``; ``podium`` and ``presenter`` for who teaches) and ``refreshing``.
``layouting`` has graphs laid out beside the window.
"""
