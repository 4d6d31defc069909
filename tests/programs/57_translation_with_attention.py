"""seq2seq translation tutorial: Lang class, attention decoder (Bahdanau), teacher forcing, timeSince-free reports."""

import random
import re
import unicodedata
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch import optim
from torch.utils.data import TensorDataset, DataLoader, RandomSampler

random.seed(5)
torch.manual_seed(5)
SOS_token, EOS_token, MAX_LENGTH = 0, 1, 6


class Lang:
    def __init__(self, name):
        self.name = name
        self.word2index, self.word2count, self.index2word, self.n_words = (
            {},
            {},
            {0: "SOS", 1: "EOS"},
            2,
        )

    def addSentence(self, sentence):
        for word in sentence.split(" "):
            self.addWord(word)

    def addWord(self, word):
        if word not in self.word2index:
            self.word2index[word] = self.n_words
            self.word2count[word] = 1
            self.index2word[self.n_words] = word
            self.n_words += 1
        else:
            self.word2count[word] += 1


def unicodeToAscii(s):
    return "".join(c for c in unicodedata.normalize("NFD", s) if unicodedata.category(c) != "Mn")


def normalizeString(s):
    s = unicodeToAscii(s.lower().strip())
    s = re.sub(r"([.!?])", r" \1", s)
    s = re.sub(r"[^a-zA-Z!?]+", r" ", s)
    return s.strip()


pairs = [
    ("Je suis là!", "I am here!"),
    ("tu es grand", "you are tall"),
    ("il est petit", "he is small"),
    ("elle est là", "she is here"),
    ("nous sommes grands", "we are tall"),
    ("je suis petit", "i am small"),
    ("tu es là?", "are you here?"),
    ("il est grand", "he is tall"),
]
pairs = [tuple(map(normalizeString, p)) for p in pairs]
input_lang, output_lang = Lang("fra"), Lang("eng")
for a, b in pairs:
    input_lang.addSentence(a), output_lang.addSentence(b)
print(
    input_lang.name,
    input_lang.n_words,
    output_lang.name,
    output_lang.n_words,
    random.choice(pairs),
)


class EncoderRNN(nn.Module):
    def __init__(self, input_size, hidden_size, dropout_p=0.1):
        super().__init__()
        self.hidden_size = hidden_size
        self.embedding = nn.Embedding(input_size, hidden_size)
        self.gru = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.dropout = nn.Dropout(dropout_p)

    def forward(self, input):
        output, hidden = self.gru(self.dropout(self.embedding(input)))
        return output, hidden


class BahdanauAttention(nn.Module):
    def __init__(self, hidden_size):
        super().__init__()
        self.Wa = nn.Linear(hidden_size, hidden_size)
        self.Ua = nn.Linear(hidden_size, hidden_size)
        self.Va = nn.Linear(hidden_size, 1)

    def forward(self, query, keys):
        scores = self.Va(torch.tanh(self.Wa(query) + self.Ua(keys)))
        scores = scores.squeeze(2).unsqueeze(1)
        weights = F.softmax(scores, dim=-1)
        context = torch.bmm(weights, keys)
        return context, weights


class AttnDecoderRNN(nn.Module):
    def __init__(self, hidden_size, output_size, dropout_p=0.1):
        super().__init__()
        self.embedding = nn.Embedding(output_size, hidden_size)
        self.attention = BahdanauAttention(hidden_size)
        self.gru = nn.GRU(2 * hidden_size, hidden_size, batch_first=True)
        self.out = nn.Linear(hidden_size, output_size)
        self.dropout = nn.Dropout(dropout_p)

    def forward(self, encoder_outputs, encoder_hidden, target_tensor=None):
        batch_size = encoder_outputs.size(0)
        decoder_input = torch.empty(batch_size, 1, dtype=torch.long).fill_(SOS_token)
        decoder_hidden = encoder_hidden
        decoder_outputs, attentions = [], []
        for i in range(MAX_LENGTH):
            decoder_output, decoder_hidden, attn_weights = self.forward_step(
                decoder_input, decoder_hidden, encoder_outputs
            )
            decoder_outputs.append(decoder_output)
            attentions.append(attn_weights)
            if target_tensor is not None:
                decoder_input = target_tensor[:, i].unsqueeze(1)
            else:
                _, topi = decoder_output.topk(1)
                decoder_input = topi.squeeze(-1).detach()
        decoder_outputs = F.log_softmax(torch.cat(decoder_outputs, dim=1), dim=-1)
        return decoder_outputs, decoder_hidden, torch.cat(attentions, dim=1)

    def forward_step(self, input, hidden, encoder_outputs):
        embedded = self.dropout(self.embedding(input))
        query = hidden.permute(1, 0, 2)
        context, attn_weights = self.attention(query, encoder_outputs)
        output, hidden = self.gru(torch.cat((embedded, context), dim=2), hidden)
        return self.out(output), hidden, attn_weights


def ids(lang, s):
    v = [lang.word2index[w] for w in s.split(" ")] + [EOS_token]
    return v + [0] * (MAX_LENGTH - len(v))


inp = torch.LongTensor([ids(input_lang, a) for a, _ in pairs])
out = torch.LongTensor([ids(output_lang, b) for _, b in pairs])
dataset = TensorDataset(inp, out)
loader = DataLoader(dataset, sampler=RandomSampler(dataset), batch_size=4)
encoder, decoder = EncoderRNN(input_lang.n_words, 12), AttnDecoderRNN(12, output_lang.n_words)
print(encoder, decoder, sep="\n")
eo, do = optim.Adam(encoder.parameters(), lr=0.02), optim.Adam(decoder.parameters(), lr=0.02)
criterion = nn.NLLLoss()
for epoch in range(1, 13):
    total_loss = 0
    for input_tensor, target_tensor in loader:
        eo.zero_grad(), do.zero_grad()
        encoder_outputs, encoder_hidden = encoder(input_tensor)
        decoder_outputs, _, _ = decoder(encoder_outputs, encoder_hidden, target_tensor)
        loss = criterion(
            decoder_outputs.view(-1, decoder_outputs.size(-1)), target_tensor.view(-1)
        )
        loss.backward()
        eo.step(), do.step()
        total_loss += loss.item()
    if epoch % 4 == 0:
        print("(%d %d%%) %.4f" % (epoch, epoch / 12 * 100, total_loss / len(loader)))
encoder.eval(), decoder.eval()
with torch.no_grad():
    eo_, eh = encoder(inp[:2])
    d, _, att = decoder(eo_, eh)
    _, topi = d.topk(1)
    for row in topi.squeeze(-1).tolist():
        words = []
        for i in row:
            if i == EOS_token:
                words.append("<EOS>")
                break
            words.append(output_lang.index2word[i])
        print(" ".join(words))
    print(att.shape, att.sum(-1)[0])
