"""What a teacher has at hand: the ``podium``, and the ``presenter`` window beside the slides."""
