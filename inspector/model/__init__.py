"""What a run is and what can be asked of it; knows no view and imports no Qt."""
