"""Light, season, colour and manner words as filters: (photo, noise) -> picture. They combine with any style."""
import cv2
import numpy as np

from filter_tools import blur, cells, clip, gradient_map, kuwahara, levels, luminance, mix, ramp, rgb, saturate


def hue_saturation_value(x):
    return cv2.cvtColor(clip(x), cv2.COLOR_RGB2HSV)


def from_hsv(h):
    h[..., 0] %= 360
    h[..., 1:] = np.clip(h[..., 1:], 0, 1)
    return cv2.cvtColor(h.astype(np.float32), cv2.COLOR_HSV2RGB)


def foliage(h, low, high):
    """How much a pixel looks like leaves: green and not gray."""
    return ramp(h[..., 0], low, low + 25) * (1 - ramp(h[..., 0], high, high + 30)) * ramp(h[..., 1], 0.08, 0.28)


def night(x, noise):
    gray = levels(luminance(x))
    y = saturate(x, 0.55) * (0.10 + 0.42 * gray[..., None]) * rgb('7f9cff') * 1.15 + rgb('060a1c')
    return clip(y + ramp(gray, 0.9, 1.0)[..., None] * rgb('ffd890') * 0.25)


def sunset(x, noise):
    return clip(mix(gradient_map(levels(luminance(x)), ['1d0f2e', '6b2348', 'd9533a', 'ff9a4a', 'ffd98a']), x * rgb('ffb380'), 0.35))


def golden_hour(x, noise):
    gray = levels(luminance(x))
    y = x * rgb('ffdca8') * 1.08 + np.array([0.06, 0.03, -0.02], np.float32)
    return clip(mix(y, rgb('ffcf7a'), 0.35 * ramp(gray, 0.55, 1.0)))


def autumn(x, noise):
    h = hue_saturation_value(x)
    turned = h.copy()
    turned[..., 0] = np.clip(42 - (h[..., 0] - 60) * 0.35, 8, 45)
    turned[..., 1], turned[..., 2] = h[..., 1] * 1.35 + 0.1, h[..., 2] * 1.18
    return clip(mix(x, from_hsv(turned), foliage(h, 45, 150)) * rgb('fff0dc') * 1.02)


def spring(x, noise):
    h = hue_saturation_value(x)
    leaf = foliage(h, 40, 160)
    y = mix(saturate(x, 1.15) ** 0.85, clip(x * rgb('d8ffb0') * 1.15 + 0.06), leaf)
    blossom = ramp(noise.smooth(5), 1.0, 1.6) * np.clip(leaf * 1.5, 0, 1)
    return clip(mix(y, rgb('ffc2d8'), 0.9 * blossom))


def snow(x, noise):
    gray = levels(luminance(x))
    green = foliage(hue_saturation_value(x), 40, 165)
    lying = np.clip(green * 0.75 * ramp(gray + 0.08 * noise.smooth(3), 0.18, 0.5), 0, 1)
    y = mix(saturate(x, 0.4) * rgb('dbe6ff') * 1.08 + 0.10, rgb('f4f8ff'), lying)
    index, first, _, sites = cells(noise, 16, 1.0)
    radius = (noise.uniform_per_cell(16, 3).ravel() * 2.6 - 0.2)[index]
    return clip(mix(y, np.ones(3, np.float32), 0.9 * ramp(radius - first, -0.6, 0.6)))


def fog(x, noise):
    return clip(mix(saturate(blur(x, 0.8), 0.5), rgb('d9dee2'), np.clip(0.55 + 0.06 * noise.smooth(30), 0.3, 0.8)))


def rain(x, noise):
    y = saturate(x, 0.5) * rgb('aebccb') * 0.92
    streaks = ramp(noise.streaks(1.35, 9, 0.6), 1.2, 2.2)
    return clip(mix(y, rgb('dbe6ee'), 0.45 * streaks))


def vivid(x, noise):
    return saturate(clip((x - 0.5) * 1.2 + 0.5), 1.9)


def muted(x, noise):
    return clip(saturate(x, 0.4) * 0.8 + 0.12)


def dark(x, noise):
    return clip((x ** 1.35) * 0.62)


def bright(x, noise):
    return clip(x ** 0.62 + 0.03)


def warm(x, noise):
    return clip(x * np.array([1.15, 1.0, 0.72], np.float32) + np.array([0.05, 0.02, 0], np.float32))


def cold(x, noise):
    return clip(x * np.array([0.75, 0.97, 1.12], np.float32) + np.array([0, 0.02, 0.06], np.float32))


def dreamy(x, noise):
    y = mix(x, np.ones(3, np.float32) * 0.9, 0.08)
    return clip(mix(y, 1 - (1 - y) * (1 - 0.75 * blur(x, 6)), 0.75))


def blurry(x, noise):
    return blur(x, 2.5)


LIGHTS = {f.__name__: f for f in (night, sunset, golden_hour, autumn, spring, snow, fog, rain, vivid, muted, dark, bright, warm, cold,
                                  dreamy, blurry)}

PALETTES = dict(
    red=['1c0204', 'a01018', 'f0463c', 'ffe2d8'], blue=['03081e', '123c9c', '4a90f0', 'e2f0ff'],
    green=['02140a', '11702e', '5cc05a', 'ecffe0'], purple=['10041e', '5a1c9c', 'a866e0', 'f6e8ff'],
    orange=['1c0a02', 'b0480c', 'ff9430', 'fff0d8'], pink=['1e0412', 'b82870', 'ff84b8', 'fff0f6'],
    yellow=['181002', '94700c', 'f4cc30', 'fffae0'], teal=['021416', '0c6a70', '3cc4c0', 'e4fffc'],
    teal_orange=['04181c', '0f5a66', 'e88a3c', 'ffe9c4'])


def tint(x, colour):
    """A palette by luminance, with a little of the own colours left."""
    return clip(mix(gradient_map(levels(luminance(x), 1, 99), PALETTES[colour]), x, 0.15))


def loose(x):
    return kuwahara(blur(x, 1.5), 8)


def detailed(x):
    return clip(x + 0.8 * (x - blur(x, 1.5)))


MANNERS = dict(loose=loose, detailed=detailed)
