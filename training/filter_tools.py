"""What filters are mixed of: ramps, mixes, palettes. All of it pointwise; pictures are [B, 3, ...], maps [B, 1, ...], from 0 to 1."""
import torch

from layers import luminance


def clip(x):
    return x.clamp(0, 1)


def rgb(code):
    return torch.tensor([int(code[i:i + 2], 16) / 255 for i in (0, 2, 4)]).view(1, 3, 1, 1)


def ramp(x, low, high):
    """Smoothstep from 0 at `low` to 1 at `high`."""
    t = clip((x - low) / (high - low))
    return t * t * (3 - 2 * t)


def mix(a, b, amount):
    return a + (b - a) * amount


def saturate(x, amount):
    gray = luminance(x)
    return clip(gray + (x - gray) * amount)


def relight(x, gray):
    """The colours of x with another luminance."""
    return clip(x * (gray / (luminance(x) + 0.03)))


def gradient_map(gray, codes):
    """Colours by tone, evenly spaced and linear between."""
    stops = [rgb(code) for code in codes]
    place = clip(gray) * (len(stops) - 1)
    return stops[0] + sum((after - before) * clip(place - i) for i, (before, after) in enumerate(zip(stops, stops[1:])))


def posterize(gray, steps, edge=0.12):
    """Flat steps with soft borders: `edge` is half the width of a border, in steps."""
    place = clip(gray) * steps
    return sum(ramp(place - i, 0.5 - edge, 0.5 + edge) for i in range(steps)) / steps
