"""What-if runs: with other values, with nudged leaves, and in forward mode."""
