"""Naming the turns of a loop over a model's layers by the layers instead of by numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from inspector.model.moments.calls import Call, Calls


def needless_turns(kept: Mapping[int, Call], held: Mapping[int, int]) -> list[int]:
    """The turns that hold one module and nothing else, if each turn's module is another one.

    The layers of a model say more by their own names than by the turns of the loop over them.
    """
    single = [n for n in kept if kept[n].parent in kept and held[n] == held[kept[n].parent or 0]]
    modules = [n for n in single if kept[n].kind == "module"]
    alike = Counter(kept[n].path for n in modules)
    turns = (kept[n].parent for n in modules if alike[kept[n].path] == 1)
    return [n for n in turns if n is not None and kept[n].kind == "turn"]


def called_by_classes(calls: Calls, held: Mapping[int, int]) -> dict[int, Call]:
    """The functions that are all that a turn holds, by number, with that turn.

    Only those of loops that call one and another: the objects of ``for layer in layers`` say
    more by their classes, while turns that are all alike are told apart by their numbers.
    """
    found: dict[int, Call] = {}
    titles: dict[str, set[str]] = {}
    for number in held:
        call = calls.all[number]
        turn = None if call.parent is None else calls.all[call.parent]
        if call.kind == "function" and turn is not None and turn.kind == "turn":
            titles.setdefault(turn.path, set()).add(call.title)
            if held[number] == held[turn.number]:
                found[number] = turn
    return {number: turn for number, turn in found.items() if len(titles[turn.path]) > 1}


def called_by_modules(
    kept: Mapping[int, Call], parent: Mapping[int, int | None], tracked: Mapping[int, int]
) -> dict[int, Call]:
    """The turns in which gradients come by one module alone, with its name.

    ``tracked`` : how many vertices of each call gradients come by. Only where each turn's module
    is another one.
    """
    modules: dict[int, list[Call]] = {}
    for number, call in kept.items():
        turn = parent.get(number)
        if turn is not None and call.kind == "module" and kept[turn].kind == "turn":
            modules.setdefault(turn, []).append(call)
    single = {
        turn: every[0]
        for turn, every in modules.items()
        if len(every) == 1 and 0 < tracked.get(turn, 0) == tracked.get(every[0].number, 0)
    }
    alike = Counter(module.path for module in single.values())
    return {
        turn: replace(kept[turn], title=module.title, note=f"{module.note}, {kept[turn].title}")
        for turn, module in single.items()
        if alike[module.path] == 1
    }
