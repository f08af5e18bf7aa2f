"""A bank of fixed features with one linear readout a style, light and colour, solved by least squares before any descent.

Most of what a style does is a tone curve, a colour map, a pattern on a grid, strokes where the noise is: close to linear in the
right features. Solving for that takes a minute and starts the training where descent alone would come to after hours. Light,
style and colour are applied one after the other, each to the picture that the one before it made, so combinations need no data.
"""
import torch
import torch.nn as nn
import torch.nn.functional as F

from picture_noise import CHANNELS
from recipe import SIZES

KNOTS = torch.linspace(-1.8, 1.8, 10)
STAGES = ('light', 'style', 'colour')


def neighbourhood():
    """A convolution that copies the nine neighbours of each channel side by side."""
    weight = torch.zeros(9 * CHANNELS, CHANNELS, 3, 3)
    for i in range(9):
        for c in range(CHANNELS):
            weight[i * CHANNELS + c, c, i // 3, i % 3] = 1
    return weight


def mean_of(x, size):
    return F.avg_pool2d(x, size, 1, size // 2, count_include_pad=False)


def block_mean(x, size):
    return F.interpolate(F.avg_pool2d(x, size), scale_factor=float(size), mode='nearest')


def grid_places(rows, columns, period):
    """One-hot place in a grid cell of period by period latents; rows [h], columns [w] counted from the picture's corner."""
    y = [(torch.remainder(rows - i, period) < 0.5).float() for i in range(period)]
    x = [(torch.remainder(columns - i, period) < 0.5).float() for i in range(period)]
    return torch.stack([a[:, None] * b[None] for a in y for b in x])[None]


def crossed(places, values):
    """Each value where the place is: [B, places·values, h, w]."""
    return torch.cat([places * values[:, i:i + 1] for i in range(values.shape[1])], 1)


class Bank(nn.Module):
    def __init__(self):
        super().__init__()
        self.register_buffer('copies', neighbourhood())
        self.register_buffer('knots', KNOTS[None, :, None, None].clone())
        self.register_buffer('tone', torch.ones(1))      # scale of the first channel, so that the knots span it
        self.register_buffer('scale', torch.ones(1, self.width(), 1, 1))
        self.readouts = nn.ParameterDict({stage: nn.Parameter(torch.zeros(SIZES[stage], CHANNELS, self.width())) for stage in STAGES})

    @staticmethod
    def width():
        return 288 + 20 + 32 + 48 + 60 + 32 + 96 + 32 + 3

    def features(self, s, noise, rows, columns, spread):
        """s source latents, noise, spread [B,1] deviation of the first channel over the whole picture."""
        n = noise.clamp(-4, 4)
        tone = s[:, :1] * self.tone
        wide = mean_of(tone, 5)
        hinges = F.relu(tone - self.knots)
        size = s.abs()
        near = mean_of(size, 3)
        quad, cell = grid_places(rows, columns, 2), grid_places(rows, columns, 4)
        ones = torch.ones_like(tone)
        energy = near[:, 1:].mean(1, keepdim=True)
        four = block_mean(s, 4)
        spread = spread[..., None, None] * ones
        found = torch.cat([
            F.conv2d(F.pad(s, (1, 1, 1, 1), mode='replicate'), self.copies), F.conv2d(F.pad(n, (1, 1, 1, 1), mode='replicate'), self.copies),
            hinges, F.relu(wide - self.knots), size, near, n * F.relu(tone), n * F.relu(-tone), n * energy,
            crossed(quad, torch.cat([ones, hinges, s[:, :4]], 1)), block_mean(s, 2), four,
            crossed(cell, torch.cat([ones, tone, four[:, :4]], 1)), mean_of(s, 5), mean_of(s, 9), ones, spread, spread * tone], 1)
        return found * self.scale

    def forward(self, source, noise, rows, columns, spread, code):
        moved, start, parts = torch.zeros_like(source), 0, {}
        for group, size in SIZES.items():
            parts[group] = code[:, start:start + size]
            start += size
        for stage in STAGES:
            readout = (parts[stage] @ self.readouts[stage].flatten(1)).unflatten(1, (CHANNELS, self.width()))
            found = self.features(source + moved, noise, rows, columns, spread)
            moved = moved + torch.matmul(readout, found.flatten(2)).reshape(source.shape)
        return moved
