"""Further ways to make tensors: sequences, windows, spectra, and the constructors of old."""
