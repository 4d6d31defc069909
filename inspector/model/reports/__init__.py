"""What panels write about a step, as plain text: accounts, teaching cards, facts, output."""
