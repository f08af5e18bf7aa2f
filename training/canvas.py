"""What a painter can see of a picture: maps of tones, smoothed colours, contours, strokes, grids and cells.

The style filters (styles.py, moods.py) are written on these maps, and the network (painter.py) is given the same ones: where a
look needs context - a calm patch, the direction of a contour, the cell of a leaded window - the context is computed here, by
convolutions, poolings and soft choices that any ONNX runtime has, and what is left to learn is local. Everything is continuous:
small differences between runtimes stay small. Pictures are [B, 3, H, W] from 0 to 1, maps [B, channels, H, W].
"""
import math

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

LUMA = (0.299, 0.587, 0.114)
ANGLES = 8           # directions that strokes along the contours are mixed of


def luminance(x):
    return LUMA[0] * part(x, 0, 1) + LUMA[1] * part(x, 1, 2) + LUMA[2] * part(x, 2, 3)


def cut(x, axis, start, end):
    """x[start:end] along one axis and no other: brackets would leave an operator of the exported graph for every axis."""
    return torch.ops.aten.slice.Tensor(x, axis, start, end)


def part(x, start, end):
    """Some of the channels."""
    return cut(x, 1, start, end)


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


def gaussian(sigma, channels, axis):
    """A constant of the exported graph: made with numpy, so that tracing sees a weight and not its computation."""
    reach = math.ceil(2.5 * sigma)
    k = np.exp(-np.arange(-reach, reach + 1, dtype=np.float32) ** 2 / (2 * sigma * sigma))
    k = np.tile(k / k.sum(), (channels, 1, 1, 1))
    return torch.from_numpy(np.ascontiguousarray(k.transpose(0, 1, 3, 2) if axis == 2 else k))


def blur(x, sigma):
    reach, channels = math.ceil(2.5 * sigma), x.shape[1]
    return F.conv2d(F.conv2d(frame(x, reach), gaussian(sigma, int(channels), 2), groups=int(channels)), gaussian(sigma, int(channels), 3), groups=int(channels))


def wide_blur(x, sigma, shrink):
    """A blur of many pixels, computed on a smaller picture."""
    small = blur(shrunk(x, shrink), sigma / shrink)
    return grown(small, shrink, x, 'bilinear')


def box(x, size):
    x = frame(x, size // 2)
    return F.avg_pool2d(F.avg_pool2d(x, (size, 1), 1), (1, size), 1)


def shrunk(x, step):
    """Means of step by step squares; where the step does not divide the sides, which are multiples of 16, the last ones reach over the border."""
    return F.avg_pool2d(F.pad(x, (0, step - 1, 0, step - 1), mode='replicate') if 16 % step else x, step)


def grown(small, step, like, mode):
    """The way back from `shrunk`."""
    x = F.interpolate(small, scale_factor=float(step), mode=mode)
    return x[:, :, :like.shape[2], :like.shape[3]] if 16 % step else x


def spread(small, step, like):
    return grown(small, step, like, 'nearest')


def calmed(x, size, flat):
    """Guided filter of the picture by itself (He 2010): what deviates less than sqrt(flat) from its surroundings is flattened."""
    mean = box(x, size)
    variance = (box(x * x, size) - mean * mean).clamp(min=0)
    a = variance / (variance + flat)
    both = box(torch.cat([a, mean * (1 - a)], 1), size)
    channels = int(x.shape[1])
    return part(both, 0, channels) * x + part(both, channels, 2 * channels)


def kuwahara(x, size):
    """Each pixel takes the mean of the calmest of four windows beside it (softly: Papari 2007): dabs with crisp edges."""
    gray = luminance(x)
    means = box(torch.cat([x, gray, gray * gray], 1), size)
    calm = (part(means, 4, 5) - part(means, 3, 4) ** 2).clamp(min=0) + 2e-4
    calm = (1e-3 / calm) ** 2
    half = size // 2
    weighted, total = torch.cat([part(means, 0, 3) * calm, calm], 1), 0
    for dy in (-half, half):
        for dx in (-half, half):
            total = total + moved(weighted, dy, dx)
    return part(total, 0, 3) / (part(total, 3, 4) + 1e-9)


def slopes(gray):
    """Central differences along x and y."""
    g = frame(gray, 1)
    rows, columns = cut(g, 2, 1, -1), cut(g, 3, 1, -1)
    return 0.5 * (cut(rows, 3, 2, None) - cut(rows, 3, 0, -2)), 0.5 * (cut(columns, 2, 2, None) - cut(columns, 2, 0, -2))


def length(x, y):
    return (x * x + y * y + 1e-8).sqrt()


def streak_kernels(angles, reach, softness):
    """Line-shaped kernels with unit energy: white noise drawn out along each angle keeps deviation 1."""
    side = 2 * (reach + 2) + 1
    yy, xx = torch.meshgrid(torch.arange(side).float() - side // 2, torch.arange(side).float() - side // 2, indexing='ij')
    kernels = []
    for angle in angles:
        along, across = xx * math.cos(angle) + yy * math.sin(angle), yy * math.cos(angle) - xx * math.sin(angle)
        kernel = torch.exp(-across ** 2 / (2 * softness ** 2)) * torch.sigmoid(2 * (reach + 0.5 - along.abs()))
        kernels.append(kernel / (kernel ** 2).sum().sqrt())
    return torch.stack(kernels)[:, None]


def triangle_wave(x):
    """1 at whole numbers, 0 between them."""
    return 2 * (x - torch.floor(x) - 0.5).abs()


AROUND = [(dy, dx) for dy in (-1, 0, 1) for dx in (-1, 0, 1)]


def neighbours(small):
    """What lies at the nine places around: [B, c, h, w] to [B, 9c, h, w], the nine of a channel side by side, in the order of AROUND."""
    channels = int(small.shape[1])
    copies = torch.from_numpy(np.tile(np.eye(9, dtype=np.float32).reshape(9, 1, 3, 3), (channels, 1, 1, 1)))
    return F.conv2d(frame(small, 1), copies, groups=channels)


def gathered(parts):
    """The other way round: what each place has for its nine neighbours, [B, 9c, h, w] with the channels side by side, summed at the neighbours."""
    channels = int(parts.shape[1]) // 9
    copies = np.zeros((channels, 9, channels, 3, 3), np.float32)
    for i, (dy, dx) in enumerate(AROUND):
        copies[range(channels), i, range(channels), 1 - dy, 1 - dx] = 1
    return F.conv2d(frame(parts, 1), torch.from_numpy(copies.reshape(channels, 9 * channels, 3, 3)))


class Cells:
    """Voronoi cells of a jittered grid. The numbers of a cell are sums of its white noise, with four sign patterns.
    The pixels of a cell that share their second nearest site as well make a facet: straight borders, and a fan around each site."""

    def __init__(self, white, rows, columns, step, jitter):
        self.step, self.like = step, white
        sign_x, sign_y = 1 - 2 * (columns - 2 * torch.floor(columns / 2)), 1 - 2 * (rows - 2 * torch.floor(rows / 2))
        patterns = torch.cat([white, white * sign_x, white * sign_y, white * sign_x * sign_y], 1)
        self.numbers = shrunk(patterns, step) * step
        place = part(self.numbers, 0, 2).clamp(-1.5, 1.5) / 3 * jitter + 0.5
        u, v = columns - step * torch.floor(columns / step), rows - step * torch.floor(rows / step)
        offsets = torch.from_numpy(np.array([dx for _, dx in AROUND] + [dy for dy, _ in AROUND], np.float32).reshape(1, 18, 1, 1))
        sites_x, sites_y = spread((neighbours(place) + offsets) * step, step, white).split(9, 1)
        distance = length(u - sites_x, v - sites_y)
        self.nearest = distance.amin(1, keepdim=True)
        near = torch.exp(self.nearest - distance)
        share = near / near.sum(1, keepdim=True)
        most = share.amax(1, keepdim=True)
        self.border = torch.log(most + 1e-6) - torch.log(1 - most + 1e-6)      # px to the next site minus px to this one
        near = near * near
        self.share = near / near.sum(1, keepdim=True)
        distance = distance + 50 * self.share
        other = torch.exp(2 * (distance.amin(1, keepdim=True) - distance))
        self.other_share = other / other.sum(1, keepdim=True)
        # Where the next site lies, seen from this one: facets that look up to the left are lit.
        toward_x, toward_y = (((self.other_share - self.share) * sites).sum(1, keepdim=True) for sites in (sites_x, sites_y))
        self.light = -(0.6 * toward_x + 0.8 * toward_y) / length(toward_x, toward_y)

    def paint(self, small, share=None):
        """One value a cell [B, c, h, w] to the picture of the cells; with `other_share` each pixel shows the cell that is next to it."""
        share = self.share if share is None else share
        found = spread(neighbours(small), self.step, self.like).split(9, 1)
        return torch.cat([(share * channel).sum(1, keepdim=True) for channel in found], 1)

    def means(self, x):
        """The mean of x over each cell, by pooling what each square gives to each of its neighbours."""
        both = torch.cat([x, torch.ones_like(part(x, 0, 1))], 1)
        total = gathered(shrunk(torch.cat([share * both for share in self.share.split(1, 1)], 1), self.step))
        return part(total, 0, 3) / (part(total, 3, 4) + 1e-4)


class Levels:
    """Half an auto-contrast by mean and deviation of the whole picture."""

    def __init__(self, gray):
        self.mean = gray.mean((2, 3), keepdim=True)
        self.deviation = ((gray - self.mean) ** 2).mean((2, 3), keepdim=True).sqrt()
        self.low = 0.5 * (self.mean - 2 * self.deviation).clamp(min=0)
        self.range = (0.5 + 0.5 * (self.mean + 2 * self.deviation).clamp(max=1) - self.low).clamp(min=0.25)

    def __call__(self, gray):
        return ((gray - self.low) / self.range).clamp(0, 1)


def places(like):
    """Row and column of each pixel, [1, 1, H, 1] and [1, 1, 1, W]."""
    rows, columns = torch.ones_like(like[:1, :1, :, :1]).cumsum(2) - 1, torch.ones_like(like[:1, :1, :1, :]).cumsum(3) - 1
    return rows, columns


def smooth_noise(white, scale):
    """Noise with features of about `scale` px, deviation about 1."""
    sigma = max(scale * 0.4, 0.6)
    shrink = 8 if sigma > 8 else 4 if sigma > 3 else 1
    if shrink == 1:
        return blur(white, sigma) * (2 * sigma * math.sqrt(math.pi))
    return wide_blur(white, sigma, shrink) * (2 * sigma * math.sqrt(math.pi))


def veils(x, white):
    """A change of light over a hundred pixels, [B, 3, H, W] around 0: brighter here, darker there, warmer and colder. No drift: its means are nothing."""
    fields = torch.cat([white, rolled(white, 12, 20)], 1)
    fields = grown(blur(shrunk(fields, 32) * 32, 1.0), 32, x, 'bilinear') * 3.0
    fields = fields - fields.mean((2, 3), keepdim=True)
    light, warmth = fields.clamp(-2.5, 2.5).split(1, 1)
    change = torch.cat([0.05 * light + 0.03 * warmth, 0.05 * light, 0.05 * light - 0.03 * warmth], 1) * (4 * x * (1 - x))
    return change - change.mean((2, 3), keepdim=True)


class Glance(nn.Module):
    """The few maps that light, season and manner need."""

    CHANNELS = dict(x=3, gray=1, mean=1, deviation=1, soft=3, hazy=3, glow=3, dabs=3, fine=1, grain=1, spots=1, drift=1, clouds=1, rain=1, flakes=1)

    def __init__(self):
        super().__init__()
        self.register_buffer('rain', streak_kernels([1.35], 9, 0.8), persistent=False)

    def forward(self, x, white):
        levels = Levels(luminance(x))
        rows, columns = places(x)
        flakes = Cells(white, rows, columns, 16, 1.0)
        radius = flakes.paint(part(flakes.numbers, 2, 3)) * 0.9 + 1.1
        flat = 0 * white
        return dict(x=x, gray=levels(luminance(x)), mean=levels.mean + flat, deviation=levels.deviation + flat, soft=blur(x, 1.0), hazy=blur(x, 2.5),
                    glow=wide_blur(x, 6, 4), dabs=kuwahara(blur(x, 1.5), 9), fine=blur(luminance(x), 1.5), grain=smooth_noise(white, 3),
                    spots=smooth_noise(white, 6), drift=smooth_noise(white, 12), clouds=smooth_noise(white, 30),
                    rain=F.conv2d(frame(white, 11), self.rain), flakes=flakes.nearest - radius)


class Canvas(nn.Module):
    """All maps that a style may look at."""

    CHANNELS = dict(
        x=3, soft=3, calm=3, dabs=3, patches=3, glow=3,                          # colours: guided filter, dabs, wide blur
        gray=1, gray_soft=1, gray_calm=1, gray_dabs=1, gray_patches=1, mean=1, deviation=1,     # levelled luminance
        tone1=1, tone2=1, tone3=1, tone6=1,                                      # luminance blurred by 1, 1.8, 3, 6 px, levelled
        edge1=1, edge2=1, rim=1, halo=1, slope=1,                                # marked contours; of patches; their glow; light from the corner
        grain=1, specks=1, spots=1, drift=1, clouds=1, other_grain=1, other_clouds=1,
        hatch=1, hatch_back=1, level=1, upright=1,                               # streaks down-right, down-left, flat, steep
        stroke=1, stroke_relief=1, other_stroke=1, other_relief=1,               # wide strokes along the contours
        ruled=2, etched=2, bent=1, dot=1, dot_turned=1, place8=2, place16=2, line16=1,
        block8=3, block16=3, glass=3, lead=1, pane=1, facet=3, facet_light=1, point=3, point_distance=1, other_point=3, other_distance=1, iso=1)

    def __init__(self):
        super().__init__()
        quarter = math.pi / 4
        self.register_buffer('streaks', streak_kernels([quarter * 1.08, -quarter * 1.08, 0.05, math.pi / 2 - 0.05], 9, 0.65), persistent=False)
        turns = [math.pi * k / ANGLES for k in range(ANGLES)]
        self.register_buffer('strokes', streak_kernels(turns, 6, 0.95), persistent=False)
        self.register_buffer('turns', torch.tensor([[math.cos(2 * t), math.sin(2 * t)] for t in turns]).view(ANGLES, 2, 1, 1), persistent=False)

    def along_contours(self, gray, white, aside):
        """Wide strokes that follow the contours; where there are none they follow slow noise. At half the size."""
        small = shrunk(gray, 2)
        gx, gy = slopes(small)
        tensor = blur(torch.cat([gx * gx - gy * gy, 2 * gx * gy], 1), 3.0)
        aim = -tensor / 2e-4
        drift = torch.cat([smooth_noise(white, 30), smooth_noise(aside, 30)], 1)
        aim = aim + 0.6 * shrunk(drift, 2)
        aim = aim / length(*aim.split(1, 1))
        share = F.relu(F.conv2d(aim, self.turns)) ** 4
        share = share / (share * share).sum(1, keepdim=True).sqrt()
        reach = self.strokes.shape[-1] // 2
        found = []
        for noise in (white, aside):
            strokes = F.conv2d(frame(shrunk(noise, 2) * 2, reach), self.strokes)
            found.append(grown((strokes * share).sum(1, keepdim=True), 2, white, 'bilinear'))
        return found

    def forward(self, x, white):
        white = white.clamp(-3, 3)
        rows, columns = places(x)
        levels = Levels(luminance(x))
        flat = 0 * white
        soft = calmed(x, 5, 0.004)
        calm = calmed(calmed(soft, 7, 0.01), 9, 0.01)
        dabs, patches = kuwahara(x, 5), kuwahara(calm, 9)
        gray = levels(luminance(x))
        tone1, tone2, tone3 = blur(gray, 1.0), blur(gray, 1.8), blur(gray, 3.0)
        aside = rolled(white, 12, 20)
        stroke, other_stroke = self.along_contours(blur(luminance(dabs), 1.5), white, aside)
        edge1 = length(*slopes(blur(levels(luminance(soft)), 0.8)))
        height = blur(levels(luminance(calm)), 2.0)
        streaks = F.conv2d(frame(white, self.streaks.shape[-1] // 2), self.streaks)
        drift, specks = smooth_noise(white, 12), smooth_noise(white, 3)
        bent = 10 * tone3
        wobble = 0.10 * drift
        u8, v8 = columns - 8 * torch.floor(columns / 8) - 3.5 + flat, rows - 8 * torch.floor(rows / 8) - 3.5 + flat
        u16, v16 = columns - 16 * torch.floor(columns / 16) - 7.5 + flat, rows - 16 * torch.floor(rows / 16) - 7.5 + flat
        turned_u, turned_v = (rows + columns) / 8 - torch.floor((rows + columns) / 8) - 0.5, (rows - columns) / 8 - torch.floor((rows - columns) / 8) - 0.5
        glass = Cells(white, rows, columns, 20, 0.85)
        points, others = Cells(white, rows, columns, 8, 0.7), Cells(aside, rows, columns, 8, 0.7)
        colour8 = shrunk(x, 8)
        panes = glass.means(x)
        return dict(
            x=x, soft=soft, calm=calm, dabs=dabs, patches=patches, glow=wide_blur(x, 6, 4),
            gray=gray, gray_soft=levels(luminance(soft)), gray_calm=levels(luminance(calm)), gray_dabs=levels(luminance(dabs)),
            gray_patches=levels(luminance(patches)), mean=levels.mean + flat, deviation=levels.deviation + flat,
            tone1=tone1, tone2=tone2, tone3=tone3, tone6=wide_blur(gray, 6, 4),
            edge1=edge1, edge2=length(*slopes(tone2)), rim=length(*slopes(blur(luminance(patches), 1.0))),
            halo=wide_blur((edge1 * 6 - 0.15).clamp(0, 1), 5, 4), slope=moved(tone1, 1, 1) - moved(tone1, -1, -1),
            grain=smooth_noise(white, 1.5), specks=specks, spots=smooth_noise(white, 6), drift=drift, clouds=smooth_noise(white, 30),
            other_grain=smooth_noise(aside, 3), other_clouds=smooth_noise(aside, 30),
            hatch=part(streaks, 0, 1), hatch_back=part(streaks, 1, 2), level=part(streaks, 2, 3), upright=part(streaks, 3, 4),
            stroke=stroke, stroke_relief=moved(stroke, 1, 1) - moved(stroke, -1, -1),
            other_stroke=other_stroke, other_relief=moved(other_stroke, 1, 1) - moved(other_stroke, -1, -1),
            ruled=torch.cat([triangle_wave((rows + columns) / 8 + wobble), triangle_wave((rows - columns) / 8 + wobble)], 1),
            etched=torch.cat([triangle_wave((rows + bent) / 4), triangle_wave((columns + bent) / 4)], 1), bent=triangle_wave((rows + columns + 2 * bent) / 6),
            dot=length(u8, v8), dot_turned=length(turned_u * 5.66 + flat, turned_v * 5.66), place8=torch.cat([u8, v8], 1), place16=torch.cat([u16, v16], 1),
            line16=torch.maximum(triangle_wave(rows / 16 + flat), triangle_wave(columns / 16 + flat)),
            block8=spread(colour8, 8, x), block16=spread(shrunk(x, 16), 16, x),
            glass=glass.paint(panes), lead=glass.border, pane=glass.paint(part(glass.numbers, 2, 3)),
            facet=0.6 * glass.paint(panes) + 0.4 * glass.paint(panes, glass.other_share), facet_light=glass.light,
            point=points.paint(colour8 + 0.07 * part(points.numbers, 1, 4)), point_distance=points.nearest,
            # The second coat of dots lies between the first: made on the picture four pixels aside, and brought back.
            other_point=moved(others.paint(shrunk(moved(x, -4, -4), 8) + 0.07 * part(others.numbers, 1, 4)), 4, 4), other_distance=moved(others.nearest, 4, 4),
            iso=(triangle_wave(height * 10 + 0.5) / (20 * length(*slopes(height)) + 0.02)).clamp(max=4))


def stack(maps, channels):
    """The maps of a dictionary side by side, in the order of `channels`."""
    return torch.cat([maps[name] for name in channels], 1)
