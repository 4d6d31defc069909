"""The views around the canvas; each watches the session and none knows another."""
