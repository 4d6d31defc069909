"""The run as it might have been: other values, nudges, and the graph swept the other way."""
