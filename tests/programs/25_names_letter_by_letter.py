"""Names classified letter by letter, as old programs wrote it: add_ with its factor first."""

import torch, torch.nn as nn, string, unicodedata, time, math

all_letters = string.ascii_letters + " .,;'"
n_letters = len(all_letters)


def unicodeToAscii(s):
    return "".join(
        c
        for c in unicodedata.normalize("NFD", s)
        if unicodedata.category(c) != "Mn" and c in all_letters
    )


print(unicodeToAscii("Ślusàrski"))


def letterToTensor(letter):
    tensor = torch.zeros(1, n_letters)
    tensor[0][all_letters.find(letter)] = 1
    return tensor


def lineToTensor(line):
    tensor = torch.zeros(len(line), 1, n_letters)
    for li, letter in enumerate(line):
        tensor[li][0][all_letters.find(letter)] = 1
    return tensor


print(letterToTensor("J"))
print(lineToTensor("Jones").size())


class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, output_size):
        super(RNN, self).__init__()
        self.hidden_size = hidden_size
        self.i2h = nn.Linear(input_size + hidden_size, hidden_size)
        self.i2o = nn.Linear(input_size + hidden_size, output_size)
        self.softmax = nn.LogSoftmax(dim=1)

    def forward(self, input, hidden):
        combined = torch.cat((input, hidden), 1)
        hidden = self.i2h(combined)
        output = self.softmax(self.i2o(combined))
        return output, hidden

    def initHidden(self):
        return torch.zeros(1, self.hidden_size)


torch.manual_seed(5)
cats = ["a", "b", "c"]
rnn = RNN(n_letters, 16, 3)
crit = nn.NLLLoss()
print(rnn)
names = [("Satoshi", 0), ("Ivanov", 1), ("Smith", 2)]
for epoch in range(3):
    for name, c in names:
        hidden = rnn.initHidden()
        rnn.zero_grad()
        line = lineToTensor(name)
        for i in range(line.size()[0]):
            output, hidden = rnn(line[i], hidden)
        loss = crit(output, torch.tensor([c], dtype=torch.long))
        loss.backward()
        for p in rnn.parameters():
            p.data.add_(p.grad.data, alpha=-0.05)
        top_n, top_i = output.topk(1)
        print(name, cats[top_i[0].item()], f"{loss.item():.4f}")
confusion = torch.zeros(3, 3)
for name, c in names:
    confusion[c][output.topk(1)[1][0].item()] += 1
for i in range(3):
    confusion[i] = confusion[i] / confusion[i].sum()
print(confusion)
try:
    for p in rnn.parameters():
        p.data.add_(-0.05, p.grad.data)
except Exception as e:
    print(type(e).__name__, e)
topv, topi = output.topk(2, 1, True)
for i in range(2):
    print("(%.2f) %s" % (topv[0][i].item(), cats[topi[0][i].item()]))
