"""The window, its actions, and the process that runs the program.

``raising`` gives the empty ``window`` its ``frame``, ``opening`` its parts; ``furnish`` fills its
docks with the panels. ``host`` is what commands ask of the program; ``process`` runs what is in
the editor, ``player`` steps by itself, ``layouting`` has graphs laid out beside the window.
``palette``, ``findbar`` and ``preferences`` are its sheets, ``podium`` and ``presenter`` are for
who teaches.
"""
