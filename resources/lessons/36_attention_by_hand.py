"""Attention by hand: who looks at whom

Chapter: Training
Aim: Follow a gradient through softmax weights, and say why a masked word gets none.

Three words, each a vector of two numbers. The last one asks: its query is compared with the key of
every word, softmax makes shares of the scores, and the answer is the mix of the values in these
shares. A mask of −∞ hides a word: its share is exactly 0.

Two ways lead back from the answer: through the values, which is a weighted sum, and through the
shares, where each can only win what others lose.
"""

import torch

query = torch.tensor([1.0, 0.0], requires_grad=True)
keys = torch.tensor([[1.0, 0.0], [0.0, 1.0], [5.0, 5.0]], requires_grad=True)
values = torch.tensor([[1.0, 2.0], [4.0, 0.0], [9.0, 9.0]], requires_grad=True)
hidden = torch.tensor([False, False, True])

#: The query times every key, one number a word.
#? The query is (1, 0), the keys are (1, 0), (0, 1) and (5, 5). What are the scores?
#= scores | The first number of each key, as the query is (1, 0).
scores = keys @ query

#: The third word is hidden: e to the power of −∞ is 0.
scores = scores.masked_fill(hidden, float("-inf"))

#: Scores become shares, which sum to 1.
shares = scores.softmax(0)
print(shares)

#: The answer is a mix of the values.
answer = shares @ values
print(answer)

#: [SoftmaxBackward0] The gradients of the scores sum to 0: what one share gains, others lose.
#? Which gradient do the values of the hidden word get?
#+ zeros | Its share is 0, and a value's gradient is its share times what comes in.
#- the same as the others | Each is multiplied by the word's share first.
#- NaN | The −∞ went into e^x, and came out of it as an ordinary 0.
answer.sum().backward()
print(values.grad)

#: The second word's value is the larger one in sum: with a key nearer to the query the answer
#: would grow, and so its gradient points along the query.
#? Which gradient does the key of the hidden word get?
#+ zeros, too | No gradient passes masked_fill where it put its own number.
#- 5 and 5 | The score of this word was overwritten: it has no influence.
print(keys.grad)
