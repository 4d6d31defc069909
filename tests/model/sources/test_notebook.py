"""Cells of programs, and notebooks opened as such and written back."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.model.sources.cells import Cell, cell_at, cells, text_of
from inspector.model.sources.document import (
    Document,
    UnreadableFile,
    UnwritableFile,
    open_document,
    save_document,
)
from inspector.model.sources.notebook import as_notebook, as_text, read


def code(source: str | list[str], **more: Any) -> dict[str, Any]:
    made = {"cell_type": "code", "execution_count": 3, "metadata": {"tags": ["t"]}}
    return {**made, "outputs": [{"output_type": "stream", "text": "é"}], "source": source, **more}


def text(source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": source}


def notebook(*found: dict[str, Any]) -> bytes:
    whole = {"cells": [*found], "metadata": {"kernelspec": {"name": "k"}}, "nbformat": 4}
    return (
        json.dumps({**whole, "nbformat_minor": 4}, indent=1, ensure_ascii=False) + "\n"
    ).encode()


THREE = notebook(
    text("# A title\n\nand more"),
    code(["import torch\n", "%matplotlib inline\n", "x = torch.ones(2)"]),
    code("!ls\nx * 2\n"),
)
SHOWN = """\
# %% [markdown]
# # A title
#
# and more

# %%
import torch
# %matplotlib inline
x = torch.ones(2)

# %%
# !ls
x * 2
"""


def test_a_program_without_heads_has_no_cells() -> None:
    assert cells("x = 1\n# 50 %% of it\n") == ()


def test_cells_run_from_head_to_head_and_what_stands_before_is_one_too() -> None:
    source = "import torch\n\n# %% first\nx = 1\n#%%\ny = 2\n"
    found = cells(source)
    assert [(c.first, c.last, c.title) for c in found] == [(1, 2, ""), (3, 4, "first"), (5, 7, "")]
    assert [cell_at(found, line).number for line in (1, 3, 4, 7)] == [1, 2, 2, 3]
    assert text_of(source, found[1]) == "# %% first\nx = 1"
    assert cells("\n\n# %% [markdown] Why\n")[0] == Cell(1, 3, 4, "markdown", "Why")


def test_a_notebook_opens_as_a_program_in_cells() -> None:
    assert as_text(read(THREE)) == SHOWN


def test_a_notebook_that_was_not_changed_is_written_back_to_the_byte() -> None:
    assert as_notebook(SHOWN, THREE) == THREE


def test_a_changed_cell_keeps_its_outputs_and_its_magic_and_the_others_are_untouched() -> None:
    changed = json.loads(as_notebook(SHOWN.replace("ones(2)", "ones(3)"), THREE))
    before = json.loads(THREE)
    assert changed["cells"][0] == before["cells"][0]
    assert changed["cells"][2] == before["cells"][2]
    assert changed["cells"][1] == {
        **before["cells"][1],
        "source": ["import torch\n", "%matplotlib inline\n", "x = torch.ones(3)"],
    }
    assert changed["metadata"] == before["metadata"]


def test_new_cells_are_empty_of_outputs_and_removed_ones_are_gone() -> None:
    kept = SHOWN[: SHOWN.index("# %%\n# !ls")] + "# %% [markdown]\n# new\n\n# %%\nz = 1\n"
    made = json.loads(as_notebook(kept, THREE))["cells"]
    assert [cell["cell_type"] for cell in made] == ["markdown", "code", "markdown", "code"]
    assert made[2] == {"cell_type": "markdown", "metadata": {}, "source": ["new"]}
    assert (made[3]["outputs"], made[3]["source"]) == ([], ["z = 1"])


def test_a_program_becomes_a_new_notebook(tmp_path: Path) -> None:
    path = tmp_path / "new.ipynb"
    saved = save_document(Document("import torch\n\n# %%\nx = 1\n"), path)
    assert not saved.modified
    found = json.loads(path.read_bytes())
    assert [cell["source"] for cell in found["cells"]] == [["import torch"], ["x = 1"]]
    assert len({cell["id"] for cell in found["cells"]}) == 2
    assert open_document(path).text == "# %%\nimport torch\n\n# %%\nx = 1\n"


def test_a_notebook_opens_and_saves_as_a_document(tmp_path: Path) -> None:
    path = tmp_path / "n.ipynb"
    path.write_bytes(THREE)
    document = open_document(path)
    assert (document.text, document.modified, document.name) == (SHOWN, False, "n.ipynb")
    save_document(document)
    assert path.read_bytes() == THREE


@pytest.mark.parametrize(
    "data",
    [
        b"{",
        b"[]",
        b"{}",
        b'{"nbformat": 4, "cells": [1]}',
        b'{"worksheets": []}',
        b'{"cells": []}',
    ],
)
def test_what_is_no_notebook_is_told_and_never_overwritten(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "n.ipynb"
    path.write_bytes(data)
    with pytest.raises(UnreadableFile, match=r"n\.ipynb"):
        open_document(path)
    with pytest.raises(UnwritableFile, match=r"n\.ipynb"):
        save_document(Document("x = 1"), path)
    assert path.read_bytes() == data


@pytest.mark.parametrize(
    "odd",
    [
        {"nbformat_minor": "5"},
        {"nbformat_minor": None},
        {"metadata": {"title": "\ud83d"}},
        {"cells": [code("x = 1", id=["a"])]},
        {"cells": [code("x = 1", id={}), code("y = 2", id=7)]},
    ],
)
def test_what_is_odd_about_a_notebook_is_left_to_it(odd: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "n.ipynb"
    path.write_bytes(json.dumps({**json.loads(THREE), **odd}).encode())
    opened = open_document(path)
    save_document(replace(opened, text=opened.text + "\n# %%\nz = 3\n"))
    written = json.loads(path.read_bytes())
    assert written["cells"][-1]["source"] == ["z = 3"]
    assert {key: written[key] for key in odd if key != "cells"} == {
        key: odd[key] for key in odd if key != "cells"
    }


def test_a_notebook_is_not_saved_over_what_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "n.ipynb").mkdir()
    with pytest.raises(
        UnwritableFile, match=r"^n\.ipynb could not be saved\. n\.ipynb is a folder"
    ):
        save_document(Document("x = 1"), tmp_path / "n.ipynb")


LINES = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Zl", "Zp", "Cs")), max_size=9
)


@given(st.lists(st.tuples(st.booleans(), st.lists(LINES, max_size=4)), max_size=5))
def test_whatever_a_notebook_holds_comes_back_as_it_was(
    found: list[tuple[bool, list[str]]],
) -> None:
    kept = [(is_code, [ln for ln in lines if not ln.startswith("#")]) for is_code, lines in found]
    data = notebook(*(code("\n".join(ls)) if c else text("\n".join(ls)) for c, ls in kept))
    assert as_notebook(as_text(read(data)), data) == data
