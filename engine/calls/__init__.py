"""From an entry of the table to functions, methods and in-place twins, called as PyTorch's are."""
