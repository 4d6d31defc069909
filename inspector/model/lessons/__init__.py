"""Programs that teach: their words and questions, and predictions about any program."""
