"""Words into numbers and back: a GRU reads, another looks at what was read, and writes greedily."""

import random
import re
import unicodedata

import torch
import torch.nn.functional as F
from torch import nn, optim
from torch.utils.data import DataLoader, RandomSampler, TensorDataset

random.seed(26)
torch.manual_seed(26)
BEGIN, END, MOST = 0, 1, 5
SAID = {
    "Douze": "1 2",
    "vingt  et un": "2 1",
    "Trente!": "3 0",
    "trente et un": "3 1",
    "vingt-deux": "2 2",
    "DÉJÀ douze?": "1 2",
    "vingt et douze": "3 2",
    "trente deux": "3 2",
}


class Words:
    """The numbers of the words of a language, as they are met."""

    def __init__(self, *names):
        self.names = list(names)
        self.met = {}

    def take(self, line):
        for word in line.split():
            self.met[word] = self.met.get(word, 0) + 1
            if word not in self.names:
                self.names.append(word)

    def numbers(self, line):
        found = [self.names.index(word) for word in line.split()] + [END]
        return found + [BEGIN] * (MOST - len(found))

    def __len__(self):
        return len(self.names)


def plain(line):
    letters = unicodedata.normalize("NFD", line.lower().strip())
    letters = "".join(one for one in letters if unicodedata.category(one) != "Mn")
    return re.sub(r"[^a-z!?0-9]+", " ", re.sub(r"([!?])", r" \1", letters)).strip()


class Reading(nn.Module):
    def __init__(self, words, width, dropout=0.1):
        super().__init__()
        self.table = nn.Embedding(words, width)
        self.gru = nn.GRU(width, width, batch_first=True)
        self.drop = nn.Dropout(dropout)

    def forward(self, x):
        return self.gru(self.drop(self.table(x)))


class Glance(nn.Module):
    """How much each word that was read has to say now: a small network adds question and word."""

    def __init__(self, width):
        super().__init__()
        self.asked, self.read = nn.Linear(width, width), nn.Linear(width, width)
        self.weigh = nn.Linear(width, 1)

    def forward(self, state, words):
        weights = self.weigh((self.asked(state) + self.read(words)).tanh())
        shares = F.softmax(weights.squeeze(-1)[:, None], dim=-1)
        return shares.bmm(words), shares


class Writing(nn.Module):
    def __init__(self, width, words, dropout=0.1):
        super().__init__()
        self.table = nn.Embedding(words, width)
        self.glance = Glance(width)
        self.gru = nn.GRU(2 * width, width, batch_first=True)
        self.head = nn.Linear(width, words)
        self.drop = nn.Dropout(dropout)

    def forward(self, words, state, taught=None):
        word = torch.empty(len(words), 1, dtype=torch.long).fill_(BEGIN)
        said, looked = [], []
        for place in range(MOST):
            about, shares = self.glance(state.transpose(0, 1), words)
            out, state = self.gru(torch.cat((self.drop(self.table(word)), about), 2), state)
            said.append(self.head(out))
            looked.append(shares)
            if taught is not None:
                word = taught[:, place].unsqueeze(1)
            else:
                word = said[-1].topk(1)[1].squeeze(-1).detach()
        return F.log_softmax(torch.cat(said, dim=1), dim=-1), state, torch.cat(looked, dim=1)


french, figures = Words("<", ">"), Words("<", ">")
pairs = [(plain(line), plain(number)) for line, number in SAID.items()]
for line, number in pairs:
    french.take(line), figures.take(number)
print(random.choice(pairs), french.met, figures.names)
heard = torch.LongTensor([french.numbers(line) for line, _ in pairs])
meant = torch.LongTensor([figures.numbers(number) for _, number in pairs])
data = TensorDataset(heard, meant)
loader = DataLoader(data, sampler=RandomSampler(data), batch_size=3)
reader, writer = Reading(len(french), 12), Writing(12, len(figures))
print(reader, writer, sep="\n")
steps = [optim.Adam(part.parameters(), lr=0.02) for part in (reader, writer)]
judge = nn.NLLLoss()
for epoch in range(1, 13):
    total = 0
    for line, number in loader:
        for one in steps:
            one.zero_grad()
        words, state = reader(line)
        teacher = number if random.random() < 0.8 else None
        said, _, _ = writer(words, state, teacher)
        loss = judge(said.view(-1, said.size(-1)), number.view(-1))
        loss.backward()
        for one in steps:
            one.step()
        total += loss.item()
    if epoch % 3 == 0:
        print("(%d %d%%) %.4f" % (epoch, epoch / 12 * 100, total / len(loader)))
reader.eval(), writer.eval()
with torch.no_grad():
    said, _, looked = writer(*reader(heard[:3]))
    for row in said.topk(1).indices.squeeze(-1).tolist():
        row = row[: row.index(END)] if END in row else row
        print(" ".join(figures.names[n] for n in row))
    print(looked.shape, looked.sum(-1)[0], looked[0, 0])
