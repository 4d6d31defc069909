"""Questions that a run answers: what happens here, why, by which way, and at what cost."""
