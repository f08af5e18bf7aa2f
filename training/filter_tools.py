"""What the style filters are made of: tones, smoothing, lines, flow, tiles. Pictures are float32 RGB from 0 to 1."""
import cv2
import numpy as np

cv2.setNumThreads(1)
LUMA = np.array([0.299, 0.587, 0.114], np.float32)


def luminance(x):
    return x @ LUMA


def clip(x):
    return np.clip(x, 0, 1).astype(np.float32)


def saturate(x, amount):
    gray = luminance(x)[..., None]
    return clip(gray + (x - gray) * amount)


def blur(x, sigma):
    return cv2.GaussianBlur(np.asarray(x, np.float32), (0, 0), sigma)


def ramp(x, low, high):
    """Smoothstep from 0 at `low` to 1 at `high`."""
    t = np.clip((x - low) / (high - low), 0, 1)
    return t * t * (3 - 2 * t)


def mix(a, b, amount):
    if np.ndim(amount) == 2:
        amount = amount[..., None]
    return a * (1 - amount) + b * amount


def rgb(code):
    return np.array([int(code[i:i + 2], 16) for i in (0, 2, 4)], np.float32) / 255


def gradient_map(gray, codes):
    stops, colours = np.linspace(0, 1, len(codes)), np.stack([rgb(code) for code in codes])
    return np.stack([np.interp(gray, stops, colours[:, i]) for i in range(3)], -1).astype(np.float32)


def levels(gray, low=2, high=98):
    """Half an auto-contrast: all of it would depend too much on what lies outside a training crop."""
    a, b = (float(v) for v in np.percentile(gray[::4, ::4], (low, high)))
    a, b = 0.5 * a, 0.5 + 0.5 * b
    return np.clip((gray - a) / max(b - a, 0.25), 0, 1).astype(np.float32)


def posterize(gray, steps, edge=0.12):
    """Flat steps with soft borders."""
    part = gray * steps - np.floor(gray * steps)
    return (np.floor(gray * steps) + ramp(part, 0.5 - edge, 0.5 + edge)) / steps


def relight(x, gray):
    """The colours of x with another luminance."""
    return clip(x / (luminance(x)[..., None] + 0.02) * gray[..., None])


def smooth(x, times=2, size=7, colour=0.12, space=5):
    """Bilateral filter: flat areas, sharp rims."""
    for _ in range(times):
        x = cv2.bilateralFilter(np.asarray(x, np.float32), size, colour, space)
    return x


def kuwahara(x, radius):
    """Each pixel takes the mean of the calmest of four windows beside it: dabs with crisp edges."""
    size, half = radius + 1, (radius + 1) // 2
    x = cv2.copyMakeBorder(np.asarray(x, np.float32), half, half, half, half, cv2.BORDER_REFLECT)
    gray = luminance(x)
    mean = cv2.blur(x, (size, size))
    spread = cv2.blur(gray * gray, (size, size)) - cv2.blur(gray, (size, size)) ** 2
    best, least = None, None
    for dy in (-half, half):
        for dx in (-half, half):
            here, value = np.roll(mean, (dy, dx), (0, 1)), np.roll(spread, (dy, dx), (0, 1))
            if best is None:
                best, least = here.copy(), value.copy()
            else:
                calmer = value < least
                best[calmer], least[calmer] = here[calmer], value[calmer]
    return best[half:-half, half:-half]


def flow(gray, sigma=3.0):
    """Unit vectors along the contours, and how marked they are (structure tensor)."""
    gray = np.asarray(gray, np.float32)
    gx, gy = cv2.Sobel(gray, cv2.CV_32F, 1, 0), cv2.Sobel(gray, cv2.CV_32F, 0, 1)
    a, b, c = blur(gx * gx, sigma), blur(gx * gy, sigma), blur(gy * gy, sigma)
    angle = 0.5 * np.arctan2(2 * b, a - c) + np.pi / 2
    return np.cos(angle), np.sin(angle), np.sqrt(a + c)


def draw_along(x, vx, vy, steps):
    """Line integral convolution: x smeared along the vectors, `steps` px each way."""
    x, vx, vy = (np.asarray(v, np.float32) for v in (x, vx, vy))
    height, width = x.shape[:2]
    yy, xx = np.mgrid[0:height, 0:width].astype(np.float32)
    total = x.copy()
    for sign in (1, -1):
        px, py, lx, ly = xx.copy(), yy.copy(), vx * sign, vy * sign
        for _ in range(steps):
            px, py = px + lx, py + ly
            total += cv2.remap(x, px, py, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
            nx = cv2.remap(vx, px, py, cv2.INTER_NEAREST, borderMode=cv2.BORDER_REFLECT)
            ny = cv2.remap(vy, px, py, cv2.INTER_NEAREST, borderMode=cv2.BORDER_REFLECT)
            back = np.where(nx * lx + ny * ly < 0, -1, 1).astype(np.float32)
            lx, ly = nx * back, ny * back
    return total / (2 * steps + 1)


def ink_lines(gray, sigma=1.0, sharpness=18.0, threshold=0.6, slope=12.0):
    """Extended difference of Gaussians (Winnemöller 2011): 0 is ink, 1 paper."""
    a, b = blur(gray, sigma), blur(gray, sigma * 1.6)
    d = (1 + sharpness) * a - sharpness * b
    return np.where(d >= threshold, 1.0, 1.0 + np.tanh(slope * (d - threshold))).clip(0, 1).astype(np.float32)


def contours(x, sigma=1.0, threshold=0.02, gain=40):
    """Dark contour lines, 1 is line."""
    gray = luminance(x)
    return ramp(blur(gray, sigma * 1.8) - blur(gray, sigma), threshold * 0.4, threshold * 0.4 + 1.0 / gain)


def edges(x, sigma=1.2):
    gray = blur(luminance(x), sigma)
    return np.hypot(cv2.Sobel(gray, cv2.CV_32F, 1, 0), cv2.Sobel(gray, cv2.CV_32F, 0, 1))


def grid(shape):
    yy, xx = np.mgrid[0:shape[0], 0:shape[1]].astype(np.float32)
    return yy, xx


def blocks(x, size):
    """Mean of each square of `size` px, and the picture made of the squares."""
    height, width = x.shape[:2]
    rows, columns = -(-height // size), -(-width // size)
    padded = cv2.copyMakeBorder(np.asarray(x, np.float32), 0, rows * size - height, 0, columns * size - width, cv2.BORDER_REPLICATE)
    return cv2.resize(padded, (columns, rows), interpolation=cv2.INTER_AREA)


def spread(small, size, shape):
    return np.repeat(np.repeat(small, size, 0), size, 1)[:shape[0], :shape[1]]


def cells(noise, step, jitter=0.8):
    """Voronoi cells of a jittered grid: index of the nearest site, distances to it and to the next, sites as (x, y)."""
    height, width = noise.white.shape
    jx, jy = noise.uniform_per_cell(step, 0), noise.uniform_per_cell(step, 1)
    rows, columns = jx.shape
    sx = (np.arange(columns)[None] - 0.5 + jitter * (jx - 0.5)) * step
    sy = (np.arange(rows)[:, None] - 0.5 + jitter * (jy - 0.5)) * step
    yy, xx = grid((height, width))
    cx, cy = (xx / step).astype(int) + 1, (yy / step).astype(int) + 1
    first = np.full((height, width), 1e9, np.float32)
    second, index = first.copy(), np.zeros((height, width), np.int32)
    for dy in (-1, 0, 1):
        for dx in (-1, 0, 1):
            iy, ix = np.clip(cy + dy, 0, rows - 1), np.clip(cx + dx, 0, columns - 1)
            distance = np.hypot(xx - sx[iy, ix], yy - sy[iy, ix]).astype(np.float32)
            nearer = distance < first
            second = np.where(nearer, first, np.minimum(second, distance))
            index = np.where(nearer, iy * columns + ix, index)
            first = np.where(nearer, distance, first)
    return index, first, second, np.stack([sx.ravel(), sy.ravel()], 1)


def cell_means(x, index, count):
    weight = np.bincount(index.ravel(), minlength=count) + 1e-6
    return np.stack([np.bincount(index.ravel(), x[..., i].ravel(), count) / weight for i in range(3)], 1).astype(np.float32)
