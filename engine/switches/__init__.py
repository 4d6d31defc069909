"""What a program can turn on and off: gradients, inference, threads."""
