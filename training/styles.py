"""The styles as filters of what the canvas shows (canvas.py): what the model learns, and the upper bound of how it looks.

Every filter is pointwise: it sees the maps of one pixel. `m.name` is a map, [B, channels, H, W].
"""
import torch

from filter_tools import clip, gradient_map, mix, posterize, ramp, relight, rgb, saturate
from layers import luminance

PAPER = rgb('fbf8ef')


def lines(m, low=0.004, high=0.03):
    """Dark contours, 1 is line: where the tone lies below its surroundings."""
    return ramp(m.tone2 - m.tone1, low, high)


def bold_lines(m):
    """Contours of marked shapes only."""
    return clip(ramp(m.tone3 - m.tone1, 0.02, 0.07) + ramp(m.rim, 0.03, 0.09))


def contour(m, low, high):
    """Marked contours, 1 is line, in dim light as well: a picture with little contrast has faint edges."""
    return ramp(m.edge1 * vigour(m), low, high)


def vigour(m):
    return (0.2 / (m.deviation + 0.02)).clamp(1, 3)


def watercolor(m):
    colour = saturate(0.35 * m.patches + 0.65 * m.dabs, 1.3)
    tone = 0.35 * m.gray_patches + 0.65 * m.gray_dabs + 0.05 * m.clouds + 0.025 * m.drift
    y = relight(colour, 0.30 + 0.68 * mix(tone, posterize(tone, 4, 0.3), 0.6))                   # high key, in washes
    y = mix(y, PAPER, 0.06 + 0.88 * ramp(m.gray_dabs + 0.06 * m.drift + 0.03 * m.clouds, 0.64, 0.88))   # the paper is the white
    pigment = clip(8 * m.rim + 3.0 * m.edge2 - 0.02)                                             # gathers where a wash ends
    y = y * (1 - 0.50 * pigment * (1 - 0.4 * y))
    y = 1 - (1 - y) * (1 + 0.09 * m.clouds + 0.03 * m.spots + 0.035 * m.specks)
    return clip(y * (1 + 0.030 * m.grain))


def oil(m):
    y = saturate(clip((m.dabs - 0.5) * 1.18 + 0.5), 1.45)
    y = y + (0.03 + 0.05 * y) * m.stroke
    return clip(y + 0.085 * m.stroke_relief * (0.35 + luminance(y)))


def impressionist(m):
    y = saturate(clip((m.patches - 0.5) * 1.2 + 0.55), 1.7)
    turn = torch.cat([0.065 * m.stroke + 0.04 * m.other_stroke, 0.065 * m.stroke, 0.06 * m.stroke - 0.055 * m.other_stroke], 1)
    y = y + turn + 0.10 * torch.cat([m.other_clouds, 0 * m.clouds, -m.other_clouds], 1) * 0.4
    return clip(y + 0.055 * m.stroke_relief + 0.05 * m.other_relief)


def gouache(m):
    tone = posterize(m.gray_patches, 5, 0.12)
    y = saturate(relight(m.patches, 0.12 + 0.82 * tone), 1.6)
    y = mix(y, rgb('f2e2cc'), 0.10)
    edge = ramp(m.level + 0.6 * m.drift, 0.4, 1.6)
    return clip(y * (1 + 0.03 * m.level) + 0.04 * edge - 0.20 * ramp(m.rim, 0.03, 0.1))


def pastel(m):
    y = mix(saturate(0.5 * m.dabs + 0.5 * m.soft, 2.0), rgb('ffffff'), 0.20)
    chalk = 0.75 * m.hatch + 0.45 * m.grain
    cover = ramp(0.70 + 0.30 * chalk - 0.15 * (1 - m.gray_dabs), 0.05, 0.95)
    y = mix(rgb('d8ccba') * (0.55 + 0.50 * m.gray_patches), y * (1 + 0.06 * chalk), cover)
    return clip(y * (1 - 0.25 * lines(m, 0.010, 0.06)))


def fresco(m):
    y = mix(saturate(m.patches, 1.0), rgb('dcc6a2'), 0.28)
    y = y * (1 + 0.045 * m.specks + 0.05 * m.drift + 0.025 * m.grain)
    y = mix(y, rgb('e9dcc4'), 0.55 * ramp(1.5 * m.clouds + 0.3 * m.drift + 0.1 * m.specks, 2.3, 2.9))  # fallen plaster
    y = y * (1 - 0.35 * ramp(m.rim, 0.02, 0.07))
    crack = ramp(1.0 - m.lead.abs(), -0.3, 0.6) * ramp(m.pane + 0.5 * m.clouds, -0.6, 0.4)
    return clip(mix(y, rgb('5a4735'), 0.75 * crack))


def pencil(m):
    shade = clip(1.02 - m.gray_soft)
    dodge = clip(1.5 * (m.tone6 - m.gray_soft))                                                  # darker than around: drawn
    dark = 0.55 * shade ** 1.4 + 0.55 * dodge + 0.45 * lines(m, 0.004, 0.05) + 1.6 * m.edge2
    strokes = 1 + (0.26 + 0.20 * shade) * m.hatch + 0.22 * ramp(shade, 0.55, 0.9) * m.hatch_back + 0.10 * m.grain
    return clip(mix(rgb('f7f5ef'), rgb('2a2a2e'), clip(dark * strokes.clamp(0.05, 2.0))))


def colored_pencil(m):
    y = saturate(mix(m.soft, rgb('ffffff'), 0.12), 1.85)
    cover = clip(0.58 + 0.50 * (1 - m.gray_soft) + 0.22 * m.hatch + 0.14 * m.hatch_back * (1 - m.gray_soft) + 0.08 * m.grain)
    return clip(mix(rgb('fdfbf5'), y, cover) * (1 - 0.40 * lines(m, 0.006, 0.05)))


def sanguine(m):
    dark = clip((1 - m.gray_soft) * 0.95 - 0.08 + 0.9 * lines(m) + 0.5 * clip(m.tone6 - m.gray_soft))
    dark = clip(dark * (1 + 0.40 * m.hatch + 0.22 * m.grain))
    return clip(mix(rgb('f2e4cb'), rgb('8a2c18'), dark) * (1 + 0.02 * m.specks))


def ballpoint(m):
    shade = 1 - m.gray_soft
    dark = ramp(shade * 1.25 + 0.30 * m.hatch, 0.42, 0.80) * 0.65 + ramp(shade * 1.2 + 0.30 * m.hatch_back, 0.70, 1.10) * 0.45
    dark = clip(dark + 0.95 * lines(m, 0.003, 0.022))
    return clip(mix(rgb('fcfbf6'), rgb('1a37a8'), dark))


def charcoal(m):
    tone = 0.5 * m.gray_dabs + 0.5 * m.gray_patches
    dark = 1.0 - tone + 0.9 * clip(m.tone6 - m.tone2) + 2.5 * m.edge2 - 0.04
    grain = 0.10 * m.grain + 0.09 * m.hatch_back + 0.06 * m.specks
    dark = ramp(dark + grain * (0.35 + 2.0 * clip(dark) * (1 - clip(dark))), 0.10, 1.0)
    return clip(mix(rgb('f1ede4'), rgb('14120f'), dark))


def ink(m):
    shade = 1 - m.gray_calm
    y = 1 - ramp(m.tone3 - m.tone1, 0.012, 0.05)
    y = y * (1 - ramp(shade, 0.74, 0.86))                                                        # solid black
    first, second = m.ruled[:, :1], m.ruled[:, 1:]
    y = y * (1 - ramp(first + 1.5 * (shade - 0.85), 0.30, 0.50)) * (1 - ramp(second + 1.6 * (shade - 1.05), 0.30, 0.50))
    return clip(mix(rgb('12121a'), rgb('fdfcf8'), y))


def etching(m):
    shade = 1 - m.gray_soft
    line = ramp(shade * 1.20 - 1 + m.etched[:, :1], -0.20, 0.25)
    cross = ramp((shade - 0.5) * 2.0 - 1 + m.etched[:, 1:], -0.25, 0.25)
    dark = clip(torch.maximum(line, cross) * 0.92 + 0.8 * lines(m))
    return clip(mix(rgb('f1e8d3'), rgb('2a2018'), dark))


def line_art(m):
    dark = clip(ramp(m.tone2 - m.tone1, 0.008, 0.03) * 0.9 + ramp(m.rim, 0.035, 0.08))
    return clip(mix(rgb('ffffff'), rgb('101014'), dark))


def linocut(m):
    gouge = 0.075 * m.stroke + 0.02 * m.stroke_relief
    tone = m.gray_calm + gouge * ramp(m.gray_calm, 0.08, 0.35) * (1 - ramp(m.gray_calm, 0.70, 0.95)) + 1.2 * (m.tone2 - m.tone6)
    return clip(mix(rgb('15151a'), rgb('f2e9d6'), ramp(tone, 0.44, 0.52)))


def comic(m):
    y = saturate(relight(m.calm, 0.10 + 0.95 * posterize(m.gray_calm, 4, 0.08)), 1.9)
    dots = ramp(clip((0.60 - m.gray_calm) * 6.5) * 4.0 - m.dot_turned, -0.5, 0.5) * ramp(m.gray_calm, 0.10, 0.2) * (1 - ramp(m.gray_calm, 0.5, 0.6))
    y = y * (1 - 0.40 * dots)
    drawn = ramp(m.tone3 - m.tone1, 0.03, 0.07) + ramp(m.rim, 0.05, 0.10) + ramp(0.14 - m.gray_calm, -0.03, 0.05)
    return clip(mix(y, rgb('0c0c12'), clip(drawn)))


def anime(m):
    tone = 0.25 * m.gray_calm + 0.75 * posterize(m.gray_patches, 3, 0.06)
    y = saturate(relight(m.patches, 0.28 + 0.76 * tone), 1.8)
    shadow = 1 - ramp(m.gray_patches, 0.30, 0.40)
    y = mix(y, y * rgb('a9b4ff') + 0.06, 0.8 * shadow)                                           # cool shadows
    y = y + 0.16 * ramp(m.gray_patches, 0.66, 0.74) + 0.30 * clip(luminance(m.glow) - 0.6)
    return clip(mix(y, rgb('2a1f3a'), 0.9 * clip(ramp(m.rim, 0.028, 0.06) + ramp(m.tone3 - m.tone1, 0.04, 0.09))))


def flat(m):
    tone = posterize(m.gray_patches, 4, 0.05)
    y = relight(saturate(m.patches, 1.2), 0.12 + 0.84 * tone)
    coarse = torch.cat([posterize(y[:, i:i + 1], 5, 0.06) for i in range(3)], 1)
    return clip(mix(y, coarse, 0.8))


def paper_cut(m):
    layers = ['1f3550', '2f6f7e', 'e2725b', 'f2b06a', 'fbeed2']
    tone = m.gray_patches * 5 - 0.5
    y = rgb(layers[0]) + sum((rgb(b) - rgb(a)) * ramp(tone - i, 0.44, 0.56) for i, (a, b) in enumerate(zip(layers, layers[1:])))
    shade = clip(3.5 * (m.tone6 - m.gray_patches)) + 5 * m.rim
    light = clip(-2.2 * m.slope * ramp(m.rim, 0.01, 0.05))
    return clip(y * (1 - 0.45 * clip(shade)) * (1 + 0.03 * m.specks + 0.02 * m.grain) + 0.25 * light)


def pop_art(m):
    inks = ['1b1464', 'e8175d', 'ff8a00', 'ffe600', 'fff8c9']
    tone = m.gray_calm * 5 - 0.5
    y = rgb(inks[0]) + sum((rgb(b) - rgb(a)) * ramp(tone - i, 0.42, 0.58) for i, (a, b) in enumerate(zip(inks, inks[1:])))
    return clip(mix(y, rgb('1b1464'), ramp(m.tone3 - m.tone1, 0.025, 0.06)))


def ukiyoe(m):
    tone = posterize(m.gray_patches, 4, 0.07)
    sheet = gradient_map(tone, ['1d3557', '3f6a8c', 'a9b7a0', 'ead7a6', 'f6ebd0'])
    y = mix(sheet, relight(saturate(m.patches, 1.5), luminance(sheet)), 0.5)
    y = mix(y, rgb('1a2030'), clip(ramp(m.rim, 0.03, 0.08) + ramp(m.tone3 - m.tone1, 0.02, 0.05)))
    return clip(y * (1 + 0.05 * m.level))                                                        # grain of the wood


def pixel_art(m):
    y = saturate(clip((mix(m.block8, m.block4, m.split8) - 0.5) * 1.3 + 0.52), 1.5)
    return clip(torch.cat([posterize(y[:, i:i + 1], 5, 0.08) for i in range(3)], 1))


def mosaic(m):
    return clip(mix(tiles(m.block16, m.place16, 7.5), tiles(m.block8, m.place8, 3.5), m.split16))


def tiles(colour, place, reach):
    """Glazed squares, lit from the corner, with grout between them."""
    u, v = place[:, :1], place[:, 1:]
    rim = reach - torch.maximum(u.abs(), v.abs())
    y = saturate(colour, 1.5) * (1.04 - 0.09 / reach * (u + v)) + 0.05
    return mix(rgb('cfc8ba'), y, ramp(rim, 0.04 * reach, 0.2 * reach))


def bricks(m):
    u, v = m.place16[:, :1], m.place16[:, 1:]
    far = (u * u + v * v).sqrt()
    stud = ramp(5.0 - far, -0.6, 0.6)
    bevel = ramp(1.6 - (far - 5.0).abs(), -0.2, 1.0)
    seam = ramp(torch.maximum(u.abs(), v.abs()), 6.7, 7.6)
    y = saturate(m.block16, 1.6) + 0.05 * stud - 0.02 * bevel * (u + v)
    return clip(y * (1 - 0.5 * seam))


def cross_stitch(m):
    u, v = m.place8[:, :1], m.place8[:, 1:]
    one, two = ramp(1.4 - (u - v).abs() * 0.7, -0.4, 0.7), ramp(1.4 - (u + v).abs() * 0.7, -0.4, 0.7)
    thread = torch.maximum(one, 0.85 * two)
    y = saturate(m.block8, 1.5) * (0.72 + 0.34 * one + 0.05 * m.hatch)
    return clip(mix(rgb('d8d0bd'), y, thread))


def stained_glass(m):
    gray = luminance(m.glass)
    stain = torch.cat([0.05 * m.pane, 0.015 * m.pane, -0.055 * m.pane], 1)                       # amber here, blue there
    y = clip(0.90 * gray + 0.06 + (m.glass - gray) * 2.6 + stain + 0.03 * m.drift)
    return clip(mix(y * 1.08, rgb('0b0b0e'), ramp(m.came, 0.2, 0.75)))


def low_poly(m):
    return saturate(clip(m.facet * (1 + 0.09 * m.facet_light) + 0.02), 1.5)


def pointillism(m):
    vivid = lambda x: saturate(clip((x - 0.5) * 1.15 + 0.54), 1.6)
    y = mix(rgb('f3ead6'), vivid(m.point), ramp(4.3 - m.point_distance, -0.5, 0.7))
    return clip(mix(y, vivid(m.other_point), ramp(3.1 - m.other_distance, -0.5, 0.7)))


def halftone(m):
    radius = clip(1.02 - m.tone2).sqrt() * 5.4
    return clip(mix(rgb('f3ecdc'), rgb('201c1c'), ramp(radius - m.dot, -0.7, 0.7)))


def risograph(m):
    warm = clip(m.soft[:, :1] - m.soft[:, 2:] + 0.45)
    blue = ramp((1 - m.gray_soft) * 1.25 - m.dot_turned / 4.6 + 0.10 * m.specks, -0.12, 0.14)
    pink = clip((1 - m.gray_soft) * 0.30 + warm * 0.75 - 0.18 + 0.08 * m.specks)
    return clip(rgb('f6f1e4') * (1 - pink * (1 - rgb('ff4f5e'))) * (1 - blue * (1 - rgb('1f5fa8'))))


def sepia(m):
    gray = 0.10 + 0.80 * m.gray + 0.035 * m.grain + 0.02 * m.clouds
    return clip(gradient_map(gray, ['1e1008', '6e4a2a', 'b98f5f', 'ead2a2', 'fbf0d4']))


def black_white(m):
    return clip((ramp(m.gray, -0.10, 1.06) + 0.024 * m.grain) * torch.ones(1, 3, 1, 1))


def cyanotype(m):
    gray = ramp(m.gray, -0.05, 1.0) + 0.03 * m.specks + 0.03 * m.upright
    return clip(gradient_map(gray, ['06183a', '0e3f7c', '4f88b8', 'b6d2dd', 'f4f3e8']))


def infrared(m):
    leaf = clip(m.x[:, 1:2] - 0.6 * m.x[:, 2:] - 0.25 * m.x[:, :1])
    gray = 0.75 * m.gray + 1.5 * leaf - 0.5 * clip(m.x[:, 2:] - m.x[:, :1]) + 0.02 * m.grain
    y = gradient_map(gray, ['0c1020', '3c3040', 'b04a68', 'f2a7b4', 'fff4f2'])
    return clip(y + 0.15 * clip(luminance(m.glow) - 0.55))


def neon(m):
    base = gradient_map(m.gray_calm ** 1.5 * 0.55, ['05020c', '140831', '3a1068', '8a1690', 'e03fc8'])
    line = clip(contour(m, 0.025, 0.10) + 0.5 * ramp(m.edge2 * vigour(m), 0.03, 0.09))
    warm = ramp(m.glow[:, :1] - m.glow[:, 2:] + 0.5 * (m.tone6 - 0.5), -0.12, 0.18)
    tube = mix(rgb('18e8ff'), rgb('ff2bd0'), warm)
    return clip(base + tube * (0.9 * line + 1.9 * m.halo * vigour(m)) + 0.6 * line * line)


def blueprint(m):
    base = mix(rgb('103480'), rgb('2c62b4'), 0.75 * m.gray_calm)
    line = clip(contour(m, 0.02, 0.10) * 0.95 + 0.35 * lines(m))
    base = base + 0.085 * ramp(m.line16.amax(1, keepdim=True), 0.86, 0.96) + 0.015 * m.specks
    return clip(mix(base, rgb('eaf4ff'), 0.95 * line))


def chalkboard(m):
    dust = 0.6 * m.hatch + 0.5 * m.grain
    chalk = clip(contour(m, 0.015, 0.08) * (0.95 + 0.40 * dust) + 0.6 * ramp(m.gray_soft + 0.22 * dust, 0.50, 1.20))
    return clip(mix(rgb('22332b') * (1 + 0.10 * m.clouds + 0.05 * m.drift), rgb('f2f2ea'), chalk))


def topographic(m):
    between = ramp(m.gray_calm, 0.02, 0.06) * (1 - ramp(m.gray_calm, 0.94, 0.98))               # pure black and white have no slope
    land = gradient_map(m.gray_calm, ['2f7f86', '8fc19b', 'e9dfa4', 'cf9a5e', 'f7f3ea'])
    return clip(mix(land, rgb('4e321e'), 0.9 * ramp(1.25 - m.iso, -0.4, 0.6) * between))


def gold(m):
    line = clip(contour(m, 0.02, 0.10) + 0.5 * m.halo)
    tone = 0.50 * m.gray_soft ** 1.6 + 0.85 * line + 0.06 * m.specks * (0.3 + line)
    return clip(gradient_map(tone, ['0b0a0c', '2a1d0e', '9a6a1c', 'e8be54', 'fff3c4']))


def delft(m):
    brush = 0.06 * m.spots + 0.07 * m.stroke
    tone = m.gray_dabs + brush * (1 - m.gray_dabs) - 0.6 * lines(m) + 0.05
    return clip(gradient_map(posterize(tone, 5, 0.25), ['0a1f66', '2450a8', '7fa3d8', 'e4ecf4', 'fcfdfc']))


def relief(m):
    tone = 0.46 + 2.0 * m.slope + 0.20 * (m.gray_soft - 0.5) + 0.03 * m.specks
    return clip(gradient_map(tone, ['1c140c', '5a4026', 'a07a48', 'd9b87c', 'fff2cf']))


STYLES = {f.__name__: f for f in (
    watercolor, oil, impressionist, gouache, pastel, fresco, pencil, colored_pencil, sanguine, ballpoint, charcoal, ink, etching,
    line_art, linocut, comic, anime, flat, paper_cut, pop_art, ukiyoe, pixel_art, mosaic, bricks, cross_stitch, stained_glass,
    low_poly, pointillism, halftone, risograph, sepia, black_white, cyanotype, infrared, neon, blueprint, chalkboard, topographic,
    gold, delft, relief)}

# Styles that keep the photo's colours.
COLOURED = ('watercolor', 'oil', 'impressionist', 'gouache', 'pastel', 'fresco', 'colored_pencil', 'comic', 'anime', 'flat', 'ukiyoe',
            'pixel_art', 'mosaic', 'bricks', 'cross_stitch', 'stained_glass', 'low_poly', 'pointillism')
