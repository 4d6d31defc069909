"""What commands are given with, all of it read from the table of commands.

``actions`` makes Qt's actions of that table; ``menus``, ``toolbar`` (with ``fitting``, where there
is no room for all) and ``contextmenu`` offer them, and so does ``welcome``, on an empty canvas;
``palette`` and ``findbar`` search, ``shortcuts`` is the sheet of keys. ``keys`` leaves keys to
whoever is typing, ``rivals`` settles those that two commands may mean.
"""
