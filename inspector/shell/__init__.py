"""The window, its actions, and the process that runs the program."""
