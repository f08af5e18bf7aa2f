"""The painter: for each name that a prompt can hold a small network per pixel, which sees the maps of the canvas.

Light and manner come first, then the style on the picture that they made, then the colours: combinations need no data of their own.
"""
import torch
import torch.nn as nn
import torch.nn.functional as F

from canvas import Canvas, Glance, Levels, luminance, stack
from recipe import LOOKS, SIZES

COLOUR_MAPS = dict(x=3, gray=1, mean=1, deviation=1)
STAGES = dict(mood=Glance.CHANNELS, style=Canvas.CHANNELS, colour=COLOUR_MAPS)
WIDTHS = dict(mood=32, style=48, colour=24)


def colour_maps(picture):
    gray = luminance(picture)
    levels = Levels(gray)
    return torch.cat([picture, levels(gray), levels.mean + 0 * gray, levels.deviation + 0 * gray], 1)


class Table(nn.Module):
    """One network of two hidden layers for each name: maps [B, F, n] and a code [B, names] to changes of colour [B, 3, n].
    The code weighs the networks themselves; without a name there is no network and no change."""

    def __init__(self, names, inputs, width):
        super().__init__()
        self.register_buffer('centre', torch.zeros(inputs, 1))
        self.register_buffer('scale', torch.ones(inputs, 1))
        layer = lambda out, into: nn.Parameter(torch.randn(names, out, into + 1) * (1.6 / into) ** 0.5)
        self.first, self.second, self.last = layer(width, inputs), layer(width, width), layer(3, width)
        self.last.data *= 0.05

    def forward(self, maps, code):
        first, second, last = ((code @ layer.flatten(1)).unflatten(1, layer.shape[1:]) for layer in (self.first, self.second, self.last))
        into = first[:, :, :-1] * self.scale.T                      # centring and scaling of the maps, folded into the weights
        x = torch.matmul(into, maps) + (first[:, :, -1:] - torch.matmul(into, self.centre))
        x = torch.matmul(second[:, :, :-1], F.relu(x)) + second[:, :, -1:]
        return torch.matmul(last[:, :, :-1], F.relu(x)) + last[:, :, -1:]


class Painter(nn.Module):
    def __init__(self):
        super().__init__()
        self.glance, self.canvas = Glance(), Canvas()
        self.tables = nn.ModuleDict({stage: Table(len(LOOKS[stage]), sum(maps.values()), WIDTHS[stage]) for stage, maps in STAGES.items()})

    def forward(self, picture, white, code):
        """picture [B, 3, H, W] from 0 to 1, white noise [B, 1, H, W], code [B, CODE] of recipe.py; returns the painted picture."""
        parts = dict(zip(SIZES, code.split(list(SIZES.values()), 1)))
        codes = dict(mood=torch.cat([parts['light'][:, 1:], parts['manner'][:, 1:]], 1), style=parts['style'][:, 1:], colour=parts['colour'][:, 1:])
        seen = dict(mood=lambda x: stack(self.glance(x, white), Glance.CHANNELS), style=lambda x: stack(self.canvas(x, white), Canvas.CHANNELS), colour=colour_maps)
        for stage, look in seen.items():
            change = self.tables[stage](look(picture).flatten(2), codes[stage])
            picture = (picture + change.reshape(picture.shape)).clamp(0, 1)
        return picture
