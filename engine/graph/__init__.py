"""Around the graph: how it grows, what nodes keep, hooks, and how gradients arrive in leaves."""
