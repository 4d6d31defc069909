"""What errors of Python and refusals of PyTorch mean, in plain words, and what usually helps."""

from __future__ import annotations

import re

from inspector.model.questions.errors.refusals import REFUSALS

QUOTED = re.compile(r"'([^']*)'")
_PLACE = re.compile(r" \([^()]*, line \d+\)$")
"""What Python adds to the message where it cannot read a program."""


def mistake(kind: str, message: str, where: str) -> str:
    """A sentence on an error; ``where`` is " on line 4" or empty."""
    first = first_line(message)
    names = QUOTED.findall(first)
    said = f"{kind}: {first}" if first else kind
    for words, told in (*REFUSALS.items(), *_TOLD.get(kind, ())):
        if words in first and told.count("{") <= len(names):
            return f"The program fails{where}: {told.format(*names)} ({_shortened(said)})."
    return f"The program fails{where}: {said}{'' if said.endswith(('.', '!', '?')) else '.'}"


def first_line(message: str) -> str:
    """What an error says first, without the file and line where Python could not go on."""
    return _PLACE.sub("", message.strip().split("\n", 1)[0])


def _shortened(said: str) -> str:
    return said.rstrip(".")


_TOLD: dict[str, tuple[tuple[str, str], ...]] = {
    "NameError": (
        (
            "is not defined",
            "nothing is called {} here. Define it before this line, or check its spelling",
        ),
    ),
    "UnboundLocalError": (
        (
            "",
            "{} is this function's own variable, as it is assigned here, and has no value yet",
        ),
    ),
    "AttributeError": (
        ("has no attribute", "{} has nothing called {}. Check the spelling, or what it is"),
    ),
    "ModuleNotFoundError": (
        ("No module named", "there is no module {} here. Check its spelling, or install it"),
    ),
    "ImportError": (
        ("cannot import name", "{} cannot be imported. Check its spelling"),
        (
            "relative import",
            (
                "a program that is run belongs to no package. Leave out the dots: files beside "
                "the program are found"
            ),
        ),
    ),
    "TypeError": (
        (
            "missing",
            "a call leaves out an argument that the function needs. Pass it, or give it a default",
        ),
        ("positional argument", "a call passes more arguments than the function takes"),
        ("unexpected keyword", "a call names an argument that the function does not have"),
        ("is not callable", "{} is called like a function, but it is none"),
        ("unsupported operand", "this operation does not work between such things"),
        (
            "can only concatenate str",
            "text and another thing are added. Write print(a, b), or an f-string",
        ),
        (
            "Tensor.__format__",
            "several elements have no such format. Format item() of one, or print it whole",
        ),
        ("not subscriptable", "{} has no items to take with [ ]"),
        ("not iterable", "{} has no items to go through"),
    ),
    "ValueError": (
        (
            "not enough values to unpack",
            "there are more names before the = than values behind it. Count both",
        ),
        (
            "too many values to unpack",
            "there are fewer names before the = than values behind it. Count both",
        ),
    ),
    "IndexError": (
        ("", "there is no item at that place. Places count from 0 and end one before the size"),
    ),
    "KeyError": (("", "the dictionary has no such key. Look at its keys(), or use get()"),),
    "ZeroDivisionError": (("", "a number is divided by zero. Check the divisor first"),),
    "RecursionError": (
        ("", "a function calls itself without end. Give it a case in which it does not"),
    ),
    "AssertionError": (("", "what an assert expects does not hold"),),
    "SyntaxError": (
        ("never closed", "Python cannot read the line, as a bracket is never closed"),
        ("", "Python cannot read the line. Look for a missing bracket, quote, comma or colon"),
    ),
    "IndentationError": (
        ("", "the indentation does not fit. Lines of one block begin at the same column"),
    ),
    "NotImplementedError": (
        (
            "log_softmax_lastdim_kernel_impl",
            "scores have a point, and these are whole. The scores come first, then the classes",
        ),
    ),
    "TabError": (("", "tabs and spaces are mixed in the indentation. Use spaces only"),),
    "MemoryError": (
        ("", "there is no room for this. The settings say how much memory a program may hold"),
    ),
    "PermissionError": (
        (
            "",
            (
                "the program may not do that. Fenced in, it writes only beside its own file and "
                "in a temporary folder, and reaches no network (see the settings)"
            ),
        ),
    ),
    "FileNotFoundError": (("", "there is no such file. Check its path"),),
}
"""By type: words of the message and what they mean; {} are the names the message quotes."""
