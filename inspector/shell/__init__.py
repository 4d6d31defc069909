"""The window, its actions, and the process that runs the program.

``host`` is what commands ask of the program, and the one place where the parts of the window are
put together; each part has a package for what it is made of: ``running`` (``execution``: the
process that runs the program), ``filing`` (``documents``), ``chrome`` (``controls``: everything
read from the table of commands; ``presenting``, for teachers) and ``refreshing``.
``window_display`` is the window as commands see it.

``startup`` leads from the command line to a window that is filled. ``frame`` is the window itself
and what may stand in it, ``appearance`` how all of it looks, ``settings`` what is remembered,
``background`` the work that is done while the window goes on.
"""
