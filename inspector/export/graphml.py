"""A graph as GraphML, for Gephi, yEd, networkx and others."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

from inspector.export.facts import Facts, edge_facts, vertex_facts
from inspector.export.subject import Subject
from inspector.export.writable import writable
from inspector.model.graphs.digraph import digraph

NAMESPACE = "http://graphml.graphdrawing.org/xmlns"
TYPES = {bool: "boolean", int: "long", float: "double", str: "string"}


def write(path: Path, subject: Subject, scale: float = 1.0) -> None:
    """Write the graph; a scale means nothing here. Raises OSError."""
    path.write_text(graphml(subject), encoding="utf-8", newline="\n")


def graphml(subject: Subject) -> str:
    """The text of a GraphML file: the graph's structure, and what its cards say now."""
    plain, looks = digraph(subject.graph), subject.looks
    root = ET.Element("graphml", xmlns=NAMESPACE)
    drawn = ET.Element("graph", id=plain.graph["view"], edgedefault="directed")
    keys: dict[tuple[str, str], str] = {}
    for key, facts in plain.nodes(data=True):
        node = ET.SubElement(drawn, "node", id=key)
        _describe(node, {**facts, **vertex_facts(looks.vertex(key))}, keys, root)
    for source, target, key, facts in plain.edges(keys=True, data=True):
        edge = ET.SubElement(drawn, "edge", id=key, source=source, target=target)
        _describe(edge, {**facts, **edge_facts(looks.edge(key))}, keys, root)
    root.append(drawn)
    ET.indent(root)
    return writable(ET.tostring(root, encoding="unicode", xml_declaration=False) + "\n")


def _describe(
    element: ET.Element, facts: Facts, keys: dict[tuple[str, str], str], root: ET.Element
) -> None:
    """Add the facts to a node or edge, declaring each the first time it is met."""
    for name, fact in facts.items():
        place = (element.tag, name)
        if place not in keys:
            keys[place] = f"d{len(keys)}"
            attributes = {"for": element.tag, "attr.name": name, "attr.type": TYPES[type(fact)]}
            ET.SubElement(root, "key", {"id": keys[place], **attributes})
        text = str(fact).lower() if isinstance(fact, bool) else str(fact)
        ET.SubElement(element, "data", key=keys[place]).text = text
