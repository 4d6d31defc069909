"""Work that is done while the window goes on: in threads, in slices, and when nothing moves.

``layouting`` lays graphs out and ``learning`` loads the engine's formulas, both in threads;
``slices`` does long work a little at a time, and ``sweeping`` says when Python's collector of
cycles may look through everything.
"""
