"""The window and what may stand in it, before anything is shown there.

``window`` docks panels around a middle and knows neither. ``building`` gives it its toolbar,
``notice`` and ``docks`` (each with a ``titlebar``; ``moretabs`` where tabs have no room),
``furnish`` fills these with the declared panels. ``keptsizes`` gives them their sizes again where
the window has been small, ``stacking`` puts them behind one another where all would be too low.
``overlay`` is a sheet over the window, ``panes`` walks through it with the keyboard,
``focusring`` shows where that is.
"""
