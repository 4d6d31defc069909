"""Random numbers as PyTorch draws them, bit for bit."""
