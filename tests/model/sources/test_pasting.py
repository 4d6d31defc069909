"""Code as people copy it: from pages, notebooks and sessions at a prompt."""

from __future__ import annotations

import pytest

from inspector.model.sources.pasting import MOST, as_code

INDENTED = "  import torch\n\n  x = torch.ones(2)\n  \n  print(x)\n"
NOTEBOOK = "# Title\nSay:\n\nIn [1]:\nx = 1\nprint(x)\n\ntensor(1)\n---\nIn [ ]:\n%time\nz = 3\n"
CELLS = (
    "# %% [markdown]\n# # Title\n# Say:\n\n# %%\nx = 1\nprint(x)\n\n"
    "# %% [markdown]\n# tensor(1)\n\n# %%\n# %time\nz = 3\n"
)
LEVEL = "import torch\n\nx = torch.ones(2)\n\nprint(x)\n"


@pytest.mark.parametrize(
    ("pasted", "code"),
    [
        (INDENTED, LEVEL),
        (INDENTED.replace(" ", "\u00a0"), LEVEL),
        ("```python\nx = 1\n```\n", "x = 1\n"),
        ("  ```py\n  x = 1\n  ```", "x = 1\n"),
        ("Say:\n\n```\nx = 1\n```\nand\n~~~python\ny\n~~~\n", "# Say:\n\nx = 1\n\n# and\n\ny\n"),
        ("```bash\nls -l\n```\n```python\nx = 1\n```", "# ls -l\n\nx = 1\n"),
        ("```pycon\n>>> x = 1\n>>> x\n1\n```", "x = 1\nx\n"),
        (">>> x = 1\n>>> for i in x:\n...     f(i)\n...\n>>> x\n1\n",
         "x = 1\nfor i in x:\n    f(i)\n\nx\n"),
        ("In [1]: x = 1\n\nIn [12]: def f():\n    ...:     pass\n    ...: \n\nOut[12]: 3\n",
         "x = 1\ndef f():\n    pass\n\n"),
        ("In [None]:\nx = 1\n\ny = 2\n", "x = 1\n\ny = 2\n"),
        (NOTEBOOK, CELLS),
        ("!pip install torch\nimport torch\n", "# !pip install torch\nimport torch\n"),
    ],
)  # fmt: skip
def test_what_is_not_code_is_taken_off(pasted: str, code: str) -> None:
    assert as_code(pasted) == code


@pytest.mark.parametrize(
    "pasted",
    [
        "x = 1",
        "a = '''\n>>> x\n```\n'''\n",
        "foo(1,\n",
        "    return x\n  y\n",
        ") + 1\n",
        "  " + "x" * MOST,
    ],
)
def test_other_text_is_pasted_as_it_is(pasted: str) -> None:
    assert as_code(pasted) == pasted


@pytest.mark.parametrize(
    ("above", "code"),
    [
        ("", "x = 1\nif x:\n    y = 2\n"),
        ("z = 0\n", "x = 1\nif x:\n    y = 2\n"),
        ("for i in z:  # each\n", "    x = 1\n    if x:\n        y = 2\n"),
        ("for i in z:\n    f(i)\n\n", "    x = 1\n    if x:\n        y = 2\n"),
        ("for i in z:\n  f(i)\n", "  x = 1\n  if x:\n      y = 2\n"),
        ("for i in z:\n    ", "x = 1\n    if x:\n        y = 2\n"),
        ("class A:\n    def f(self):\n        pass\n", "    x = 1\n    if x:\n        y = 2\n"),
        ("f(", "    x = 1\n    if x:\n        y = 2\n"),
    ],
)
def test_a_margin_stays_only_where_the_place_has_a_use_for_it(above: str, code: str) -> None:
    assert as_code("    x = 1\n    if x:\n        y = 2\n", above) == code
