"""Programs, recordings, pictures and films as files.

``files`` opens and saves, ``asking`` asks for their names, ``revisiting`` goes back to where
somebody was in a recording. ``outside`` watches what other programs do to the file, ``unsaved``
keeps text that was not saved and ``closing`` asks about it. ``shown`` is the graph as it is
exported, ``film_sheet`` the sheet that exports steps and ``filming`` the process that does so;
``lessons`` lists the lessons.
"""
