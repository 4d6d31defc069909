"""The child process that runs the user's program, and the parent's end of its pipe; no Qt."""
