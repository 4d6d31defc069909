"""Cells that begin with a magic of IPython's."""

from __future__ import annotations

import json
import sys

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


BLOCK = """\
if "google.colab" in sys.modules:
    !pip install torch \\
        torchvision
files = !ls
t = %timeit -o f()
x.sum?"""


def test_a_magic_in_a_block_or_with_a_name_leaves_python_that_runs() -> None:
    whole = notebook(code(BLOCK))
    shown = as_text(read(whole))
    scope: dict[str, object] = {"sys": sys}
    exec(shown, scope)
    assert (scope["files"], scope["t"]) == (None, None)
    assert shown.endswith("\n# x.sum?\n")
    changed = as_notebook(shown.replace("google", "other"), whole)
    assert "".join(json.loads(changed)["cells"][0]["source"]) == BLOCK.replace("google", "other")


def test_what_python_can_read_is_no_magic() -> None:
    said = 'print("""\nReally?\n!ls\n""")\ny = (x\n     %n)'
    assert as_text(read(notebook(code(said)))) == f"# %%\n{said}\n"
