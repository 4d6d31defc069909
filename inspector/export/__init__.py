"""What leaves the window: pictures and files of a graph, films, pages and handouts of a run."""
