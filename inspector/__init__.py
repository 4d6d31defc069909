"""The Autograd Inspector: see automatic differentiation happen."""

__version__ = "0.1.0"
