"""Special functions on arrays of double precision, by the classical algorithms."""
