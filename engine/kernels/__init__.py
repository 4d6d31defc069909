"""Special functions, ranks and draws on arrays of numbers, by the classical algorithms."""
