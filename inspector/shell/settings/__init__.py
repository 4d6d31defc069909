"""What is remembered from one time to the next (``memory``), and its sheet (``preferences``)."""
