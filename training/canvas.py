"""What a painter can see of a picture: maps of tones, smoothed colours, contours, strokes, grids and cells.

The style filters (styles.py, moods.py) are written on these maps, and the network (painter.py) is given the same ones: where a
look needs context - a calm patch, the direction of a contour, the cell of a leaded window - the context is computed here, by
convolutions, poolings and soft choices that any ONNX runtime has, and what is left to learn is local. Everything is continuous:
small differences between runtimes stay small. Pictures are [B, 3, H, W] from 0 to 1, maps [B, channels, H, W], sides multiples of 16.

What can be computed side by side is one operator, not several: a runtime needs a moment for every operator when it opens a model.
"""
import math

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

LUMA = (0.299, 0.587, 0.114)
ANGLES = 8           # directions that strokes along the contours are mixed of


def constant(values):
    """Made with numpy, so that tracing sees a weight and not its computation."""
    return torch.from_numpy(np.ascontiguousarray(values, np.float32))


def mixed(x, weights, bias=None):
    """Weighted sums of channels: weights [channels out, channels in]."""
    return F.conv2d(x, constant(weights)[..., None, None], None if bias is None else constant(bias))


def luminance(pictures):
    """Of one picture, or of several side by side: [B, 3n, H, W] to [B, n, H, W]."""
    return mixed(pictures, np.kron(np.eye(int(pictures.shape[1]) // 3), LUMA))


def part(x, start, end):
    """Some of the channels."""
    return cut(x, 1, start, end)


def cut(x, axis, start, end):
    """x[start:end] along one axis and no other: brackets would leave an operator of the exported graph for every axis."""
    return torch.ops.aten.slice.Tensor(x, axis, start, end)


def frame(x, size):
    return F.pad(x, (size,) * 4, mode='replicate')


def moved(x, dy, dx):
    """out[y, x] = x[y + dy, x + dx], borders repeated."""
    reach = max(abs(dy), abs(dx))
    x = frame(x, reach)
    for axis, way in ((2, dy), (3, dx)):
        x = cut(x, axis, reach + way, way - reach or None)
    return x


def rolled(x, dy, dx):
    """The same noise, begun elsewhere: wraps around."""
    for axis, way in ((2, dy), (3, dx)):
        x = torch.cat([cut(x, axis, way, None), cut(x, axis, 0, way)], axis)
    return x


def blur(x, *sigmas, of=None, gains=None):
    """Gaussian blurs. One sigma serves all channels; of several each makes a channel of its own, out of the channel of x that `of` names."""
    channels = int(x.shape[1])
    sigmas = sigmas * channels if len(sigmas) == 1 and of is None else sigmas
    reach = math.ceil(2.5 * max(sigmas))
    offsets = np.arange(-reach, reach + 1, dtype=np.float32)
    kernels = np.stack([np.exp(-offsets ** 2 / (2 * sigma * sigma)) * (abs(offsets) <= math.ceil(2.5 * sigma)) for sigma in sigmas])
    kernels = kernels / kernels.sum(1, keepdims=True)
    across = kernels if gains is None else kernels * np.array(gains)[:, None]
    if of is None:
        x = F.conv2d(frame(x, reach), constant(kernels[:, None, :, None]), groups=channels)
    else:
        x = F.conv2d(frame(x, reach), constant(np.eye(channels)[list(of)][:, :, None, None] * kernels[:, None, :, None]))
    return F.conv2d(x, constant(across[:, None, None]), groups=len(sigmas))


def box(x, size):
    x = frame(x, size // 2)
    return F.avg_pool2d(F.avg_pool2d(x, (size, 1), 1), (1, size), 1)


def shrunk(x, step):
    """Means of step by step squares."""
    return F.avg_pool2d(x, step)


def grown(small, step):
    """The way back from `shrunk`, smoothly."""
    return F.interpolate(small, scale_factor=float(step), mode='bilinear')


def spread(small, step):
    """The way back from `shrunk`, in squares."""
    return F.interpolate(small, scale_factor=float(step), mode='nearest')


def wide_blur(x, *sigmas, shrink):
    """Blurs of many pixels, computed on a smaller picture."""
    return grown(blur(shrunk(x, shrink), *(sigma / shrink for sigma in sigmas)), shrink)


def calmed(x, size, flat):
    """Guided filter of the picture by itself (He 2010): what deviates less than sqrt(flat) from its surroundings is flattened."""
    mean, square = box(torch.cat([x, x * x], 1), size).split(3, 1)
    variance = (square - mean * mean).clamp(min=0)
    a = variance / (variance + flat)
    a, b = box(torch.cat([a, mean - a * mean], 1), size).split(3, 1)
    return a * x + b


def kuwahara(x, size):
    """Each pixel takes the mean of the calmest of four windows beside it (softly: Papari 2007): dabs with crisp edges."""
    gray = luminance(x)
    colour, mean, square = box(torch.cat([x, gray, gray * gray], 1), size).split([3, 1, 1], 1)
    calm = 1e-3 / ((square - mean * mean).clamp(min=0) + 2e-4)
    calm = calm * calm
    weighted = frame(torch.cat([colour * calm, calm], 1), size // 2)
    colour, calm = F.conv2d(weighted, constant(np.ones((4, 1, 2, 2))), groups=4, dilation=size // 2 * 2).split([3, 1], 1)
    return colour / (calm + 1e-9)


def lengths(vectors):
    """Of vectors whose x lie first and whose y after them: [B, 2n, H, W] to [B, n, H, W]."""
    count = int(vectors.shape[1]) // 2
    return mixed(vectors * vectors, np.tile(np.eye(count), 2), np.full(count, 1e-8)).sqrt()


def differences(x, *kernels):
    """Of every channel the 3 by 3 differences with the first kernel, then with the second."""
    channels = int(x.shape[1])
    weights = np.concatenate([np.eye(channels)[:, :, None, None] * np.array(kernel) for kernel in kernels])
    return F.conv2d(frame(x, 1), constant(weights))


ALONG_X = np.array([[0, 0, 0], [-0.5, 0, 0.5], [0, 0, 0]])
ALONG_Y = ALONG_X.T
FROM_CORNER = np.array([[-1, 0, 0], [0, 0, 0], [0, 0, 1]])


def steepness(x):
    """Lengths of the gradients of all channels."""
    return lengths(differences(x, ALONG_X, ALONG_Y))


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


class Levels:
    """Half an auto-contrast by mean and deviation of the whole picture."""

    def __init__(self, gray):
        self.mean = gray.mean((2, 3), keepdim=True)
        self.deviation = ((gray - self.mean) ** 2).mean((2, 3), keepdim=True).sqrt()
        self.low = (0.5 * self.mean - self.deviation).clamp(min=0)
        self.range = (0.5 * self.mean + self.deviation).clamp(max=0.5) + 0.5 - self.low

    def __call__(self, grays):
        return ((grays - self.low) / self.range).clamp(0, 1)

    def maps(self, like):
        """Mean and deviation, the same for every pixel."""
        return torch.cat([self.mean, self.deviation], 1) + 0 * like


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
        """place: where a pixel lies in its square of the grid, x and y from the middle."""
        self.step = step
        self.numbers = shrunk(white * signs, step) * step
        offsets = np.array([dx for _, dx in AROUND] + [dy for dy, _ in AROUND]) * step
        sites = neighbours(part(self.numbers, 0, 2).clamp(-1.5, 1.5), step * jitter / 3, offsets + 0.5)
        self.away = spread(sites, step) - mixed(place, np.kron(np.eye(2), np.ones((9, 1))))
        distance = lengths(self.away)
        self.nearest = distance.amin(1, keepdim=True)
        self.near = torch.exp(self.nearest - distance)
        square = self.near * self.near
        self.share = square / square.sum(1, keepdim=True)
        other = square * torch.exp(-100 * self.share)
        self.other_share = other / other.sum(1, keepdim=True)

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
        return spread(neighbours(small), self.step)

    def mean_of(self, values, share):
        """Of the nine values of each channel, weighed by how near the cells are."""
        return nines(values * torch.cat([share] * (int(values.shape[1]) // 9), 1))

    def paint(self, small):
        """One value a cell [B, c, h, w] to the picture of the cells."""
        return self.mean_of(self.spread(small), self.share)

    def means(self, x):
        """The mean of x over each cell, by pooling what each square gives to each of its neighbours."""
        nine_of_each = mixed(x, np.kron(np.eye(4, 3), np.ones((9, 1))), [0] * 27 + [1] * 9)
        total = gathered(shrunk(nine_of_each * torch.cat([self.share] * 4, 1), self.step))
        colour, area = total.split([3, 1], 1)
        return colour / (area + 1e-4)


class Paper:
    """What is there before the picture: white noise [B, 1, H, W], lumps and streaks of it, where on its grids each pixel lies, and cells."""

    CHANNELS = dict(grain=1, specks=1, spots=1, other_grain=1, drift=1, clouds=1, other_clouds=1)
    # Streaks down-right, down-left, flat, steep, and of rain.
    STREAKS = np.concatenate([streak_kernels([0.27 * math.pi, -0.27 * math.pi, 0.05, math.pi / 2 - 0.05], 9, 0.65), streak_kernels([1.35], 9, 0.8)])
    GRIDS = np.array([[1 / 2, 0], [0, 1 / 2], [1 / 8, 0], [0, 1 / 8], [1 / 16, 0], [0, 1 / 16], [1 / 8, 1 / 8], [-1 / 8, 1 / 8]])    # by column and row

    def __init__(self, white):
        self.white = white.clamp(-3, 3)
        self.aside = rolled(self.white, 12, 20)
        self.both = torch.cat([self.white, self.aside], 1)
        self.clouds = self.lumps(self.both, (30, 30), (0, 1), 8)
        self.maps = torch.cat([self.lumps(self.both, (1.5, 3, 6, 3), (0, 0, 0, 1)), self.lumps(self.white, (12,), (0,), 4), self.clouds], 1)
        self.streaks, self.rain = F.conv2d(frame(self.white, 11), constant(self.STREAKS)).split([4, 1], 1)
        self.flat = 0 * self.white
        self.grid = torch.cat([(self.flat + 1).cumsum(axis) for axis in (3, 2)], 1)               # columns and rows, from 1
        scale, shift = np.array([[-4, -4, 8, 8, 16, 16, 5.66, 5.66], [1, 1, -3.5, -3.5, -7.5, -7.5, -2.83, -2.83]])[:, None, :, None, None]
        places = fraction(mixed(self.grid, self.GRIDS, -self.GRIDS.sum(1))) * constant(scale) + constant(shift)
        signs, self.place8, self.place16, self.turned = places.split(2, 1)
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


class Glance(nn.Module):
    """The few maps that light, season and manner need."""

    CHANNELS = dict(x=3, gray=1, mean=1, deviation=1, soft=3, smooth=3, hazy=3, glow=3, dabs=3, **Paper.CHANNELS, rain=1, flakes=1)

    def forward(self, x, paper):
        gray = luminance(x)
        levels = Levels(gray)
        soft, smooth, hazy = blur(x, *(sigma for sigma in (1.0, 1.5, 2.5) for _ in range(3)), of=(0, 1, 2) * 3).split(3, 1)
        flakes = paper.cells.nearest - 0.9 * paper.cells.paint(part(paper.cells.numbers, 2, 3)) - 1.1
        return torch.cat([x, levels(gray), levels.maps(gray), soft, smooth, hazy, wide_blur(x, 6, shrink=4), kuwahara(smooth, 9), paper.maps,
                          paper.rain, flakes], 1)


class Canvas(nn.Module):
    """All maps that a style may look at."""

    CHANNELS = dict(
        x=3, soft=3, calm=3, dabs=3, patches=3,                                  # colours: guided filter, dabs
        gray=1, gray_soft=1, gray_calm=1, gray_dabs=1, gray_patches=1, mean=1, deviation=1,     # their levelled luminance
        tone1=1, tone3=1, tone2=1, sketch=1, coat=1, height=1,                   # luminance blurred by 1, 3, 1.8 px; of soft, patches, calm
        edge2=1, edge1=1, rim=1, steep=1,                                        # how steep the last four of these are: contours
        glow=3, tone6=1, halo=1,                                                 # wide blurs of colour, luminance, contours
        **Paper.CHANNELS,
        hatch=1, hatch_back=1, level=1, upright=1,                               # streaks down-right, down-left, flat, steep
        stroke=1, other_stroke=1, slope=1, stroke_relief=1, other_relief=1,      # wide strokes along the contours; lit from the corner
        ruled=2, etched=2, bent=1, line16=2, iso=1, place8=2, place16=2, dot=1, dot_turned=1,
        block8=3, block16=3, glass=3, pane=1, lead=1, facet=3, facet_light=1, point=3, point_distance=1, other_point=3, other_distance=1)

    # Lines as waves of column, row, drift (wobbles), tone3 (bends) and height (follows).
    WAVES = np.array([[1 / 8, 1 / 8, 0.1, 0, 0], [-1 / 8, 1 / 8, 0.1, 0, 0], [0, 1 / 4, 0, 2.5, 0], [1 / 4, 0, 0, 2.5, 0], [1 / 6, 1 / 6, 0, 10 / 3, 0],
                      [1 / 16, 0, 0, 0, 0], [0, 1 / 16, 0, 0, 0], [0, 0, 0, 0, 10]])                 # a grid's lines, and contour lines

    TURNS = [math.pi * k / ANGLES for k in range(ANGLES)]
    STROKES = np.tile(2 * streak_kernels(TURNS, 6, 0.95), (2, 1, 1, 1))

    def along_contours(self, gray, paper):
        """Wide strokes that follow the contours, [B, 2, H, W]; where there are none they follow slow noise. At half the size."""
        # The structure tensor (gx gx - gy gy, 2 gx gy), as a product of sums.
        one, two = differences(shrunk(gray, 2), ALONG_X + ALONG_Y, 2 * ALONG_X, ALONG_X - ALONG_Y, ALONG_Y).split(2, 1)
        aim = blur(one * two, 3.0, 3.0, of=(0, 1), gains=(-5000, -5000)) + shrunk(paper.clouds, 2) * 0.6
        aim = aim / (aim.norm(dim=1, keepdim=True) + 1e-4)
        share = F.relu(mixed(aim, [[math.cos(2 * turn), math.sin(2 * turn)] for turn in self.TURNS])) ** 4
        share = share / share.norm(dim=1, keepdim=True)
        strokes = F.conv2d(frame(shrunk(paper.both, 2), 8), constant(self.STROKES), groups=2)
        return grown(mixed(strokes * torch.cat([share, share], 1), np.kron(np.eye(2), np.ones(ANGLES))), 2)

    def forward(self, x, paper):
        soft = calmed(x, 5, 0.004)
        calm = calmed(calmed(soft, 7, 0.01), 9, 0.01)
        colours = torch.cat([x, soft, calm, kuwahara(x, 5), kuwahara(calm, 9)], 1)
        lumas = luminance(colours)
        levels = Levels(part(lumas, 0, 1))
        grays = levels(lumas)
        gray = part(grays, 0, 1)
        blurred, dabbed = blur(grays, 1.0, 3.0, 1.8, 0.8, 1.0, 2.0, 1.5, of=(0, 0, 0, 1, 4, 2, 3)).split([6, 1], 1)
        tone1, tone3, reliefs, height = blurred.split([1, 1, 3, 1], 1)
        edges = steepness(torch.cat([reliefs, height], 1))
        _, edge1, _, steep = edges.split(1, 1)
        wide = wide_blur(torch.cat([x, gray, (edge1 * 6 - 0.15).clamp(0, 1)], 1), 6, 6, 6, 6, 5, shrink=4)
        strokes = self.along_contours(dabbed, paper)
        drift = part(paper.maps, 4, 5)

        phases = mixed(torch.cat([paper.grid, drift, tone3, height], 1), self.WAVES, [*-self.WAVES[:-1, :2].sum(1), 0.5])
        lines, ascent = (2 * (fraction(phases) - 0.5).abs()).split([7, 1], 1)                      # 1 at whole numbers, 0 between them
        iso = (ascent / (20 * steep + 0.02)).clamp(max=4)

        glass = paper.cells
        panes = glass.spread(torch.cat([glass.means(x), part(glass.numbers, 2, 3)], 1))
        facets = glass.mean_of(part(panes, 0, 27), 0.6 * glass.share + 0.4 * glass.other_share)
        colour8 = shrunk(x, 8)
        points, others = (Cells(white, paper.signs, paper.place8, 0.7, 8) for white in (paper.white, paper.aside))
        point = points.paint(colour8 + 0.07 * part(points.numbers, 1, 4))
        # The second coat of dots lies between the first: made on the picture four pixels aside, and brought back.
        other = others.paint(shrunk(moved(x, -4, -4), 8) + 0.07 * part(others.numbers, 1, 4))
        return torch.cat([
            colours, grays, levels.maps(gray), blurred, edges, wide, paper.maps,
            paper.streaks, strokes, differences(torch.cat([tone1, strokes], 1), FROM_CORNER),
            lines, iso, paper.place8, paper.place16, lengths(paper.place8), lengths(paper.turned), spread(colour8, 8), spread(shrunk(x, 16), 16),
            glass.mean_of(panes, glass.share), glass.border(), facets, glass.light(),
            point, points.nearest, moved(torch.cat([other, others.nearest], 1), 4, 4)], 1)
