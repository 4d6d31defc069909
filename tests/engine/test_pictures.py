"""Convolutions, pools, borders, resizing, folding and bags, beside PyTorch."""

from __future__ import annotations

import pytest

from tests.engine.side_by_side import assert_same

INPUTS = "x1 = t(1, 4, 6); x2 = t(2, 4, 6, 5); x3 = t(1, 4, 4, 3, 5); "
WEIGHTS = "w1 = t(4, 2, 3); w2 = t(4, 2, 3, 2); w3 = t(4, 2, 2, 3, 1); b = t(4); "
in_every_dimension = pytest.mark.parametrize("n", [1, 2, 3])


@in_every_dimension
@pytest.mark.parametrize(
    "options",
    ["b", "None, 2, 1", "b, padding='same'", "b, padding='valid'", "b, dilation=2, padding=2"],
)
def test_convolutions_have_pytorchs_values_gradients_and_nodes(n: int, options: str) -> None:
    assert_same(f"{INPUTS}{WEIGHTS}F.conv{n}d(x{n}, w{n}, {options}, groups=2)")


@in_every_dimension
@pytest.mark.parametrize(
    "options", ["b", "None, 2, 1, 1", "b, 3, 1, 2", "b, dilation=2, output_padding=1"]
)
def test_transposed_convolutions_do_too(n: int, options: str) -> None:
    assert_same(f"{INPUTS}{WEIGHTS}F.conv_transpose{n}d(x{n}, w{n}, {options}, groups=2)")


POOLS = (
    "F.max_pool{n}d(x{n}, 3, 2, 1)", "F.max_pool{n}d(x{n}, 2, 1, 1, 2)",
    "F.max_pool{n}d(x{n}, 2, ceil_mode=True)", "F.max_pool{n}d(x{n}, 2, return_indices=True)",
    "F.avg_pool{n}d(x{n}, 2)", "F.avg_pool{n}d(x{n}, 3, 2, 1, True)",
    "F.avg_pool{n}d(x{n}, 3, 1, 1, False, False)", "F.adaptive_avg_pool{n}d(x{n}, 1)",
    "F.adaptive_avg_pool{n}d(x{n}, 3)", "F.adaptive_max_pool{n}d(x{n}, 2, return_indices=True)",
    "F.lp_pool{n}d(x{n}, 2., 2)", "F.lp_pool{n}d(x{n}, float('inf'), 2)",
    "F.max_pool{n}d(x{n}, 9)",
)  # fmt: skip


@in_every_dimension
@pytest.mark.parametrize("call", POOLS)
def test_pools_have_pytorchs_values_gradients_and_nodes(n: int, call: str) -> None:
    assert_same(INPUTS + call.format(n=n))


BORDERS = ((1, "(1, 2)"), (2, "(1, 2, 2, 1)"), (3, "(1, 2, 0, 1, 1, 2)"), (2, "(-1, 2, 0, 1)"))


@pytest.mark.parametrize(("n", "borders"), BORDERS)
@pytest.mark.parametrize("mode", ["constant", "reflect", "replicate"])
def test_borders_have_pytorchs_values_gradients_and_nodes(n: int, borders: str, mode: str) -> None:
    assert_same(f"{INPUTS}F.pad(x{n}, {borders}, mode={mode!r})")


@pytest.mark.parametrize(("n", "borders"), BORDERS)
def test_circular_borders_have_pytorchs_values_and_gradients(n: int, borders: str) -> None:
    # Not the nodes: a view that is read after its base changed is cut out anew a moment earlier.
    assert_same(f"{INPUTS}y = F.pad(x{n}, {borders}, mode='circular'); y", depth=1)


MODES = {
    "nearest": "123", "nearest-exact": "123", "area": "123", "linear": "1", "bilinear": "2",
    "trilinear": "3", "bicubic": "2",
}  # fmt: skip
SIZES = ("size=3", "scale_factor=2", "scale_factor=1.7", "scale_factor=.6, align_corners=True")


@pytest.mark.parametrize(("mode", "n"), [(mode, n) for mode in MODES for n in MODES[mode]])
@pytest.mark.parametrize("size", SIZES)
def test_resizing_has_pytorchs_values_gradients_and_nodes(mode: str, n: str, size: str) -> None:
    assert_same(f"{INPUTS}F.interpolate(x{n}, mode={mode!r}, {size})")


GRIDS = {2: "grid = torch.rand(2, 3, 4, 2) * 2.4 - 1.2", 3: "grid = torch.rand(1, 3, 2, 2, 3) * 2"}


@pytest.mark.parametrize("padding", ["zeros", "border", "reflection"])
@pytest.mark.parametrize(
    ("mode", "n"),
    [("bilinear", 2), ("nearest", 2), ("bicubic", 2), ("bilinear", 3), ("nearest", 3)],
)
@pytest.mark.parametrize("align", [True, False])
def test_a_picture_seen_through_a_grid_is_pytorchs(
    mode: str, n: int, padding: str, align: bool
) -> None:
    grid = f"{GRIDS[n]}; _ = grid.requires_grad_(); "
    assert_same(f"{INPUTS}{grid}F.grid_sample(x{n}, grid, {mode!r}, {padding!r}, {align})")


CALLS = (
    "F.affine_grid(t(2, 2, 3), (2, 1, 3, 4), align_corners=True)",
    "F.affine_grid(t(2, 2, 3), (2, 1, 3, 4))", "F.affine_grid(t(1, 3, 4), (1, 1, 3, 4, 2), True)",
    "F.unfold(x2, (2, 3), dilation=(2, 1), padding=1, stride=2)", "F.unfold(x2[0], 2)",
    "F.fold(F.unfold(x2, (2, 3), 2, 1, 2), (6, 5), (2, 3), 2, 1, 2)", "F.pixel_shuffle(x2, 2)",
    "F.pixel_unshuffle(t(1, 2, 4, 6), 2)", "F.channel_shuffle(x2, 2)",
    "F.local_response_norm(x1, 2)", "F.local_response_norm(x2, 3, .1, .5, 2.)",
    "F.max_unpool1d(*F.max_pool1d(x1, 2, return_indices=True), 2)",
    "F.max_unpool2d(*F.max_pool2d(x2, 2, return_indices=True), 2, output_size=(6, 5))",
    "F.max_unpool2d(*F.max_pool2d(x2, 2, return_indices=True), 2, output_size=(9, 5))",
    "F.avg_pool2d(x2, 2, divisor_override=3)", "F.adaptive_avg_pool2d(x2, (None, 2))",
    "F.max_pool2d(x2[0], (2, 3))", "F.avg_pool1d(x1[0], 2)", "F.pad(x2, (1, 1), value=3.)",
    "F.embedding_bag(torch.tensor([[0, 1], [1, 2]]), t(4, 3))",
    "F.embedding_bag(torch.tensor([[0, 1], [1, 2]]), t(4, 3), mode='max', padding_idx=1)",
    "F.embedding_bag(torch.tensor([0, 1, 1, 2]), t(4, 3), torch.tensor([0, 0, 3]))",
    "F.embedding_bag(torch.tensor([[0, 1]]), t(4, 3), mode='sum', per_sample_weights=t(1, 2))",
)  # fmt: skip
FAULTS = (
    "F.conv_transpose2d(o, torch.ones(2, 3, 2, 2), output_padding=1)",
    "F.conv2d(o, torch.ones(3, 2, 2, 2).double())", "F.conv2d(o, torch.ones(3, 3, 2, 2))",
    "F.conv2d(o, torch.ones(3, 2, 4, 4).double())", "F.conv2d(o, torch.ones(3, 2, 4, 3).double())",
    "F.conv2d(o.expand(2, 2, 5, 5), torch.ones(3, 2, 2, 2).double())",
    "F.conv2d(o, torch.ones(2, 1, 2, 2).double(), groups=2)",
    "F.conv2d(o, torch.ones(3, 2, 4, 4).double(), dilation=2)",
    "F.conv2d(torch.ones(1, 2, 102, 102), torch.ones(3, 2, 2, 2).double())",
    "F.conv2d(o.double(), torch.ones(3, 2, 4, 4))",
    "F.conv2d(o, torch.ones(3, 2, 2, 2).double(), torch.ones(4).double())",
    "F.conv1d(o[0], torch.ones(3, 5, 4).double())",
    "F.conv_transpose2d(o, torch.ones(2, 3, 4, 4).double())",
    "F.conv_transpose2d(o, torch.ones(2, 3, 4, 4).double(), None, (2, 3), 0, (1, 2))",
    "F.conv_transpose2d(o, torch.ones(2, 3, 4, 4), torch.ones(3).double())",
    "F.conv_transpose3d(o[None], torch.ones(1, 3, 1, 4, 4), torch.ones(3).double())",
    "F.conv2d(o, torch.ones(3, 2, 2, 2), torch.ones(2))", "F.conv1d(o, torch.ones(3, 2, 2))",
    "F.conv2d(o, torch.ones(3, 2, 2, 2), stride=0)", "F.max_pool2d(o, 2, padding=2)",
    "F.conv2d(o, torch.ones(3, 2, 2, 2), padding=-1)", "F.avg_pool3d(o[None], 9)",
    "F.conv2d(o, torch.ones(3, 1, 2, 2), groups=2)", "F.pad(o, (5, 0), mode='reflect')",
    "F.pad(o, (5, 0, 0, 0), mode='reflect')", "F.pad(o, (1,))", "F.pad(o, (1, 1), mode='x')",
    "F.pad(o, (-6, 0))", "F.pixel_shuffle(o, 2)", "F.channel_shuffle(o, 3)", "F.interpolate(o)",
    "F.interpolate(o, 2, 2)", "F.interpolate(o, (2, 2, 2))", "F.interpolate(o, 2, mode='linear')",
    "F.interpolate(o, 2, mode='x')", "F.interpolate(o, 0)", "F.unfold(o, 9)",
    "F.fold(torch.ones(1, 3, 4), (3, 3), 2)", "F.fold(torch.ones(1, 4, 5), (3, 3), 2)",
    "F.grid_sample(o, torch.ones(1, 2, 2, 3))", "F.grid_sample(o, torch.ones(2, 2, 2, 2))",
    "F.grid_sample(o, torch.ones(1, 2, 2, 2), mode='x')",
    "F.affine_grid(torch.ones(1, 2, 2), (1, 1, 2, 2))",
)  # fmt: skip


@pytest.mark.parametrize("call", CALLS)
def test_a_function_of_pictures_does_what_pytorchs_does(call: str) -> None:
    assert_same(INPUTS + call)


@pytest.mark.parametrize("call", FAULTS)
def test_a_function_of_pictures_refuses_what_pytorchs_does(call: str) -> None:
    assert_same(f"o = torch.ones(1, 2, 5, 5); {call}")


ONE_BY_ONE = (
    "Conv{n}d(4, 6, 3)", "Conv{n}d(4, 6, 2, padding='same')", "MaxPool{n}d(3, 2, 1)",
    "Conv{n}d(4, 6, 3, padding=1, padding_mode='reflect', bias=False)", "AvgPool{n}d(2)",
    "Conv{n}d(4, 6, 3, padding='same', padding_mode='replicate')", "LPPool{n}d(2, 2)",
    "ConvTranspose{n}d(4, 6, 2, 2, 1, 1)", "AdaptiveAvgPool{n}d(2)", "AdaptiveMaxPool{n}d(2)",
    "ReflectionPad{n}d(1)", "ReplicationPad{n}d(1)", "ZeroPad{n}d(1)", "ConstantPad{n}d(1, 2.5)",
    "LazyConv{n}d(6, 3)", "LazyConvTranspose{n}d(6, 3, bias=False)", "LazyBatchNorm{n}d()",
)  # fmt: skip


@in_every_dimension
@pytest.mark.parametrize("layer", ONE_BY_ONE)
def test_a_layer_of_pictures_does_what_pytorchs_does(n: int, layer: str) -> None:
    assert_same(f"{INPUTS}m = nn.{layer.format(n=n)}; m(x{n})")


LAYERS = (
    "m = nn.LazyLinear(3); m(t(2, 4))", "m = nn.LazyLinear(3); type(m(t(2, 4)) and m)",
    "str(nn.LazyLinear(3))", "str(nn.LazyLinear(3).weight)", "nn.LazyLinear(3).weight.shape",
    "m = nn.Sequential(nn.LazyLinear(4), nn.ReLU(), nn.LazyLinear(2)); m(t(2, 3))",
    "m = nn.ConvTranspose2d(4, 6, 3, 2); m(t(1, 4, 3, 3), output_size=[8, 8])",
    "m = nn.ConvTranspose2d(4, 6, 3, 2); m(t(1, 4, 3, 3), output_size=[9, 8])",
    "p = nn.MaxPool2d(2, return_indices=True); m = nn.MaxUnpool2d(2); m(*p(t(1, 2, 4, 4)))",
    "m = nn.Upsample(scale_factor=(2, 3), mode='bicubic'); m(t(1, 2, 3, 3))",
    "m = nn.UpsamplingBilinear2d(scale_factor=2); m(t(1, 2, 3, 3))", "m = nn.PixelShuffle(2); m",
    "m = nn.Unfold((2, 3), 1, 1, 2); m(t(1, 2, 5, 6))", "m = nn.Fold((4, 5), 2); m(t(1, 8, 12))",
    "m = nn.LocalResponseNorm(2); m(t(1, 4, 2, 2))", "m = nn.ChannelShuffle(2); m",
    "m = nn.EmbeddingBag(5, 3); m(torch.tensor([[0, 1], [1, 2]]))",
    "m = nn.EmbeddingBag(5, 3, mode='sum', padding_idx=-1); m(torch.tensor([[0, 4]]))",
    "nn.Conv2d(3, 4, 2, groups=2)", "nn.Conv2d(4, 4, 2, groups=0)",
    "nn.Conv2d(4, 4, 2, 2, padding='same')", "nn.ConvTranspose2d(4, 4, 2, padding_mode='reflect')",
)  # fmt: skip


@pytest.mark.parametrize("program", LAYERS)
def test_layers_of_their_own_kind_do_what_pytorchs_do(program: str) -> None:
    assert_same(program)


SECOND = (
    "nn.Conv2d(1, 2, 2)(x)", "F.max_pool2d(x, 2)", "F.avg_pool2d(x, 3, 1, 1)", "F.unfold(x, 2)",
    "F.interpolate(x, scale_factor=2, mode='bilinear')", "F.pad(x, (1, 1, 1, 1), mode='reflect')",
    "F.adaptive_avg_pool2d(x, 3)", "F.pixel_unshuffle(x, 2)", "F.interpolate(x, 3)",
    "F.grid_sample(x, torch.zeros(1, 2, 2, 2), align_corners=False)",
)  # fmt: skip


@pytest.mark.parametrize("call", SECOND)
def test_second_derivatives_are_pytorchs_or_are_refused_as_there(call: str) -> None:
    assert_same(
        f"x = t(1, 1, 4, 4); y = {call}.pow(2).sum(); "
        "g, = torch.autograd.grad(y, x, create_graph=True); "
        "torch.autograd.grad(g.pow(2).sum(), x)"
    )


@pytest.mark.parametrize("layer", [
    "FractionalMaxPool2d(2, output_size=3)", "FractionalMaxPool2d(3, output_ratio=.5)",
    "FractionalMaxPool2d((2, 3), (2, 2), return_indices=True)", "FractionalMaxPool2d(2)",
    "FractionalMaxPool2d(2, output_ratio=2)",
])  # fmt: skip
def test_windows_at_random_are_pytorchs(layer: str) -> None:
    assert_same(f"m = nn.{layer}; x = t(2, 3, 7, 6); m(x)")
    assert_same("m = nn.FractionalMaxPool3d(2, 2); x = t(1, 2, 4, 5, 4); m(x)")


def test_what_is_not_a_number_stays_where_it_is() -> None:
    assert_same("x = torch.ones(1, 1, 6, 6); x[0, 0, 0, 0] = float('nan'); F.avg_pool2d(x, 2)")
    assert_same(
        "x = torch.ones(1, 1, 4); x[0, 0, 0] = float('inf'); "
        "F.interpolate(x, scale_factor=2, mode='linear')"
    )
