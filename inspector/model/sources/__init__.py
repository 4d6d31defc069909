"""What a person writes: programs, their cells, notebooks, and keeping them safe."""
