"""Settings have defaults, limits and listeners."""

from __future__ import annotations

import pytest

from inspector.model.settings import SETTINGS, Settings


def test_what_was_never_set_has_its_default() -> None:
    assert Settings().as_dict() == {key: one.default for key, one in SETTINGS.items()}


def test_every_default_is_allowed_and_explained() -> None:
    for setting in SETTINGS.values():
        assert setting.fitted(setting.default) == setting.default
        assert setting.title
        assert setting.help.endswith(".")


def test_listeners_hear_of_changes_and_of_nothing_else() -> None:
    settings = Settings()
    heard: list[str] = []
    settings.changed.connect(heard.append)
    settings["theme"] = "dark"
    settings["theme"] = "dark"
    assert heard == ["theme"]
    assert settings["theme"] == "dark"


@pytest.mark.parametrize(
    ("key", "value"), [("theme", "mauve"), ("reduced_motion", 1), ("speed", "fast"), ("view", 0)]
)
def test_a_value_of_the_wrong_kind_is_refused(key: str, value: object) -> None:
    settings = Settings()
    with pytest.raises(ValueError, match="is not allowed"):
        settings[key] = value
    assert settings[key] == SETTINGS[key].default


@pytest.mark.parametrize(("asked", "kept"), [(100, 8.0), (0.01, 0.25), (2, 2.0)])
def test_stored_numbers_are_brought_into_their_range(asked: float, kept: float) -> None:
    settings = Settings({"speed": asked})
    assert settings["speed"] == kept
    assert type(settings["speed"]) is float


@pytest.mark.parametrize("asked", [100, 0.01, float("inf"), -1])
def test_a_number_out_of_its_range_is_refused_by_naming_the_range(asked: float) -> None:
    settings = Settings({"speed": 2})
    with pytest.raises(ValueError, match=r"not allowed for 'Speed': it takes 0\.25 to 8\.$"):
        settings["speed"] = asked
    assert settings["speed"] == 2.0


def test_a_range_refuses_what_is_no_number() -> None:
    settings = Settings()
    with pytest.raises(ValueError, match="is not allowed"):
        settings["speed"] = float("nan")


def test_an_unknown_key_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        Settings()["taste"] = "sweet"


def test_damaged_stored_settings_leave_the_defaults() -> None:
    stored = {"theme": "dark", "speed": "x", "direction": None, "gone": 1, "font_scale": 99}
    settings = Settings(stored)
    assert settings["theme"] == "dark"
    assert settings["font_scale"] == 3.0
    assert settings["direction"] == "LR"
    assert "gone" not in settings.as_dict()


def test_settings_survive_being_stored() -> None:
    settings = Settings()
    settings["view"] = "tensors"
    assert Settings(settings.as_dict())["view"] == "tensors"
