"""Formulas written down by running them on names.

``symbol`` is a name that builds an expression of what is done with it, as plain text and as LaTeX;
``derivative`` runs an operation's rule on such names.
"""
