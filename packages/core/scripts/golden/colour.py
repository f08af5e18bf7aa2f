"""Pictures with colour profiles, and what littleCMS makes of them.

  pip install pillow==13.0.0
  python colour.py [folder of golden/]

Writes images/colour/*.png, .tif, .jpg: one gradient, in 8 and 16 bits, grey and in colour, with and without alpha, under profiles
that are written here from their definitions (ICC.1:2010), and images/colour.json: some points of each as sRGB, 8 bits, alpha
over white. They are Pillow's (littleCMS, perceptual intent) of the picture with 8 bits, of which those with 16 bits hold
every value times 257. Profiles that do not fit the picture, or are cut off, count as none.
"""
import io
import json
import pathlib
import struct
import sys
import zlib

from PIL import Image, ImageCms

GOLDEN = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).parents[2] / 'golden'
SIDE = 32
POINTS = [(0, 0), (3, 1), (8, 8), (10, 16), (4, 24), (28, 10), (20, 20), (16, 29), (31, 31), (31, 0)]
D50 = (0.9642, 1.0, 0.8249)


def fixed(value):
    return struct.pack('>i', round(value * 65536))


def xyz(values):
    return b'XYZ \0\0\0\0' + b''.join(fixed(v) for v in values)


def text(value):
    return b'text\0\0\0\0' + value.encode() + b'\0'


def description(value):
    data = value.encode() + b'\0'
    return b'desc\0\0\0\0' + struct.pack('>I', len(data)) + data + b'\0' * 78


def gamma(value):
    return b'curv\0\0\0\0' + struct.pack('>IH', 1, round(value * 256)) + b'\0\0'


def linear():
    return b'curv\0\0\0\0' + struct.pack('>I', 0)


def parametric(*values):
    """Function type 3: ((a x + b) ^ g where x >= d, c x below)."""
    return b'para\0\0\0\0' + struct.pack('>HH', 3, 0) + b''.join(fixed(v) for v in values)


SRGB_CURVE = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)


def table(function, entries=64):
    values = [round(65535 * function(i / (entries - 1))) for i in range(entries)]
    return b'curv\0\0\0\0' + struct.pack('>I', entries) + struct.pack(f'>{entries}H', *values)


def profile(space, tags, version=2, pcs=b'XYZ ', kind=b'mntr'):
    tags = {b'desc': description('test'), b'cprt': text('CC0'), b'wtpt': xyz(D50), **tags}
    at = 128 + 4 + 12 * len(tags)
    index, body = b'', b''
    for name, data in tags.items():
        data += b'\0' * (-len(data) % 4)
        index += name + struct.pack('>II', at + len(body), len(data))
        body += data
    size = at + len(body)
    header = struct.pack('>I4sI4s4s4s', size, b'\0\0\0\0', version << 24 | (0x400000 if version == 2 else 0), kind, space, pcs)
    header += struct.pack('>6H', 2026, 1, 1, 0, 0, 0) + b'acsp' + b'\0' * 28 + b''.join(fixed(v) for v in D50)
    return header.ljust(128, b'\0') + struct.pack('>I', len(tags)) + index + body


def grey(curve, version=2):
    return profile(b'GRAY', {b'kTRC': curve}, version)


def rgb(columns, curve, version=2):
    """Columns: the primaries as XYZ, adapted to D50."""
    tags = {name: xyz(column) for name, column in zip((b'rXYZ', b'gXYZ', b'bXYZ'), columns)}
    return profile(b'RGB ', {**tags, b'rTRC': curve, b'gTRC': curve, b'bTRC': curve}, version)


def cmyk():
    """Inks that multiply, as an lut8 with two grid points for each: Lab of the sixteen overprints."""
    inks = {'c': (55, -37, -50), 'm': (48, 74, -3), 'y': (89, -5, 93), 'k': (16, 0, 0)}
    grid = b''
    for index in range(16):
        on = [name for bit, name in zip((8, 4, 2, 1), 'cmyk') if index & bit]
        lightness, a, b = 100.0, 0.0, 0.0
        for name in on:
            lightness, a, b = lightness * inks[name][0] / 100, a + inks[name][1] * lightness / 100, b + inks[name][2] * lightness / 100
        grid += bytes([round(lightness * 2.55), max(0, min(255, round(a + 128))), max(0, min(255, round(b + 128)))])
    identity = struct.pack('>9i', *(65536 if i % 4 == 0 else 0 for i in range(9)))
    ramp = bytes(range(256))
    lut = b'mft1\0\0\0\0' + bytes([4, 3, 2, 0]) + identity + ramp * 4 + grid + ramp * 3
    return profile(b'CMYK', {b'A2B0': lut}, pcs=b'Lab ', kind=b'prtr')


SRGB = [(0.4360747, 0.2225045, 0.0139322), (0.3850649, 0.7168786, 0.0971045), (0.1430804, 0.0606169, 0.7141733)]
ADOBE = [(0.6097559, 0.3111242, 0.0194811), (0.2052401, 0.6256560, 0.0608902), (0.1492240, 0.0632197, 0.7448387)]
P3 = [(0.5151, 0.2412, -0.0011), (0.2920, 0.6922, 0.0419), (0.1571, 0.0666, 0.7841)]
PROPHOTO = [(0.7976749, 0.2880402, 0.0), (0.1351917, 0.7118741, 0.0), (0.0313534, 0.0000857, 0.8252100)]
SWAPPED = [SRGB[1], SRGB[2], SRGB[0]]

GREYS = {
    'linear': grey(linear()),
    'gamma-1.8': grey(gamma(1.8)),
    'gamma-2.2': grey(gamma(2.2)),
    'gamma-3': grey(gamma(3), 4),
    'srgb-curve': grey(parametric(*SRGB_CURVE), 4),
    'dot-gain': grey(table(lambda x: max(0.0, 1 - (1 - x) - 0.8 * (1 - x) * x) ** 1.1)),
}
COLOURS = {
    'srgb-linear': rgb(SRGB, linear()),
    'adobe': rgb(ADOBE, gamma(563 / 256)),
    'display-p3': rgb(P3, parametric(*SRGB_CURVE), 4),
    'prophoto': rgb(PROPHOTO, gamma(1.8)),
    'swapped': rgb(SWAPPED, gamma(2.2)),
}


def pixels(mode):
    image = Image.new(mode, (SIDE, SIDE))
    for y in range(SIDE):
        for x in range(SIDE):
            level = (x * 5 + y * 3) % 256
            colour = (level, (x * 8 + y) % 256, (255 - y * 8 + x) % 256)
            alpha = 255 - (x * y) // 4
            image.putpixel((x, y), {'L': level, 'LA': (level, alpha), 'RGB': colour, 'RGBA': (*colour, alpha), 'CMYK': (*colour, (x * 3) % 128)}[mode])
    return image


def png16(image, icc):
    def chunk(kind, data):
        return struct.pack('>I', len(data)) + kind + data + struct.pack('>I', zlib.crc32(kind + data))
    colour_type = {'L': 0, 'LA': 4, 'RGB': 2, 'RGBA': 6}[image.mode]
    raw, width = image.tobytes(), image.width * len(image.mode)
    rows = b''.join(b'\0' + b''.join(bytes([v, v]) for v in raw[y * width:(y + 1) * width]) for y in range(image.height))
    return (b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', struct.pack('>IIBBBBB', image.width, image.height, 16, colour_type, 0, 0, 0))
            + chunk(b'iCCP', b'icc\0\0' + zlib.compress(icc, 9)) + chunk(b'IDAT', zlib.compress(rows, 9)) + chunk(b'IEND', b''))


def tiff16(image, icc, white_is_zero=False):
    """Uncompressed, one strip, little endian."""
    channels = len(image.mode)
    values = [255 - v if white_is_zero else v for v in image.tobytes()]
    data = b''.join(bytes([v, v]) for v in values)
    fields = [(256, 3, [image.width]), (257, 3, [image.height]), (258, 3, [16] * channels), (259, 3, [1]),
              (262, 3, [2 if channels > 2 else 0 if white_is_zero else 1]), (273, 4, [0]), (277, 3, [channels]), (278, 3, [image.height]),
              (279, 4, [len(data)]), (34675, 7, icc)]
    at = 8 + 2 + 12 * len(fields) + 4
    entries, extra = b'', b''
    strip = None
    for tag, kind, value in fields:
        body = bytes(value) if kind == 7 else struct.pack(f'<{len(value)}{"H" if kind == 3 else "I"}', *value)
        count = len(value)
        if tag == 273:
            strip = len(entries) + 8
            body = b'\0\0\0\0'
        if len(body) > 4:
            entries += struct.pack('<HHII', tag, kind, count, at + len(extra))
            extra += body + b'\0' * (len(body) % 2)
        else:
            entries += struct.pack('<HHI', tag, kind, count) + body.ljust(4, b'\0')
    entries = entries[:strip] + struct.pack('<I', at + len(extra)) + entries[strip + 4:]
    return struct.pack('<2sHIH', b'II', 42, 8, len(fields)) + entries + b'\0\0\0\0' + extra + data


def reference(image, icc):
    """What littleCMS makes of it, alpha over white."""
    if icc is None:
        return [[x, y, *image.convert('RGB').getpixel((x, y))] for x, y in POINTS]
    alpha = image.getchannel('A') if image.mode in ('LA', 'RGBA') else None
    colour = image.convert({'LA': 'L', 'RGBA': 'RGB'}[image.mode]) if alpha else image
    target = ImageCms.createProfile('sRGB')
    result = ImageCms.profileToProfile(colour, ImageCms.ImageCmsProfile(io.BytesIO(icc)), target, ImageCms.Intent.PERCEPTUAL, 'RGB')
    if alpha:
        white = Image.new('RGB', image.size, 'white')
        white.paste(result, mask=alpha)
        result = white
    return [[x, y, *result.getpixel((x, y))] for x, y in POINTS]


def main():
    folder = GOLDEN / 'images' / 'colour'
    folder.mkdir(parents=True, exist_ok=True)
    cases = []

    def case(name, data, image, icc):
        (folder / name).write_bytes(data)
        cases.append({'source': f'colour/{name}', 'points': reference(image, icc)})

    def encoded(image, icc, kind, **options):
        buffer = io.BytesIO()
        image.save(buffer, kind, icc_profile=icc, **options)
        return buffer.getvalue()

    for name, icc in GREYS.items():
        case(f'grey-16-{name}.png', png16(pixels('L'), icc), pixels('L'), icc)
    case('grey-alpha-16-gamma-1.8.png', png16(pixels('LA'), GREYS['gamma-1.8']), pixels('LA'), GREYS['gamma-1.8'])
    case('grey-alpha-16-dot-gain.png', png16(pixels('LA'), GREYS['dot-gain']), pixels('LA'), GREYS['dot-gain'])
    case('grey-16-linear.tif', tiff16(pixels('L'), GREYS['linear']), pixels('L'), GREYS['linear'])
    case('grey-16-gamma-3-white-is-zero.tif', tiff16(pixels('L'), GREYS['gamma-3'], True), pixels('L'), GREYS['gamma-3'])
    case('grey-8-dot-gain.png', encoded(pixels('L'), GREYS['dot-gain'], 'PNG', optimize=True), pixels('L'), GREYS['dot-gain'])
    case('grey-alpha-8-linear.png', encoded(pixels('LA'), GREYS['linear'], 'PNG', optimize=True), pixels('LA'), GREYS['linear'])
    jpeg = encoded(pixels('L'), GREYS['linear'], 'JPEG', quality=95)
    case('grey-8-linear.jpg', jpeg, Image.open(io.BytesIO(jpeg)), GREYS['linear'])

    for name, icc in COLOURS.items():
        case(f'rgb-16-{name}.png', png16(pixels('RGB'), icc), pixels('RGB'), icc)
    case('rgb-alpha-16-adobe.png', png16(pixels('RGBA'), COLOURS['adobe']), pixels('RGBA'), COLOURS['adobe'])
    case('rgb-16-swapped.tif', tiff16(pixels('RGB'), COLOURS['swapped']), pixels('RGB'), COLOURS['swapped'])
    case('rgb-8-swapped.png', encoded(pixels('RGB'), COLOURS['swapped'], 'PNG', optimize=True), pixels('RGB'), COLOURS['swapped'])
    case('rgb-alpha-8-display-p3.png', encoded(pixels('RGBA'), COLOURS['display-p3'], 'PNG', optimize=True), pixels('RGBA'), COLOURS['display-p3'])
    few = pixels('RGB').quantize(16)
    case('palette-swapped.png', encoded(few, COLOURS['swapped'], 'PNG', optimize=True), few.convert('RGB'), COLOURS['swapped'])
    case('cmyk.tif', encoded(pixels('CMYK'), cmyk(), 'TIFF', compression='tiff_lzw'), pixels('CMYK'), cmyk())

    case('rgb-16-grey-profile.tif', tiff16(pixels('RGB'), GREYS['linear']), pixels('RGB'), None)
    case('rgb-16-cut-profile.tif', tiff16(pixels('RGB'), COLOURS['prophoto'][:300]), pixels('RGB'), None)
    case('rgb-16-no-profile.tif', tiff16(pixels('RGB'), b'nonsense' * 20), pixels('RGB'), None)
    case('grey-16-colour-profile.tif', tiff16(pixels('L'), COLOURS['prophoto']), pixels('L'), None)
    case('grey-16-cut-profile.tif', tiff16(pixels('L'), GREYS['linear'][:200]), pixels('L'), None)

    (GOLDEN / 'images' / 'colour.json').write_text(json.dumps(cases, indent=1).replace('\n    ', ' ').replace('\n   ]', ' ]') + '\n')


main()
