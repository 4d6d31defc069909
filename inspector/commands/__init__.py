"""Everything a person can ask for, one declared function each; no Qt."""
