"""What a run is: its events, their order, their indices, and their two file formats."""
