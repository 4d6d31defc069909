"""Switching anomaly mode on: where a NaN or an error in backward comes from."""

from __future__ import annotations

import warnings

from engine.graph.anomaly import Tracer
from engine.graph.layers import push_layer, remove_layer
from engine.modes import DEFAULTS

TRACER = Tracer()


def switch(enabled: bool, check_nan: bool) -> None:
    """Turn anomaly mode on or off."""
    if enabled and not DEFAULTS.anomaly:
        push_layer(TRACER)
    elif DEFAULTS.anomaly and not enabled:
        remove_layer(TRACER)
    DEFAULTS.anomaly, DEFAULTS.check_nan = enabled, check_nan


class set_detect_anomaly:
    """Sets anomaly mode at once, and back again at the end of a block."""

    def __init__(self, mode: bool, check_nan: bool = True) -> None:
        if not isinstance(mode, bool):
            raise TypeError(
                "set_anomaly_enabled(): argument 'enabled' (position 1) must be bool, not "
                f"{type(mode).__name__}"
            )
        self.before = DEFAULTS.anomaly, DEFAULTS.check_nan
        switch(mode, check_nan)

    def __enter__(self) -> None:
        """Anomaly mode is on already."""

    def __exit__(self, *_: object) -> None:
        switch(*self.before)


class detect_anomaly(set_detect_anomaly):
    """Anomaly mode for a block, with a warning that it is slow."""

    def __init__(self, check_nan: bool = True) -> None:
        warnings.warn(
            "Anomaly Detection has been enabled. This mode will increase the runtime and should "
            "only be enabled for debugging.",
            stacklevel=2,
        )
        self.wanted = check_nan
        self.before = DEFAULTS.anomaly, DEFAULTS.check_nan

    def __enter__(self) -> None:
        self.before = DEFAULTS.anomaly, DEFAULTS.check_nan
        switch(True, self.wanted)
