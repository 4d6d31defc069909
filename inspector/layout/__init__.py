"""Where the graph's nodes go: pure passes from a networkx graph to plain geometry; no Qt."""
