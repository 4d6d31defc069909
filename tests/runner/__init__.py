"""Tests of the child process and of the parent's end of it."""
