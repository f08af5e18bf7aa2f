"""What is there before the picture: the start noise in lumps and streaks, grids, cells. Light, styles and veils share it."""
import copy
import functools
import math

import numpy as np
import torch
import torch.nn.functional as F

from layers import blur, constant, cut, doubled, frame, grown, halved, lengths, mixed, part, shrunk, spread


def rolled(x, dy, dx):
    """The same noise, begun elsewhere: wraps around."""
    for axis, way in ((2, dy), (3, dx)):
        x = torch.cat([cut(x, axis, way, None), cut(x, axis, 0, way)], axis)
    return x


def streak_kernels(angles, reach, softness):
    """Line-shaped kernels with unit energy: white noise drawn out along each angle keeps deviation 1."""
    offsets = np.arange(-reach - 2, reach + 3)
    yy, xx = np.meshgrid(offsets, offsets, indexing='ij')
    kernels = []
    for angle in angles:
        along, across = xx * math.cos(angle) + yy * math.sin(angle), yy * math.cos(angle) - xx * math.sin(angle)
        kernel = np.exp(-across ** 2 / (2 * softness ** 2)) / (1 + np.exp(2 * (abs(along) - reach - 0.5)))
        kernels.append(kernel / np.sqrt((kernel ** 2).sum()))
    return np.stack(kernels)[:, None]


def fraction(x):
    return x - torch.floor(x)


AROUND = [(dy, dx) for dy in (-1, 0, 1) for dx in (-1, 0, 1)]


def neighbours(small, gain=1, bias=None):
    """What lies at the nine places around: [B, c, h, w] to [B, 9c, h, w], the nine of a channel side by side, in the order of AROUND."""
    channels = int(small.shape[1])
    copies = np.tile(np.eye(9).reshape(9, 1, 3, 3), (channels, 1, 1, 1)) * gain
    return F.conv2d(frame(small, 1), constant(copies), None if bias is None else constant(bias), groups=channels)


def gathered(parts):
    """The other way round: what each place has for its nine neighbours, [B, 9c, h, w], summed at the neighbours."""
    channels = int(parts.shape[1]) // 9
    copies = np.zeros((channels, channels, 9, 3, 3))
    for i, (dy, dx) in enumerate(AROUND):
        copies[range(channels), range(channels), i, 1 - dy, 1 - dx] = 1
    return F.conv2d(frame(parts, 1), constant(copies.reshape(channels, 9 * channels, 3, 3)))


def nines(x):
    """Sums of nine channels each."""
    return mixed(x, np.kron(np.eye(int(x.shape[1]) // 9), np.ones(9)))


class Cells:
    """Voronoi cells of a jittered grid. The numbers of a cell are sums of its white noise, with four sign patterns.
    The pixels of a cell that share their second nearest site as well make a facet: straight borders, and a fan around each site."""

    def __init__(self, white, signs, place, jitter, step):
        """place: where a pixel lies in its square of the grid, x and y from the middle. Squares of 32 px are four of 16."""
        self.step = step
        self.numbers = self.shrunk(white * signs) * step
        offsets = np.array([dx for _, dx in AROUND] + [dy for dy, _ in AROUND]) * step
        sites = neighbours(part(self.numbers, 0, 2).clamp(-1.5, 1.5), step * jitter / 3, offsets + 0.5)
        self.away = self.grown(sites) - mixed(place, np.kron(np.eye(2), np.ones((9, 1))))
        self.settle(lengths(self.away))

    def settle(self, distance):
        """distance: how far the nine sites are from each pixel, [B, 9, H, W]."""
        self.distance = distance
        self.nearest = distance.amin(1, keepdim=True)
        self.near = torch.exp(self.nearest - distance)
        square = self.near * self.near
        self.share = square / square.sum(1, keepdim=True)

    @functools.cached_property
    def other_share(self):
        other = self.near * self.near * torch.exp(-100 * self.share)
        return other / other.sum(1, keepdim=True)

    def drawn_to(self, x, pull):
        """The same cells with borders that follow those of the picture x: where its colour differs from a cell's mean by 1, the
        site is `pull` px farther (as in SLIC, Achanta 2012; one pass)."""
        miss = self.spread(self.means(x)) - mixed(x, np.kron(np.eye(3), np.ones((9, 1))))
        drawn = copy.copy(self)
        drawn.__dict__.pop('other_share', None)
        drawn.settle(self.distance + pull * mixed(miss * miss, np.tile(np.eye(9), 3), np.full(9, 1e-6)).sqrt())
        return drawn

    def shrunk(self, x):
        if self.step < 32:
            return shrunk(x, self.step)
        self.quarters = shrunk(x, 16)
        return halved(self.quarters)

    def grown(self, small):
        return spread(small, self.step) if self.step < 32 else spread(doubled(small, self.quarters), 16)

    def border(self):
        """Pixels to the next site minus pixels to this one, roughly."""
        return -torch.log(self.near.sum(1, keepdim=True) - 1 + 1e-6)

    def light(self):
        """By where the next site lies, seen from this one: facets that look up to the left are lit."""
        change = self.other_share - self.share
        toward = nines(torch.cat([change, change], 1) * self.away)
        return mixed(toward, [[-0.6, -0.8]]) / lengths(toward)

    def spread(self, small):
        """The values of the nine cells that may be nearest, for each pixel."""
        return self.grown(neighbours(small))

    def mean_of(self, values, share):
        """Of the nine values of each channel, weighed by how near the cells are."""
        return nines(values * torch.cat([share] * (int(values.shape[1]) // 9), 1))

    def facets(self, values):
        return self.mean_of(values, 0.6 * self.share + 0.4 * self.other_share)

    def paint(self, small):
        """One value a cell [B, c, h, w] to the picture of the cells."""
        return self.mean_of(self.spread(small), self.share)

    def means(self, x):
        """The means of x over each cell, by pooling what each square gives to each of its neighbours."""
        channels = int(x.shape[1])
        nine_of_each = mixed(x, np.kron(np.eye(channels + 1, channels), np.ones((9, 1))), [0] * 9 * channels + [1] * 9)
        total = gathered(self.shrunk(nine_of_each * torch.cat([self.share] * (channels + 1), 1)))
        means, area = total.split([channels, 1], 1)
        return means / (area + 1e-4)


class Paper:
    """What is there before the picture: white noise [B, 1, H, W], lumps and streaks of it, where on its grids each pixel lies, and cells."""

    CHANNELS = dict(grain=1, specks=1, spots=1, other_grain=1, drift=1, clouds=1, other_clouds=1)
    # Streaks down-right, down-left, flat, steep, and of rain.
    STREAKS = np.concatenate([streak_kernels([0.27 * math.pi, -0.27 * math.pi, 0.05, math.pi / 2 - 0.05], 9, 0.65), streak_kernels([1.35], 9, 0.8)])
    # By column and row: signs, squares of 8, 16 and 32 px, squares on their corner.
    GRIDS = np.array([[1 / 2, 0], [0, 1 / 2], [1 / 8, 0], [0, 1 / 8], [1 / 16, 0], [0, 1 / 16], [1 / 32, 0], [0, 1 / 32], [1 / 8, 1 / 8], [-1 / 8, 1 / 8]])

    def __init__(self, white):
        self.white = white.clamp(-3, 3)
        self.aside = rolled(self.white, 12, 20)
        self.both = torch.cat([self.white, self.aside], 1)
        self.clouds = self.lumps(self.both, (30, 30), (0, 1), 8)
        self.maps = torch.cat([self.lumps(self.both, (1.5, 3, 6, 3), (0, 0, 0, 1)), self.lumps(self.white, (12,), (0,), 4), self.clouds], 1)
        self.streaks, self.rain = F.conv2d(frame(self.white, 11), constant(self.STREAKS)).split([4, 1], 1)
        self.flat = 0 * self.white
        self.grid = torch.cat([(self.flat + 1).cumsum(axis) for axis in (3, 2)], 1)               # columns and rows, from 1
        scale, shift = np.array([[-4, -4, 8, 8, 16, 16, 32, 32, 5.66, 5.66], [1, 1, -3.5, -3.5, -7.5, -7.5, -15.5, -15.5, -2.83, -2.83]])[:, None, :, None, None]
        places = fraction(mixed(self.grid, self.GRIDS, -self.GRIDS.sum(1))) * constant(scale) + constant(shift)
        signs, self.place8, self.place16, self.place32, self.turned = places.split(2, 1)
        sign_x, sign_y = signs.split(1, 1)
        self.signs = torch.cat([self.flat + 1, signs, sign_x * sign_y], 1)
        self.cells = Cells(self.white, self.signs, self.place16, 0.85, 16)

    @staticmethod
    def lumps(noise, sizes, of, shrink=1):
        """Noise with features of about `size` px, deviation about 1."""
        sigmas = [max(size * 0.4, 0.6) for size in sizes]
        gains = [2 * sigma * math.sqrt(math.pi) for sigma in sigmas]
        small = shrunk(noise, shrink) if shrink > 1 else noise
        small = blur(small, *(sigma / shrink for sigma in sigmas), of=of, gains=gains)
        return grown(small, shrink) if shrink > 1 else small


def veils(x, white):
    """A change of light over a hundred pixels, [B, 3, H, W] around 0: brighter here, darker there, warmer and colder. No drift: its means are nothing."""
    fields = torch.cat([white, rolled(white, 12, 20)], 1)
    fields = grown(blur(shrunk(fields, 16), 2.0, 2.0, of=(0, 1), gains=(84, 84)), 16)
    fields = (fields - fields.mean((2, 3), keepdim=True)).clamp(-2.5, 2.5)
    change = mixed(fields, [[0.05, 0.03], [0.05, 0], [0.05, -0.03]]) * (4 * x * (1 - x))
    return change - change.mean((2, 3), keepdim=True)
