"""The networks: a linear encoder with a small decoder, the painter, the reader of prompts.

The painter is told the source latents exactly, so it predicts what to add to them, not a picture out of noise:
    clean = source + displacement(source, noise, recipe)
The noise only decides where strokes lie (picture_noise.py). Nothing that the network gets wrong can look like grain.
"""
import torch
import torch.nn as nn
import torch.nn.functional as F

from bank import Bank
from picture_noise import CHANNELS, PATCH
from recipe import CODE, SIZES

WORDS = 128          # width of the reader's hidden states
PERIODS = (2, 4, 6, 8)   # of the grids that styles use, in latents: 8, 16, 24, 32 px


class Encoder(nn.Module):
    """Principal components of 4 by 4 patches, partly whitened: linear, so a mix of latents is the mix of pictures."""

    def __init__(self):
        super().__init__()
        self.project = nn.Conv2d(3, CHANNELS, PATCH, PATCH)
        self.restore = nn.Conv2d(CHANNELS, 3 * PATCH * PATCH, 1)
        self.requires_grad_(False)

    def fit(self, patches):
        x = patches.reshape(len(patches), -1).double()
        mean = x.mean(0)
        basis, variance, _ = torch.linalg.svd((x - mean).T @ (x - mean) / len(x))
        deviation = variance[:CHANNELS].sqrt()
        scale = deviation ** -0.5
        scale = scale / ((deviation * scale) ** 2).mean().sqrt()
        weight = (basis[:, :CHANNELS] * scale).T
        self.project.weight.data = weight.reshape(CHANNELS, 3, PATCH, PATCH).float()
        self.project.bias.data = (-weight @ mean).float()
        self.restore.weight.data = (basis[:, :CHANNELS] / scale).float()[..., None, None]
        self.restore.bias.data = mean.float()
        return (variance[:CHANNELS].sum() / variance.sum()).item()

    def forward(self, x):
        return self.project(x)


class Residual(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.first, self.second = nn.Conv2d(width, width, 3, padding=1), nn.Conv2d(width, width, 3, padding=1)
        nn.init.zeros_(self.second.weight)
        nn.init.zeros_(self.second.bias)

    def forward(self, x):
        return x + self.second(F.silu(self.first(F.silu(x))))


class Decoder(nn.Module):
    """The encoder's inverse plus what a small network can guess of the lost detail."""

    def __init__(self, encoder, width=64, depth=3):
        super().__init__()
        self.restore = encoder.restore
        self.enter = nn.Conv2d(CHANNELS, width, 3, padding=1)
        self.body = nn.Sequential(*[Residual(width) for _ in range(depth)])
        self.leave = nn.Conv2d(width, 3 * PATCH * PATCH, 3, padding=1)
        nn.init.zeros_(self.leave.weight)
        nn.init.zeros_(self.leave.bias)

    def forward(self, z):
        return F.pixel_shuffle(self.restore(z) + self.leave(F.silu(self.body(self.enter(z)))), PATCH)


class Block(nn.Module):
    """A residual block whose gains and offsets the recipe sets (Dumoulin 2017, arXiv:1610.07629). The norm is over channels,
    position by position: nothing depends on how large the picture is."""

    def __init__(self, width, condition):
        super().__init__()
        self.film = nn.Linear(condition, 2 * width)
        self.first, self.second = nn.Conv2d(width, width, 3, padding=1), nn.Conv2d(width, width, 3, padding=1)
        nn.init.normal_(self.second.weight, std=0.01)
        nn.init.zeros_(self.second.bias)

    def forward(self, x, condition):
        gain, offset = self.film(condition)[..., None, None].chunk(2, 1)
        y = x * torch.rsqrt((x * x).mean(1, keepdim=True) + 1e-4)
        return x + self.second(F.silu(self.first(F.silu(y * (1 + gain) + offset))))


class Painter(nn.Module):
    def __init__(self, widths=(56, 96, 160), condition=192):
        super().__init__()
        a, b, c = widths
        self.condition = nn.Sequential(nn.Linear(CODE + 2 * CHANNELS + 1, condition), nn.SiLU(), nn.Linear(condition, condition), nn.SiLU())
        self.enter = nn.Conv2d(3 * CHANNELS + 4 * len(PERIODS), a, 3, padding=1)
        block = lambda width: Block(width, condition)
        self.down_a, self.down_b = block(a), block(b)
        self.to_b, self.to_c = nn.Conv2d(a, b, 2, 2), nn.Conv2d(b, c, 2, 2)
        self.middle = nn.ModuleList([block(c), block(c)])
        self.up_c, self.up_b = nn.Conv2d(c, 4 * b, 1), nn.Conv2d(b, 4 * a, 1)
        self.back_b, self.back_a = block(b), nn.ModuleList([block(a), block(a)])
        self.leave = nn.Conv2d(a, CHANNELS, 3, padding=1)
        nn.init.zeros_(self.leave.weight)
        nn.init.zeros_(self.leave.bias)
        self.bank = Bank()

    def forward(self, source, noise, rows, columns, code, statistics, level):
        """source, noise [B,16,h,w]; rows [h], columns [w] of the latents in the picture; code [B,CODE]; statistics [B,32] of the whole
        source; level [B,1] = timestep/1000. The bank makes most of it, the network what is not linear in the bank's features."""
        moved = self.bank(source, noise, rows, columns, statistics[:, CHANNELS:CHANNELS + 1], code)
        return moved + self.correction(source, noise, phases(rows, columns) + 0 * source[:, :1], code, statistics, level, moved)

    def correction(self, source, noise, phase, code, statistics, level, moved):
        condition = self.condition(torch.cat([code, statistics, level], 1))
        x = self.down_a(self.enter(torch.cat([source, noise.clamp(-8, 8), moved, phase], 1)), condition)
        y = self.down_b(self.to_b(x), condition)
        z = self.to_c(y)
        for block in self.middle:
            z = block(z, condition)
        y = self.back_b(y + F.pixel_shuffle(self.up_c(z), 2), condition)
        x = x + F.pixel_shuffle(self.up_b(y), 2)
        for block in self.back_a:
            x = block(x, condition)
        return self.leave(F.silu(x))


def phases(y, x):
    """Where on the styles' grids each latent lies: y [h], x [w] are rows and columns counted from the picture's corner."""
    waves = []
    for period in PERIODS:
        for turn in (torch.sin, torch.cos):
            wave_y, wave_x = turn((y + 0.5) * (2 * torch.pi / period)), turn((x + 0.5) * (2 * torch.pi / period))
            waves += [wave_y[:, None] + 0 * wave_x[None], 0 * wave_y[:, None] + wave_x[None]]
    return torch.stack(waves)[None]


def statistics_of(source):
    """Mean and deviation of each channel over the whole picture: what an auto-contrast needs to know."""
    mean = source.mean((2, 3))
    return torch.cat([mean, ((source - mean[..., None, None]) ** 2).mean((2, 3)).sqrt()], 1)


class Words(nn.Module):
    """Hidden states of a prompt: convolutions over tokens, for style names are short phrases."""

    def __init__(self, vocabulary):
        super().__init__()
        self.embed = nn.Embedding(vocabulary, WORDS)
        self.layers = nn.ModuleList([nn.Conv1d(WORDS, WORDS, 5, padding=2) for _ in range(3)])

    def forward(self, ids):
        x = self.embed(ids).transpose(1, 2)
        for layer in self.layers:
            x = x + layer(F.silu(x))
        return x.transpose(1, 2)


class Reader(nn.Module):
    """Hidden states to a recipe code: each name looks for its own evidence in the prompt. Absent evidence is the first entry, None."""

    def __init__(self):
        super().__init__()
        self.evidence = nn.Linear(WORDS, CODE)

    def logits(self, hidden):
        return [part.amax(1) for part in self.evidence(hidden).split(list(SIZES.values()), 2)]

    def forward(self, hidden):
        return torch.cat([logits.softmax(1) for logits in self.logits(hidden)], 1)
