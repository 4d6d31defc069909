"""A graph as JSON in the node-link form that networkx, D3 and others read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from inspector.export.facts import edge_facts, vertex_facts
from inspector.export.subject import Subject
from inspector.model.graphs.digraph import digraph


def write(path: Path, subject: Subject, scale: float = 1.0) -> None:
    """Write the graph; a scale means nothing here. Raises OSError."""
    path.write_text(node_link(subject), encoding="utf-8", newline="\n")


def node_link(subject: Subject) -> str:
    """The text of a JSON file: structure, what the cards say now, and where they stand."""
    plain, looks = digraph(subject.graph), subject.looks
    whole = {
        "directed": True,
        "multigraph": True,
        "graph": {**plain.graph, "title": subject.title, "caption": subject.caption},
        "nodes": [
            {"id": key, **facts, **vertex_facts(looks.vertex(key)), **_place(subject, key)}
            for key, facts in plain.nodes(data=True)
        ],
        "edges": [
            {
                "source": source,
                "target": target,
                "key": key,
                **facts,
                **edge_facts(looks.edge(key)),
            }
            for source, target, key, facts in plain.edges(keys=True, data=True)
        ],
    }
    return json.dumps(whole, indent=1, ensure_ascii=False) + "\n"


def _place(subject: Subject, key: str) -> dict[str, Any]:
    """Left, top, width and height in pixels at a scale of 1; nothing where it has no place."""
    if key not in subject.geometry.index:
        return {}
    box = subject.geometry.box(key)
    return dict(zip(("x", "y", "width", "height"), box, strict=True))
