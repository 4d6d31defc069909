"""Embeddings of users and films, sampled negatives, a scheduler that watches the loss."""

import torch
from torch import nn


class Factors(nn.Module):
    def __init__(self, users, films, width):
        super().__init__()
        self.users = nn.Embedding(users, width)
        self.films = nn.Embedding(films, width)
        self.bias = nn.Embedding(films, 1)
        nn.init.uniform_(self.users.weight, -0.1, 0.1)
        nn.init.normal_(self.films.weight, std=0.1)
        nn.init.constant_(self.bias.weight, 0.0)

    def forward(self, user, film):
        return (self.users(user) * self.films(film)).sum(-1) + self.bias(film).squeeze(-1)


torch.manual_seed(20)
ratings = torch.randint(1, 6, (12, 9)).float()
seen = torch.rand(12, 9) < 0.6
user, film = seen.nonzero(as_tuple=True)
model = Factors(12, 9, 4)
optimizer = torch.optim.Adadelta(model.parameters(), lr=1.0)
scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, patience=1, factor=0.5)
for epoch in range(10):
    guess = model(user, film)
    loss = (
        nn.functional.mse_loss(guess, ratings[user, film]) + 1e-3 * model.users.weight.pow(2).sum()
    )
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    scheduler.step(loss)
    print(epoch, f"{loss.item():.4f}", optimizer.param_groups[0]["lr"])
best = ratings.masked_fill(~seen, 0).topk(2, dim=1)
print(best.values[:3], best.indices[:3])
