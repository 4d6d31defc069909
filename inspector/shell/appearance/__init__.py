"""How the window looks: ``looks`` puts the theme on everything, ``dress`` on widgets.

``icons`` draws the icons in the theme's ink, ``calm`` asks the system whether to move little.
"""
