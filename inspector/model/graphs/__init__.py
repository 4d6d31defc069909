"""What is drawn: vertices and edges, how they fold, and how they are found."""
