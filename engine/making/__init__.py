"""Further ways to make tensors: sequences, windows, and the constructors of old."""
