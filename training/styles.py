"""The styles as filters: (photo, noise) -> picture. They are what the model learns and the upper bound of how it looks.

Every filter is a function of the photo and of the noise alone (picture_noise.py), and works locally. Geometry lies on grids
of 8, 16 or 24 px, whose phase the network is told.
"""
import cv2
import numpy as np

from filter_tools import (blocks, blur, cell_means, cells, clip, contours, draw_along, edges, flow, gradient_map, grid, ink_lines,
                          kuwahara, levels, luminance, mix, posterize, ramp, relight, rgb, saturate, smooth, spread)


def watercolor(x, noise):
    y = saturate(kuwahara(smooth(x, 2, 9, 0.15, 5), 6), 1.5)
    gray = levels(luminance(y), 1, 97)
    y = relight(y, gray * 0.72 + 0.28)                                         # high key
    y = mix(y, np.ones(3, np.float32), 0.06 + 0.44 * ramp(gray, 0.68, 1.0))    # the paper is the white
    rim = np.clip(edges(kuwahara(blur(x, 1.5), 8), 1.0) * 1.5, 0, 0.5)         # pigment gathers where a wash ends
    y = y * (1 - rim[..., None] * (1 - 0.35 * y))
    wash = noise.clouds(22, 3) * 0.07 + noise.smooth(5) * 0.03
    y = clip(1 - (1 - y) * (1 + wash[..., None] * 2.0))
    grain = 0.03 * noise.smooth(3) + 0.02 * noise.smooth(2)
    return clip(y * rgb('fbf7ec') * (1 + grain[..., None]))


def oil(x, noise):
    y = kuwahara(kuwahara(x, 5), 7)
    vx, vy, _ = flow(luminance(y), 4)
    strokes = draw_along(noise.smooth(3), vx, vy, 7) * 2.2
    y = saturate(clip((draw_along(y, vx, vy, 4) - 0.5) * 1.12 + 0.49), 1.4)
    relief = strokes - np.roll(strokes, (2, 2), (0, 1))
    return clip(y * (1 + 0.09 * strokes[..., None]) + 0.07 * relief[..., None] * (0.4 + luminance(y)[..., None]))


def impressionist(x, noise):
    y = blur(kuwahara(x, 6), 1.0)
    vx, vy, marked = flow(luminance(y), 5)
    turn = noise.smooth(30) * 0.5 + 0.5
    k = ramp(marked, 0.05, 0.25)
    vx, vy = np.cos(turn) * (1 - k) + vx * k, np.sin(turn) * (1 - k) + vy * k
    length = np.hypot(vx, vy) + 1e-6
    vx, vy = vx / length, vy / length
    dabs = np.stack([draw_along(noise.smooth(4), vx, vy, 9) for _ in range(3)], -1)
    shared = dabs.mean(-1, keepdims=True)
    y = draw_along(y, vx, vy, 6) + 0.14 * shared + 0.08 * dabs
    y = saturate(clip((y - 0.5) * 1.15 + 0.53), 1.6)
    relief = shared[..., 0] - np.roll(shared[..., 0], (1, 1), (0, 1))
    return clip(y + 0.25 * relief[..., None])


def gouache(x, noise):
    y = kuwahara(smooth(x, 2, 9, 0.2, 6), 7)
    gray = posterize(luminance(y), 6, 0.2)
    y = mix(saturate(relight(y, 0.15 + 0.8 * gray), 1.2), rgb('f2e6d8'), 0.12)
    brush = noise.streaks(0.15, 8, 0.8)
    return clip(y * (1 + 0.045 * brush[..., None]) + 0.012 * noise.smooth(2)[..., None])


def pastel(x, noise):
    y = mix(saturate(kuwahara(blur(x, 1.0), 5), 1.35), np.ones(3, np.float32), 0.25)
    gray = luminance(y)
    chalk = 0.8 * noise.streaks(0.7, 6) + 0.4 * noise.smooth(2)
    cover = ramp(chalk * 0.5 + 0.75, -0.1, 0.9)
    y = mix(rgb('cfc4b4') * (0.5 + 0.5 * gray[..., None]), y, cover)
    return clip(y * (1 + 0.04 * chalk[..., None]))


def fresco(x, noise):
    y = mix(saturate(kuwahara(x, 6), 0.75), rgb('d8c3a0'), 0.28)
    crack = ramp(1 - np.abs(noise.smooth(12)) * 6, 0.4, 1.0)
    y = y * (1 + 0.05 * noise.smooth(3)[..., None] + 0.04 * noise.smooth(10)[..., None])
    return clip(mix(y, rgb('6e5a44'), 0.4 * crack))


def pencil(x, noise):
    gray = levels(luminance(smooth(x, 1, 5, 0.08, 3)))
    dodge = np.clip(gray / (1 - blur(1 - gray, 5) + 0.03), 0, 1) ** 1.8
    tone = 1 - 0.62 * (1 - gray) ** 1.3
    y = dodge * (0.15 + 0.85 * tone) * (1 - 0.75 * contours(x, 1.0, 0.015, 30))
    strokes = noise.streaks(0.85, 8)
    y = 1 - (1 - y) * np.clip(1 + (0.15 + 0.55 * (1 - gray)) * strokes, 0.1, 2.2)
    return clip(mix(rgb('2c2c30'), rgb('f6f4ee'), clip(y)))


def colored_pencil(x, noise):
    y = smooth(x, 1, 7, 0.1, 4)
    gray = levels(luminance(y))
    y = saturate(mix(y, np.ones(3, np.float32), 0.22), 1.7)
    strokes = 0.8 * noise.streaks(0.8, 8) + 0.5 * noise.streaks(-0.6, 5)
    y = mix(rgb('fbf9f3'), y, np.clip(0.55 + 0.5 * (1 - gray) + 0.30 * strokes, 0.05, 1))
    return clip(y * (1 - 0.5 * contours(x, 1.0, 0.02, 25)[..., None]))


def sanguine(x, noise):
    gray = levels(luminance(smooth(x, 1, 7, 0.1, 4)))
    strokes = noise.streaks(0.75, 7) * 0.8 + noise.smooth(2) * 0.3
    dark = np.clip((1 - gray) * 0.85 + 0.8 * contours(x, 1.2, 0.02, 25), 0, 1)
    dark = np.clip(dark * (1 + 0.4 * strokes), 0, 1)
    return clip(mix(rgb('efe0c6'), rgb('8c2f1c'), dark))


def ballpoint(x, noise):
    gray = levels(luminance(smooth(x, 1, 7, 0.1, 4)))
    one, two = noise.streaks(0.9, 9, 0.4), noise.streaks(-0.5, 9, 0.4)
    dark = ramp((1 - gray) * 1.25 + 0.28 * one, 0.45, 0.75) * 0.65 + ramp((1 - gray) * 1.2 + 0.28 * two, 0.75, 1.05) * 0.4
    dark = np.clip(dark + 0.9 * contours(x, 0.9, 0.02, 30), 0, 1)
    return clip(mix(rgb('fbfaf5'), rgb('1c3fa8'), dark))


def charcoal(x, noise):
    gray = levels(blur(luminance(kuwahara(x, 4)), 1.0))
    tone = (gray ** 1.25) * (1 - np.clip(edges(x, 1.8) * 2.0, 0, 0.85))
    grain = 0.6 * noise.streaks(-0.75, 5) + 0.7 * noise.smooth(2.5)
    y = ramp(tone * 1.15 + 0.15 * grain * (0.25 + tone * (1.2 - tone) * 1.4), -0.02, 1.05)
    return clip(mix(rgb('161412'), rgb('efebe2'), y))


def ink(x, noise):
    gray = levels(luminance(smooth(x, 2, 7, 0.1, 4)))
    yy, xx = grid(gray.shape)
    y = ink_lines(gray, 1.1, 22, 0.42, 14)
    for angle, threshold in ((0.7854, 0.48), (-0.7854, 0.30)):                 # a stroke every 8 px down the side
        phase = ((xx * np.sign(angle) + yy) / 8.0 + 0.10 * noise.smooth(14)) % 1.0
        width = np.clip((threshold - blur(gray, 1.5)) * 1.8, 0, 0.65)
        y = np.minimum(y, 1 - ramp(width - np.abs(phase - 0.5) * 1.8, -0.15, 0.15) * (width > 0.015))
    return clip(mix(rgb('14141c'), rgb('fdfcf8'), blur(y, 0.5)))


def etching(x, noise):
    gray = levels(luminance(smooth(x, 1, 7, 0.1, 4)))
    yy, xx = grid(gray.shape)
    bend = blur(gray, 3) * 10                                                  # the lines follow the relief
    phase = ((yy + bend) / 4.0) % 1.0
    line = ramp((1 - gray) * 1.15 - np.abs(phase - 0.5) * 2, -0.3, 0.3)
    cross = ramp((0.42 - gray) * 2.2 - np.abs(((xx + bend) / 4.0) % 1.0 - 0.5) * 2, -0.3, 0.3)
    dark = np.clip(np.maximum(line, cross) * 0.9 + 0.8 * contours(x, 1.0, 0.02, 30), 0, 1)
    return clip(mix(rgb('f1e8d3'), rgb('2a2018'), dark))


def line_art(x, noise):
    s = smooth(x, 3, 9, 0.12, 5)
    y = np.clip(contours(s, 1.2, 0.015, 45) + ramp(edges(s, 1.0), 0.25, 0.6), 0, 1)
    return clip(mix(rgb('ffffff'), rgb('101014'), y))


def linocut(x, noise):
    gray = levels(luminance(smooth(x, 2, 7, 0.12, 5)), 3, 97)
    vx, vy, _ = flow(blur(gray, 2), 6)
    gouge = draw_along(noise.smooth(2), vx, vy, 8) * 2.2
    y = gray + 0.22 * gouge * ramp(gray, 0.12, 0.4) * (1 - ramp(gray, 0.62, 0.9)) + (gray - blur(gray, 3)) * 1.5
    return clip(mix(rgb('16161a'), rgb('f2ead8'), blur(ramp(y, 0.42, 0.52), 0.5)))


def comic(x, noise):
    y = smooth(x, 3, 9, 0.14, 6)
    gray = levels(luminance(y))
    y = saturate(relight(y, 0.12 + 0.93 * posterize(gray, 4, 0.08)), 1.75)
    yy, xx = grid(gray.shape)
    distance = np.hypot(xx % 8 - 3.5, yy % 8 - 3.5)
    dots = ramp(np.clip((0.62 - gray) * 6.5, 0, 4.2) - distance, -0.6, 0.6) * (gray < 0.62) * (gray > 0.12)
    y = y * (1 - 0.28 * dots[..., None])
    return clip(y * ink_lines(levels(luminance(smooth(x, 1, 7, 0.1, 4))), 1.3, 22, 0.30, 14)[..., None])


def anime(x, noise):
    y = smooth(x, 3, 9, 0.12, 6)
    gray = levels(luminance(y))
    y = saturate(relight(y, 0.22 + 0.8 * (0.45 * gray + 0.55 * posterize(gray, 3, 0.2))), 1.55)
    y = mix(y, y * rgb('c8d4ff') + 0.04, (1 - gray) * 0.75)                    # cool shadows
    y = clip(mix(y, clip(y * 1.08 + 0.03), ramp(gray, 0.6, 1)))
    y = mix(y, rgb('2a2138'), 0.85 * contours(smooth(x, 1, 7, 0.08, 4), 0.9, 0.025, 30))
    return clip(y + 0.25 * blur(np.clip(y - 0.75, 0, 1), 6))


def flat(x, noise):
    y = kuwahara(smooth(x, 3, 9, 0.18, 7), 8)
    lab = cv2.cvtColor(saturate(y, 1.25), cv2.COLOR_RGB2LAB)
    lab[..., 0] = posterize(lab[..., 0] / 16, 1, 0.1) * 16 + 4
    for i in (1, 2):
        lab[..., i] = posterize(lab[..., i] / 14, 1, 0.1) * 14
    return clip(cv2.cvtColor(lab.astype(np.float32), cv2.COLOR_LAB2RGB))


def paper_cut(x, noise):
    gray = blur(levels(luminance(kuwahara(smooth(x, 3, 9, 0.2, 7), 9))), 1.2)
    steps = 5
    layer = np.clip(np.floor(gray * steps), 0, steps - 1)
    papers = np.stack([rgb(code) for code in ('1f3550', '2f6f7e', 'e2725b', 'f2b06a', 'fbeed2')])
    y = papers[layer.astype(int)]
    above = np.maximum(blur((np.roll(layer, (5, 5), (0, 1)) > layer).astype(np.float32), 2.0), 0)  # upper sheets throw shade
    return clip(y * (1 - 0.45 * above[..., None]) * (1 + 0.025 * noise.smooth(2)[..., None]))


def pop_art(x, noise):
    gray = levels(blur(luminance(smooth(x, 3, 9, 0.15, 6)), 0.8))
    inks = np.stack([rgb(code) for code in ('1b1464', 'e8175d', 'ff8a00', 'ffe600', 'fff8c9')])
    place = np.clip(gray * 5, 0, 5 - 1e-3)
    low = np.floor(place).astype(int)
    return clip(mix(inks[low], inks[np.minimum(low + 1, 4)], ramp(place - low, 0.85, 1.0)))


def ukiyoe(x, noise):
    y = kuwahara(smooth(x, 2, 9, 0.15, 6), 6)
    gray = levels(luminance(y))
    print_ = gradient_map(posterize(gray, 4, 0.1), ['223455', '3f6a8c', 'a9b7a0', 'e6d3a3', 'f4e8cc'])
    y = mix(print_, relight(saturate(y, 1.2), luminance(print_)), 0.45)
    y = mix(y, rgb('1c2233'), 0.9 * contours(smooth(x, 2, 7, 0.1, 4), 1.2, 0.02, 35))
    return clip(y * (1 + 0.04 * noise.streaks(0.0, 8)[..., None]))


def pixel_art(x, noise):
    small = saturate(clip((blocks(x, 8) - 0.5) * 1.25 + 0.52), 1.5)
    return clip(spread(np.round(small * 5) / 5, 8, x.shape))


def mosaic(x, noise):
    small = blocks(saturate(x, 1.35), 16)
    rows, columns = small.shape[:2]
    small = small + 0.05 * noise.per_cell(16)[1:rows + 1, 1:columns + 1, None]
    yy, xx = grid(x.shape)
    u, v = xx % 16, yy % 16
    rim = np.minimum(np.minimum(u, 15 - u), np.minimum(v, 15 - v))
    y = spread(small, 16, x.shape) * (1 + 0.16 * (15 - u - v) / 15)[..., None]
    return clip(mix(rgb('c9c2b4'), clip(y), ramp(rim, 0.4, 1.6)))


def bricks(x, noise):
    y = spread(saturate(blocks(x, 16), 1.4), 16, x.shape)
    yy, xx = grid(x.shape)
    u, v = xx % 16 - 7.5, yy % 16 - 7.5
    stud = ramp(5.0 - np.hypot(u, v), -0.6, 0.6)
    light = 0.16 * stud * np.clip(-(u + v) / 6, -1, 1) + 0.05 * stud
    seam = ramp(np.maximum(np.abs(u), np.abs(v)), 6.6, 7.5)
    return clip((y + light[..., None]) * (1 - 0.45 * seam[..., None]))


def cross_stitch(x, noise):
    y = spread(saturate(blocks(x, 8), 1.3), 8, x.shape)
    yy, xx = grid(x.shape)
    u, v = xx % 8 - 3.5, yy % 8 - 3.5
    one, two = ramp(1.5 - np.abs(u - v) * 0.7, -0.5, 0.7), ramp(1.5 - np.abs(u + v) * 0.7, -0.5, 0.7)
    thread = np.maximum(one, two * 0.85)
    shade = 0.82 + 0.18 * one + 0.07 * noise.streaks(0.785, 3)
    return clip(mix(rgb('e9e2d2') * 0.8, y * shade[..., None], thread))


def stained_glass(x, noise):
    index, first, second, sites = cells(noise, 24, 0.7)
    y = cell_means(x, index, len(sites))[index]
    gray = luminance(y)[..., None]
    y = clip(gray * 0.9 + 0.12 + (y - gray) * 2.3) + 0.10 * (1 - first[..., None] / 16)
    return clip(y * ramp(second - first, 1.2, 3.4)[..., None] + 0.03)


def low_poly(x, noise):
    height, width = x.shape[:2]
    step = 16
    jx, jy = noise.per_cell(step, 0), noise.per_cell(step, 1)
    rows, columns = jx.shape
    px = (np.arange(columns)[None] - 0.5) * step + np.clip(jx, -1.5, 1.5) * 3.2
    py = (np.arange(rows)[:, None] - 0.5) * step + np.clip(jy, -1.5, 1.5) * 3.2
    y = saturate(blur(x, 2), 1.35)
    out = y.copy()
    for i in range(rows - 1):
        for j in range(columns - 1):
            corners = [(px[a, b], py[a, b]) for a, b in ((i, j), (i, j + 1), (i + 1, j + 1), (i + 1, j))]
            for k, three in enumerate(((0, 1, 2), (0, 2, 3))):
                triangle = np.array([corners[n] for n in three])
                cx, cy = np.clip(triangle.mean(0), 0, (width - 1, height - 1)).astype(int)
                colour = y[cy, cx] * (1.05 if k else 0.95)
                cv2.fillConvexPoly(out, np.round(triangle * 16).astype(np.int32), colour.tolist(), cv2.LINE_AA, 4)
    return clip(out)


def pointillism(x, noise):
    source = saturate(blur(x, 1.2), 1.6)
    height, width = x.shape[:2]
    y = np.ones_like(x) * rgb('efe6d2')
    for turn, radius in ((0, 4.6), (1, 3.2)):
        step = 8
        index, first, _, sites = cells(noise, step, 0.7) if turn == 0 else shifted_cells(noise, step)
        colours = source[np.clip(sites[:, 1], 0, height - 1).astype(int), np.clip(sites[:, 0], 0, width - 1).astype(int)]
        tint = np.stack([noise.per_cell(step, 2 + turn * 2 + i).ravel() for i in range(3)], 1) * 0.11
        y = mix(y, clip(colours + tint)[index], ramp(radius - first, -0.4, 0.8))
    return clip(y)


def shifted_cells(noise, step):
    """The second coat of dots lies between the first."""
    half = step // 2
    index, first, second, sites = cells(noise, step, 0.6)
    move = lambda field: np.roll(field, (half, half), (0, 1))
    return move(index), move(first), move(second), sites + half


def halftone(x, noise):
    gray = levels(luminance(x))
    yy, xx = grid(gray.shape)
    distance = np.hypot(xx % 8 - 3.5, yy % 8 - 3.5)
    radius = np.sqrt(np.clip(1 - blur(gray, 1.5), 0, 1)) * 5.6
    return clip(mix(rgb('201c1c'), rgb('f3ecdc'), 1 - ramp(radius - distance, -0.7, 0.7)))


def risograph(x, noise):
    gray = levels(luminance(smooth(x, 1, 7, 0.1, 4)))
    warm = np.clip(x[..., 0] - x[..., 2] + 0.5, 0, 1)
    yy, xx = grid(gray.shape)
    screen = np.hypot((xx + yy) % 8 - 3.5, (xx - yy) % 8 - 3.5) / 5.5
    grain = 0.12 * noise.smooth(2)
    blue = ramp((1 - gray) * 1.1 - screen * 0.7 + grain, -0.1, 0.25)
    pink = np.clip((1 - gray) * 0.45 + warm * 0.45 + grain - 0.1, 0, 0.9)
    return clip(rgb('f6f1e4') * (1 - pink[..., None] * (1 - rgb('ff5a5f'))) * (1 - blue[..., None] * (1 - rgb('1f5fa8'))))


def sepia(x, noise):
    gray = 0.10 + 0.80 * levels(luminance(x), 1, 99) ** 0.95 + 0.035 * noise.smooth(1.5) + 0.02 * noise.smooth(20)
    return clip(gradient_map(clip(gray), ['1e1008', '6e4a2a', 'b98f5f', 'ead2a2', 'fbf0d4']))


def black_white(x, noise):
    gray = ramp(levels(luminance(x), 1, 99), -0.12, 1.08) + 0.022 * noise.smooth(1.5)
    return clip(np.repeat(clip(gray)[..., None], 3, -1))


def cyanotype(x, noise):
    gray = clip(ramp(levels(luminance(x), 1, 99), -0.05, 1.0) + 0.03 * noise.smooth(2) + 0.025 * noise.streaks(1.57, 9))
    return clip(gradient_map(gray, ['06183a', '0e3f7c', '4f88b8', 'b6d2dd', 'f4f3e8']))


def infrared(x, noise):
    leaf = np.clip(x[..., 1] - 0.6 * x[..., 2] - 0.25 * x[..., 0], 0, 1)
    gray = clip(0.75 * levels(luminance(x)) + 1.5 * leaf - 0.5 * np.clip(x[..., 2] - x[..., 0], 0, 1) + 0.02 * noise.smooth(1.5))
    y = gradient_map(gray, ['0c1020', '3c3040', 'b04a68', 'f2a7b4', 'fff4f2'])
    return clip(y + 0.18 * blur(np.clip(y - 0.7, 0, 1), 4))


def neon(x, noise):
    gray = levels(luminance(x))
    base = gradient_map(gray ** 1.5 * 0.75, ['06030f', '1a0b3c', '46147a', 'b01c9a', 'ff4fd8'])
    line = np.clip(edges(smooth(x, 1, 7, 0.1, 4), 1.1) * 1.5 - 0.06, 0, 1)
    warm = ramp(blur(x[..., 0] - x[..., 2], 3) + 0.35 * (gray - 0.5), -0.15, 0.15)
    tube = mix(rgb('18e8ff'), rgb('ff2bd0'), warm)
    glow = blur(line, 1.0) * 1.1 + blur(line, 5) * 1.0
    return clip(base * 0.75 + tube * glow[..., None] + 0.5 * (line ** 2)[..., None])


def blueprint(x, noise):
    s = smooth(x, 2, 7, 0.12, 4)
    gray = levels(luminance(s))
    line = np.clip(np.clip(edges(s, 1.0) * 1.7 - 0.08, 0, 1) + 0.2 * (1 - ink_lines(gray, 1.0, 20, 0.0, 8)), 0, 1)
    base = mix(rgb('123a86'), rgb('2f66b8'), gray * 0.75)
    yy, xx = grid(gray.shape)
    ruled = ((xx % 16 < 1) | (yy % 16 < 1)).astype(np.float32)
    base = base + 0.085 * ruled[..., None] + 0.015 * noise.smooth(3)[..., None]
    return clip(mix(base, rgb('eaf4ff'), line * 0.95))


def chalkboard(x, noise):
    s = smooth(x, 1, 7, 0.1, 4)
    line = np.clip(edges(s, 1.2) * 1.8 - 0.07, 0, 1)
    gray = levels(luminance(s))
    dust = 0.7 * noise.streaks(0.75, 7) + 0.6 * noise.smooth(2)
    chalk = np.clip(line * (0.95 + 0.4 * dust) + 0.5 * ramp(gray + 0.22 * dust, 0.45, 1.25), 0, 1)
    return clip(mix(rgb('24352d') * (1 + 0.10 * noise.smooth(24))[..., None], rgb('f2f2ea'), chalk))


def topographic(x, noise):
    height = blur(levels(luminance(smooth(x, 3, 9, 0.2, 7))), 2.0)
    land = gradient_map(height, ['2f7f86', '8fc19b', 'e9dfa4', 'cf9a5e', 'f7f3ea'])
    slope = np.hypot(cv2.Sobel(height, cv2.CV_32F, 1, 0), cv2.Sobel(height, cv2.CV_32F, 0, 1)) / 8 + 1e-3
    near = np.abs((height * 10) % 1.0 - 0.5) / (slope * 10)                    # px to the next contour line
    return clip(mix(land, rgb('5a3a22'), 0.85 * ramp(1.3 - near, -0.4, 0.6)))


def gold(x, noise):
    s = smooth(x, 2, 7, 0.12, 4)
    line = np.clip(edges(s, 1.1) * 1.9 - 0.06, 0, 1)
    tone = clip(0.55 * levels(luminance(s)) ** 1.6 + line + 0.07 * noise.smooth(2.5) * (0.3 + line))
    return clip(gradient_map(tone, ['0b0a0c', '2a1d0e', '9a6a1c', 'e8be54', 'fff3c4']))


def delft(x, noise):
    gray = levels(luminance(kuwahara(smooth(x, 1, 7, 0.12, 4), 4)))
    brush = noise.smooth(4) * 0.08 + noise.streaks(0.4, 6) * 0.05
    tone = clip(gray + brush * (1 - gray) - 0.55 * contours(x, 1.2, 0.02, 30))
    return clip(gradient_map(posterize(tone, 6, 0.3), ['0a1f66', '2450a8', '7fa3d8', 'dfe8f2', 'fbfcfb']))


def relief(x, noise):
    gray = blur(levels(luminance(smooth(x, 2, 7, 0.1, 4))), 1.0)
    slope = (np.roll(gray, (-1, -1), (0, 1)) - np.roll(gray, (1, 1), (0, 1)))
    tone = clip(0.46 + 2.2 * slope + 0.18 * (gray - 0.5) + 0.03 * noise.smooth(2))
    return clip(gradient_map(tone, ['1c140c', '5a4026', 'a07a48', 'd9b87c', 'fff2cf']))


STYLES = {f.__name__: f for f in (
    watercolor, oil, impressionist, gouache, pastel, fresco, pencil, colored_pencil, sanguine, ballpoint, charcoal, ink, etching,
    line_art, linocut, comic, anime, flat, paper_cut, pop_art, ukiyoe, pixel_art, mosaic, bricks, cross_stitch, stained_glass,
    low_poly, pointillism, halftone, risograph, sepia, black_white, cyanotype, infrared, neon, blueprint, chalkboard, topographic,
    gold, delft, relief)}

# Styles that keep the photo's colours: light and season change the picture before these, colour words tint it after the others.
COLOURED = ('watercolor', 'oil', 'impressionist', 'gouache', 'pastel', 'fresco', 'colored_pencil', 'comic', 'anime', 'flat', 'ukiyoe',
            'pixel_art', 'mosaic', 'bricks', 'cross_stitch', 'stained_glass', 'low_poly', 'pointillism')
