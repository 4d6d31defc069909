"""The graph on the screen: one widget, a backing store, and what moves on top of it."""
