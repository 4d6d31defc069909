"""What can be asked of a recording at a step: what exists, what ran, where to go next."""
