"""Where PyTorch keeps the inner workings of its loader, some of which programs import."""
