"""How gradients came about: the engine's own formulas, written out and worked out again."""
