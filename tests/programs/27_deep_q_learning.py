"""Deep Q-learning: a replay memory, a target network that follows softly."""

import torch, random, math
import torch.nn as nn, torch.optim as optim, torch.nn.functional as F
from collections import namedtuple, deque

Transition = namedtuple("Transition", ("state", "action", "next_state", "reward"))


class ReplayMemory(object):
    def __init__(self, capacity):
        self.memory = deque([], maxlen=capacity)

    def push(self, *args):
        self.memory.append(Transition(*args))

    def sample(self, n):
        return random.sample(self.memory, n)

    def __len__(self):
        return len(self.memory)


class DQN(nn.Module):
    def __init__(self, n_obs, n_act):
        super().__init__()
        self.layer1 = nn.Linear(n_obs, 32)
        self.layer2 = nn.Linear(32, 32)
        self.layer3 = nn.Linear(32, n_act)

    def forward(self, x):
        return self.layer3(F.relu(self.layer2(F.relu(self.layer1(x)))))


random.seed(0)
torch.manual_seed(0)
device = torch.device(
    "cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else "cpu"
)
print(device)
policy_net = DQN(4, 2).to(device)
target_net = DQN(4, 2).to(device)
print(target_net.load_state_dict(policy_net.state_dict()))
optimizer = optim.AdamW(policy_net.parameters(), lr=1e-3, amsgrad=True)
memory = ReplayMemory(1000)
steps_done = 0


def select_action(state):
    global steps_done
    eps = 0.05 + 0.85 * math.exp(-1.0 * steps_done / 100)
    steps_done += 1
    if random.random() > eps:
        with torch.no_grad():
            return policy_net(state).max(1).indices.view(1, 1)
    return torch.tensor([[random.randrange(2)]], device=device, dtype=torch.long)


def optimize_model():
    if len(memory) < 16:
        return
    transitions = memory.sample(16)
    batch = Transition(*zip(*transitions))
    non_final_mask = torch.tensor(
        tuple(map(lambda s: s is not None, batch.next_state)), device=device, dtype=torch.bool
    )
    non_final = torch.cat([s for s in batch.next_state if s is not None])
    sb, ab, rb = torch.cat(batch.state), torch.cat(batch.action), torch.cat(batch.reward)
    q = policy_net(sb).gather(1, ab)
    nv = torch.zeros(16, device=device)
    with torch.no_grad():
        nv[non_final_mask] = target_net(non_final).max(1).values
    loss = nn.SmoothL1Loss()(q, ((nv * 0.99) + rb).unsqueeze(1))
    optimizer.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_value_(policy_net.parameters(), 100)
    optimizer.step()
    return loss


for ep in range(4):
    state = torch.tensor(
        [random.uniform(-0.05, 0.05) for _ in range(4)], dtype=torch.float32
    ).unsqueeze(0)
    for t in range(12):
        a = select_action(state)
        obs = state[0] * 0.9 + (a.item() - 0.5) * 0.1
        reward = torch.tensor([1.0 - obs.abs().sum().item()])
        nxt = None if t == 11 else obs.unsqueeze(0)
        memory.push(state, a, nxt, reward)
        state = nxt
        loss = optimize_model()
        td, pd = target_net.state_dict(), policy_net.state_dict()
        for key in pd:
            td[key] = pd[key] * 0.005 + td[key] * (1 - 0.005)
        target_net.load_state_dict(td)
    print(ep, loss, a)
print(optimizer.state_dict()["state"][0].keys(), optimizer)
