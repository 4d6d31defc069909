"""The child process: ``python -m inspector.runner``, started by ``inspector.runner.host``."""

import sys

from inspector.model.uncollected import kept

with kept():
    from inspector.runner.child.main import main

sys.exit(main())
