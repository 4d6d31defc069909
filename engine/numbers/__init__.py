"""Element types at work: promotion, ranges, half precision, and numbers as programs write them."""
