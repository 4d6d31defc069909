"""Further ways to make tensors: sequences, windows, and the old constructors."""
