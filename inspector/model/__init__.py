"""What a run is and what can be asked of it; knows no view and imports no Qt.

``session`` is what all views watch: one document of ``sources``, one run of ``recordings``, and
the reader's place in it; ``sight`` is what is seen from there. ``moments`` say what exists at a
step, ``graphs`` what is drawn of it, and ``looks`` how. ``questions`` and ``derivations`` answer
what is asked about it, and ``reports`` write that down. ``piecemeal`` is how long work is put off.
"""
