"""What PyTorch's common refusals mean, and what usually helps: by words of their messages."""

from __future__ import annotations

REFUSALS: dict[str, str] = {
    "same dtype": "both sides need one dtype. Convert one of them, as in b.to(a.dtype)",
    "target dtype to be": (
        "the target has the wrong dtype. Classes are integers (long()), probabilities are floats"
    ),
    "for target with class probabilities": (
        "a target of the shape of the scores is taken as probabilities. Pass the numbers of the "
        "classes, as argmax(1) gives them, or floats"
    ),
    "Expected target size": (
        "the classes are dimension 1 of the scores, (N, C, …), and the target has none. Give "
        "scores.reshape(-1, C) and target.reshape(-1), or transpose the scores"
    ),
    "multi-target not supported": (
        "each sample has one class. Drop the target's dimension of size 1 with squeeze(1)"
    ),
    "index out of range in self": (
        "an index has no row in the embedding. Indices count from 0 and end before their number"
    ),
    "is out of bounds.": (
        "a class in the target has no column. Classes count from 0 and end one before their number"
    ),
    "elements of input should be between 0 and 1": (
        "this loss takes probabilities. Pass sigmoid() of the scores, or use the loss with logits"
    ),
    "incorrect number of gradients": (
        "backward() of a Function returns a gradient for every argument of forward(), None for "
        "those that need none"
    ),
    "invalid gradient at index": "a gradient must have the shape of the input it belongs to",
    "Mismatch in shape: grad_output": (
        "the gradient that backward() is given must have the shape of the tensor it starts from"
    ),
    "attempting to assign a gradient": "a .grad must have the shape of its tensor",
    "has changed the size of value": (
        "a hook may change a gradient's numbers, not its shape. Return one of the same shape"
    ),
    "can require gradients": (
        "integers have no slope. Write the numbers with a point, or give dtype=torch.float32"
    ),
    "requires_grad flags of leaf": (
        "this tensor was computed and keeps its history. Call detach() on it first"
    ),
    "support the deepcopy protocol": (
        "a computed tensor has a history that cannot be copied. Copy detach() of it"
    ),
    "more than one value is ambiguous": (
        "a tensor of several elements is neither true nor false. Ask any() or all() of it"
    ),
    "cannot be converted to Scalar": (
        "item() takes a tensor of one element. Reduce it first, or use tolist()"
    ),
    "is invalid for input of size": "a new shape must have as many elements as the old one",
    "view size is not compatible": (
        "the elements do not lie in this order in memory. Use reshape(), which may copy"
    ),
    "could not infer output dtype": (
        "a mean is not an integer. Convert the tensor with float() first"
    ),
    "can't be cast to": "the result does not fit into this tensor's dtype. Make a new tensor",
    "must match except in dimension": (
        "tensors that are joined must have the same size in every other dimension"
    ),
    "must have same number of dimensions": (
        "tensors that are joined must have equally many dimensions. Give one a dimension of size "
        "1 with unsqueeze()"
    ),
    "to be equal size": "tensors that are stacked must all have one shape",
    "Dimension out of range": "the tensor has no such dimension. Look at its shape",
    "more than 1 value per channel": (
        "batch normalisation averages over several samples. Pass a larger batch, or call eval()"
    ),
    "optimize a non-leaf": (
        "an optimizer changes leaves, and this tensor was computed. Make it one: "
        "w = w.detach().requires_grad_()"
    ),
    "Legacy autograd function": "a Function is not called itself: call its apply, as F.apply(x)",
    "empty parameter list": (
        "the model knows of no parameters. Layers in a plain list are not seen (use "
        "nn.ModuleList), nor tensors that are not nn.Parameter, or no longer one after .to(); and "
        "parameters() can be gone through only once"
    ),
    "before Module.__init__() call": "call super().__init__() first in your __init__()",
    'missing the required "forward"': (
        "the module says nothing about what it computes. Give it a method forward(self, …)"
    ),
    "channels instead": "the second size of the input is the number of channels, and it differs",
    "can't be greater than actual input": (
        "the kernel is larger than what it slides over. Use a smaller one, or padding"
    ),
    "Inference tensors cannot be saved": (
        "what inference_mode() makes has no part in a graph. Use no_grad(), or clone() the tensor"
    ),
}
