"""Light, season, colour and manner words as filters of what a glance shows (canvas.py). They combine with any style."""
import torch

from filter_tools import clip, gradient_map, mix, ramp, rgb, saturate
from layers import luminance


def hue_saturation_value(x):
    """Hue in degrees, saturation, value."""
    value, low = x.amax(1, keepdim=True), x.amin(1, keepdim=True)
    chroma = (value - low).clamp(min=1e-5)
    r, g, b = x[:, :1], x[:, 1:2], x[:, 2:]
    hue = torch.where(value == r, (g - b) / chroma % 6, torch.where(value == g, (b - r) / chroma + 2, (r - g) / chroma + 4)) * 60
    return hue, (value - low) / value.clamp(min=1e-5), value


def from_hsv(hue, saturation, value):
    saturation, value = clip(saturation), clip(value)
    part = lambda n: value - value * saturation * torch.minimum((n + hue / 60) % 6, 4 - (n + hue / 60) % 6).clamp(0, 1)
    return torch.cat([part(5), part(3), part(1)], 1)


def foliage(hue, saturation, low, high):
    """How much a pixel looks like leaves: green and not gray."""
    return ramp(hue, low, low + 25) * (1 - ramp(hue, high, high + 30)) * ramp(saturation, 0.08, 0.28)


def night(m):
    y = saturate(m.x, 0.55) * (0.10 + 0.42 * m.gray) * rgb('7f9cff') * 1.15 + rgb('060a1c')
    return clip(y + ramp(m.gray, 0.88, 1.0) * rgb('ffd890') * 0.25)


def sunset(m):
    return clip(mix(gradient_map(m.gray, ['1d0f2e', '6b2348', 'd9533a', 'ff9a4a', 'ffd98a']), m.x * rgb('ffb380'), 0.35))


def golden_hour(m):
    y = m.x * rgb('ffdca8') * 1.08 + torch.tensor([0.06, 0.03, -0.02]).view(1, 3, 1, 1)
    return clip(mix(y, rgb('ffcf7a'), 0.35 * ramp(m.gray, 0.55, 1.0)))


def autumn(m):
    hue, saturation, value = hue_saturation_value(m.x)
    turned = from_hsv((42 - (hue - 60) * 0.35).clamp(8, 45), saturation * 1.35 + 0.1, value * 1.18)
    return clip(mix(m.x, turned, foliage(hue, saturation, 45, 150)) * rgb('fff0dc') * 1.02)


def spring(m):
    hue, saturation, _ = hue_saturation_value(m.x)
    leaf = foliage(hue, saturation, 40, 160)
    y = mix(saturate(m.x, 1.15) ** 0.85, clip(m.x * rgb('d8ffb0') * 1.15 + 0.06), leaf)
    return clip(mix(y, rgb('ffc2d8'), 0.9 * ramp(m.spots, 1.0, 1.6) * clip(leaf * 1.5)))


def snow(m):
    hue, saturation, _ = hue_saturation_value(m.x)
    lying = clip(foliage(hue, saturation, 40, 165) * 0.75 * ramp(m.gray + 0.08 * m.specks, 0.18, 0.5))
    y = mix(saturate(m.x, 0.4) * rgb('dbe6ff') * 1.08 + 0.10, rgb('f4f8ff'), lying)
    return clip(mix(y, rgb('ffffff'), 0.9 * ramp(-m.flakes, -0.6, 0.6)))


def fog(m):
    return clip(mix(saturate(m.soft, 0.5), rgb('d9dee2'), (0.55 + 0.06 * m.clouds).clamp(0.3, 0.8)))


def rain(m):
    y = saturate(m.x, 0.5) * rgb('aebccb') * 0.92
    return clip(mix(y, rgb('dbe6ee'), 0.45 * ramp(m.rain, 1.2, 2.2)))


def vivid(m):
    return saturate(clip((m.x - 0.5) * 1.2 + 0.5), 1.9)


def muted(m):
    return clip(saturate(m.x, 0.4) * 0.8 + 0.12)


def dark(m):
    return clip(m.x.clamp(min=1e-4) ** 1.35 * 0.62)


def bright(m):
    return clip(m.x.clamp(min=1e-4) ** 0.62 + 0.03)


def warm(m):
    return clip(m.x * torch.tensor([1.15, 1.0, 0.72]).view(1, 3, 1, 1) + torch.tensor([0.05, 0.02, 0]).view(1, 3, 1, 1))


def cold(m):
    return clip(m.x * torch.tensor([0.75, 0.97, 1.12]).view(1, 3, 1, 1) + torch.tensor([0, 0.02, 0.06]).view(1, 3, 1, 1))


def dreamy(m):
    y = mix(m.x, torch.full((1, 3, 1, 1), 0.9), 0.08)
    return clip(mix(y, 1 - (1 - y) * (1 - 0.75 * m.glow), 0.75))


def blurry(m):
    return m.hazy


LIGHTS = {f.__name__: f for f in (night, sunset, golden_hour, autumn, spring, snow, fog, rain, vivid, muted, dark, bright, warm, cold,
                                  dreamy, blurry)}

# What is white becomes the palette's light end: a colour, so that a white wall can be painted.
PALETTES = dict(
    red=['1c0204', 'a01018', 'e83a34', 'ff8a78'], blue=['03081e', '123c9c', '3a80ee', '8ebcff'],
    green=['02140a', '11702e', '48b04e', '96e088'], purple=['10041e', '5a1c9c', '9e5ae0', 'cfa0ff'],
    orange=['1c0a02', 'b0480c', 'ff8a24', 'ffc07c'], pink=['1e0412', 'b82870', 'ff6fac', 'ffb0d4'],
    yellow=['181002', '94700c', 'f0c426', 'ffec84'], teal=['021416', '0c6a70', '30b8b4', '86e6de'],
    teal_orange=['04181c', '0f5a66', 'e88a3c', 'ffe9c4'])


def tint(x, gray, colour):
    """A palette by levelled luminance, with a little of the own colours left."""
    return clip(mix(gradient_map(gray, PALETTES[colour]), x, 0.15))


def loose(m):
    return m.dabs


def detailed(m):
    return clip(m.x + 0.8 * luminance(m.x - m.smooth))


MANNERS = dict(loose=loose, detailed=detailed)
