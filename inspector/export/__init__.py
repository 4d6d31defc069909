"""Pictures and files of a graph: SVG, PNG, PDF, DOT, GraphML."""
