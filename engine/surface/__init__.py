"""What a program finds under the name ``torch``, and what it is told that it does not find."""
