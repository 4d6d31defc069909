"""Exported files open in other programs and say what the canvas says."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import networkx as nx
import numpy as np
import pytest

from inspector.export.compose import NothingFoundError, Request, compose
from inspector.export.files import FORMATS, UnknownFormatError, export
from inspector.export.subject import Subject
from inspector.export.svg import svg
from inspector.theme.tokens import LIGHT, THEMES
from tests.drawing.looks import placed, seen
from tests.support.recordings import cubic, second_backward, untracked

SVG = "{http://www.w3.org/2000/svg}"


def subject(recording, theme=LIGHT, caption="x < y & “z”"):
    graph, geometry = placed(recording, theme=theme)
    return Subject(graph, geometry, seen(recording, graph), theme, caption, "a & b")


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_svg_keeps_its_text_and_needs_nothing_else(theme):
    made = subject(cubic(), theme)
    text = svg(made.picture(), theme, made.title)
    root = ET.fromstring(text)
    said = [element.text for element in root.iter(f"{SVG}text")]
    assert {"x", "MulBackward0", "x < y & “z”"} <= set(said)
    assert root.findtext(f"{SVG}title") == "a & b"
    assert "href" not in text
    assert "Inter" in text


def test_svg_scale_changes_its_size_and_not_its_drawing():
    made = subject(cubic()).picture()
    once, twice = (ET.fromstring(svg(made, LIGHT, scale=s)) for s in (1.0, 2.0))
    assert float(twice.get("width")) == 2 * float(once.get("width"))
    assert twice.get("viewBox") == once.get("viewBox")


def test_graphml_is_read_back_with_its_edges_and_values(tmp_path):
    export(tmp_path / "g.graphml", subject(cubic()))
    graph = nx.read_graphml(tmp_path / "g.graphml", force_multigraph=True)
    assert graph.is_directed()
    assert graph.nodes["t1"]["value"] == "2"
    assert graph.nodes["o4"]["grad_fn"] == "AddBackward0"
    assert graph.nodes["o4"]["root"] is True
    assert sorted(graph.predecessors("o3")) == ["o1", "o2"]


def test_dot_says_names_shapes_and_walls(tmp_path):
    export(tmp_path / "g.dot", subject(untracked()))
    text = (tmp_path / "g.dot").read_text(encoding="utf-8")
    assert '"t1" -> "o1"' in text
    assert "no_grad, line 3" in text
    assert "dashed" in text
    assert text.count("{") == text.count("}") == 1


def test_dot_quotes_what_would_end_a_string(tmp_path):
    made = subject(second_backward())
    export(tmp_path / "g.dot", made)
    for line in (tmp_path / "g.dot").read_text(encoding="utf-8").splitlines():
        assert line.replace('\\"', "").count('"') % 2 == 0


def test_an_unknown_ending_is_refused_with_the_known_ones(tmp_path):
    with pytest.raises(UnknownFormatError, match=r"'g\.bmp' should end in one of \.svg, \.png"):
        export(tmp_path / "g.bmp", subject(cubic()))
    assert not (tmp_path / "g.bmp").exists()


@pytest.mark.parametrize("ending", FORMATS)
def test_a_folder_that_is_not_there_is_an_error_that_can_be_told(qapp, tmp_path, ending):
    with pytest.raises(OSError, match="No such file"):
        export(tmp_path / "nowhere" / f"g{ending}", subject(cubic()))


def test_drawing_an_svg_loads_no_qt(tmp_path):
    code = (
        "import sys; from pathlib import Path\n"
        "from tests.export.test_files import cubic, export, subject\n"
        f"export(Path({str(tmp_path / 'g.svg')!r}), subject(cubic()))\n"
        "print([name for name in sys.modules if name.startswith('PySide6')])"
    )
    root = Path(__file__).resolve().parents[2]
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == "[]"
    assert (tmp_path / "g.svg").stat().st_size > 1000


def test_json_is_read_back_by_networkx_with_its_edges_values_and_places(tmp_path):
    made = subject(cubic())
    export(tmp_path / "g.json", made)
    told = json.loads((tmp_path / "g.json").read_text(encoding="utf-8"))
    graph = nx.node_link_graph(told, edges="edges")
    assert graph.is_directed()
    assert graph.is_multigraph()
    assert graph.number_of_edges() == len(made.graph.edges)
    assert graph.nodes["t1"]["value"] == "2"
    left, top, width, height = made.geometry.box("o4")
    place = tuple(graph.nodes["o4"][name] for name in ("x", "y", "width", "height"))
    assert place == (left, top, width, height)


@pytest.mark.parametrize("ending", FORMATS)
def test_a_part_of_the_graph_is_written_alone(qapp, tmp_path, ending):
    whole = subject(cubic())
    part = whole.only({"t1", "o1", "o2"})
    assert {edge.key for edge in part.graph.edges} == {"o1:0", "o2:0"}
    assert set(part.geometry.index) == {"t1", "o1", "o2"}
    assert part.geometry.box("o2") == whole.geometry.box("o2")
    export(tmp_path / f"part{ending}", part)
    assert (tmp_path / f"part{ending}").stat().st_size > 0
    assert part.picture().width < whole.picture().width


def test_a_part_keeps_the_tags_of_its_own_arrows():
    whole = subject(cubic())
    kept, lost = "o1:0", "o4:0"
    boxes = {key: np.zeros(4) for key in (kept, lost)}
    tagged = replace(whole, geometry=replace(whole.geometry, stubs=boxes))
    assert set(tagged.only({"t1", "o1", "o2"}).geometry.stubs) == {kept}


def test_a_search_leaves_what_it_finds_and_its_neighbours():
    request = Request(None, "operations", "LR", LIGHT, only="pow")
    assert {vertex.key for vertex in compose(cubic(), request).graph.vertices} == {
        "t1",
        "o1",
        "o3",
    }
    with pytest.raises(NothingFoundError, match="nosuch"):
        compose(cubic(), Request(None, "operations", "LR", LIGHT, only="nosuch"))


def test_without_the_bundled_type_code_in_an_svg_stays_code():
    drawn = compose(cubic(), Request(None, "operations", "LR", LIGHT))
    assert "JetBrains Mono, DejaVu Sans Mono" in svg(drawn.picture(), LIGHT, "")
