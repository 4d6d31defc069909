"""From the layers of a graph to the places of its vertices and the routes of its edges."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from inspector.layout.align import align
from inspector.layout.bands import bands
from inspector.layout.cancel import Check, stop_if
from inspector.layout.corridor import within
from inspector.layout.flow import Flow, Indices
from inspector.layout.geometry import Points
from inspector.layout.order import order
from inspector.layout.place import place
from inspector.layout.ports import ports
from inspector.layout.route import route
from inspector.layout.split import Net, split


def settled(
    flow: Flow, layer: Indices, cancelled: Check, ordered: Callable[[Net], Indices] | None = None
) -> tuple[Points, list[Points]]:
    """The centres of all vertices and the points of all edges, along and across.

    ``ordered`` : the place of each member in its layer, if that is known.

    Raises:
        Cancelled: as soon as ``cancelled()`` is true.
    """
    net = split(flow, layer)
    stop_if(cancelled)
    places = ordered(net) if ordered else order(net, flow.old, cancelled)
    stop_if(cancelled)
    block = within(flow, net, places, align(flow, net, places, cancelled), cancelled)
    stop_if(cancelled)
    port = ports(flow, net, places, block)
    stop_if(cancelled)
    across = place(flow, net, places, block, port, cancelled)
    stop_if(cancelled)
    band = bands(flow, net, across)
    routes = route(flow, net, port, across, band, cancelled)
    return np.column_stack([band.middle[layer], across[: net.real]]), routes
