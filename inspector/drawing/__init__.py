"""What a moment of a graph looks like, as plain primitives; shared by canvas and export."""
