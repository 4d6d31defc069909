"""Cells that begin with a magic of IPython's."""

from __future__ import annotations

import json

import pytest

from inspector.model.sources.cells import cells
from inspector.model.sources.notebook import as_notebook, as_text, read
from tests.model.sources.test_notebook import code, notebook


@pytest.mark.parametrize("magic", ["%%time", "%%timeit -n 3", "%%capture"])
def test_what_a_magic_only_times_is_python_still(magic: str) -> None:
    shown = as_text(read(notebook(code(f"{magic}\ny.backward()\nx.grad"))))
    assert shown == f"# %%\n# {magic}\ny.backward()\nx.grad\n"


def test_what_another_magic_gives_to_another_language_is_a_comment() -> None:
    shown = as_text(read(notebook(code("%%bash\nls"))))
    assert shown == "# %%\n# %%bash\n# ls\n"


def test_a_magic_of_a_cell_begins_no_cell_and_is_saved_as_it_was() -> None:
    whole = notebook(code("%%time\ny = 1\nz = 2"), code("%%bash\nls"), code("x"))
    shown = as_text(read(whole))
    assert len(cells(shown)) == 3
    assert json.loads(as_notebook(shown, whole)) == json.loads(whole)
    changed = json.loads(as_notebook(shown.replace("z = 2", "z = 3"), whole))
    assert [cell["source"] for cell in changed["cells"]] == [
        ["%%time\n", "y = 1\n", "z = 3"], "%%bash\nls", "x"
    ]  # fmt: skip
