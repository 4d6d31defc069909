"""The child process: ``python -m inspector.runner``, started by ``inspector.runner.host``."""

import gc
import sys

gc.disable()  # loading leaves nothing to collect, and looking for it takes a fifth of the time

from inspector.runner.child.main import main  # noqa: E402

gc.freeze()  # nor is it looked through again each time the program has made much
gc.enable()

sys.exit(main())
