"""The painter: for each name that a prompt can hold a small network per pixel, which sees the maps of the canvas.

Light and manner come first, then the style on the picture that they made, then the colours: combinations need no data of their own.
"""
import math

import torch
import torch.nn as nn
import torch.nn.functional as F

from canvas import Canvas, Glance
from layers import Levels, luminance
from paper import Paper
from recipe import GROUPS, LOOKS

COLOUR_MAPS = dict(x=3, gray=1, mean=1, deviation=1)
STAGES = dict(mood=Glance.CHANNELS, style=Canvas.CHANNELS, colour=COLOUR_MAPS)
WIDTHS = dict(mood=32, style=48, colour=24)
EVERY_ROW = 1 << 20  # more than any picture has


def colour_maps(picture):
    gray = luminance(picture)
    levels = Levels(gray)
    return torch.cat([picture, levels(gray), levels.maps(gray)], 1)


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
        self.shapes = [(width, inputs), (width, 1), (width, width), (width, 1), (3, width), (3, 1)]

    def unfold(self, folded):
        """Takes weights as an exported graph holds them, [names, all]: maps are neither centred nor scaled there. Maps that the canvas
        has got since, the last ones, count for nothing yet."""
        self.centre.zero_()
        self.scale.fill_(1)
        width, inputs = self.shapes[0]
        missing = (sum(math.prod(shape) for shape in self.shapes) - folded.shape[1]) // width
        before = width * (inputs - missing)
        first = F.pad(folded[:, :before].reshape(-1, width, inputs - missing), (0, missing))
        parts = self.layers(torch.cat([first.flatten(1), folded[:, before:]], 1))
        for layer, weight, bias in zip((self.first, self.second, self.last), parts[::2], parts[1::2]):
            layer.data = torch.cat([weight, bias], 2)

    def recentre(self, centre, scale):
        """Other numbers to centre and scale the maps with; the change that it paints stays the same."""
        into = self.first.data[:, :, :-1] * self.scale.T
        bias = self.first.data[:, :, -1:] - into @ self.centre
        self.centre.copy_(centre)
        self.scale.copy_(scale)
        self.first.data = torch.cat([into / self.scale.T, bias + into @ self.centre], 2)

    def layers(self, folded):
        """[B, all] to weights and biases, in turn."""
        return [part.reshape(-1, *shape) for part, shape in zip(folded.split([math.prod(shape) for shape in self.shapes], 1), self.shapes)]

    def forward(self, maps, code):
        into = self.first[:, :, :-1] * self.scale.T                 # centring and scaling of the maps, folded into the weights
        weights = [into, self.second[:, :, :-1], self.last[:, :, :-1]]
        biases = [self.first[:, :, -1:] - into @ self.centre, self.second[:, :, -1:], self.last[:, :, -1:]]
        layers = [layer for pair in zip(weights, biases) for layer in pair]
        first, first_bias, second, second_bias, last, last_bias = self.layers(code @ torch.cat([layer.flatten(1) for layer in layers], 1))
        x = F.relu(torch.matmul(first, maps) + first_bias)
        x = F.relu(torch.matmul(second, x) + second_bias)
        return torch.matmul(last, x) + last_bias


def places_of(looks):
    """Where in a code (recipe.py) some looks are."""
    names = [name for group in GROUPS.values() for name in group]
    return torch.tensor([names.index(look) for look in looks])


class Wishes:
    """Which pictures of a batch ask a stage for something: only those are looked at and painted. With an empty negative prompt that is half
    the work of guidance. Where nobody asks, 16 rows are painted in vain: some runtimes cannot bear an empty batch."""

    def __init__(self, names):
        """names: the part of the code that the stage has networks for, [B, names]."""
        asked = (50 * names.sum(1) - 0.05).clamp(0, 1)               # a thousandth of a doubt is no wish, and nothing jumps above
        asking = asked >= asked.amax().clamp(max=1e-6)
        self.which, self.place = asking.nonzero().squeeze(1), (asking.long().cumsum(0) - 1).clamp(min=0)
        self.asked, self.anyone = asked[:, None, None, None], (asked.amax() > 0).long()

    def of(self, values):
        return values.index_select(0, self.which)

    def seen(self, pictures):
        return self.of(pictures)[:, :, :16 + EVERY_ROW * self.anyone]

    def granted(self, changes):
        """Changes [b, 3, h, w] for the whole batch: one row of nothing where nobody asked."""
        return changes[:, :, :1 + EVERY_ROW * self.anyone].index_select(0, self.place) * self.asked


class Painter(nn.Module):
    def __init__(self):
        super().__init__()
        self.glance, self.canvas = Glance(), Canvas()
        self.tables = nn.ModuleDict({stage: Table(len(LOOKS[stage]), sum(maps.values()), WIDTHS[stage]) for stage, maps in STAGES.items()})

    def forward(self, picture, white, code):
        """picture [B, 3, H, W] from 0 to 1, white noise [B, 1, H, W], code [B, CODE] of recipe.py; returns the painted picture."""
        looks = dict(mood=lambda x, white: self.glance(x, Paper(white)), style=lambda x, white: self.canvas(x, Paper(white)), colour=lambda x, _: colour_maps(x))
        for stage, look in looks.items():
            names = code.index_select(1, places_of(LOOKS[stage]))
            wishes = Wishes(names)
            maps = look(wishes.seen(picture), wishes.seen(white))
            changes = self.tables[stage](maps.flatten(2), wishes.of(names))
            picture = (picture + wishes.granted(changes.unflatten(2, maps.shape[2:]))).clamp(0, 1)
        return picture
