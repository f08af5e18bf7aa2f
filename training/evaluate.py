"""Numbers and sheets of an exported model, on photographs that it never saw.

    python evaluate.py --model model --photos photos-for-measuring --others data/photos --out evaluation [--photos-at-most 9] [--size 768x512]

- style: a classifier trained on what the filters make of *other* photographs, at the same size, names the style of the result
- structure: correlation of blurred edge maps with the source, for styles that keep outlines
- colour: correlation of blurred a/b channels (CIE Lab) with the source, for styles that keep colours
- empty prompt: mean shift at strength 0.3, in 255ths
- strength: style score and distance to the source at rising strength
- library: the same with the texts of @overpaint/presets, negative ones included
- weights: decibels between the pictures of float16 and of float32 weights
- time: one default call, and loading
"""
import argparse
import functools
import glob
import json
import multiprocessing
import os
import time

import cv2
import numpy as np
import torch
from PIL import Image, ImageDraw
from sklearn.ensemble import ExtraTreesClassifier

import vocabulary
from picture_noise import white_noise
from pipeline import Pipeline
from seeing import canvas_eye
from styles import COLOURED, STYLES

REGROUPING = ('pixel_art', 'mosaic', 'bricks', 'cross_stitch', 'stained_glass', 'low_poly', 'pointillism', 'halftone', 'paper_cut', 'topographic')


def luminance(x):
    return x @ np.array([0.299, 0.587, 0.114], np.float32)


@functools.cache
def cut(path, size):
    """The middle of a photograph in a size (width, height)."""
    image, (width, height) = Image.open(path).convert('RGB'), size
    scale = max(width / image.width, height / image.height)
    left, top = max(0, (image.width - width / scale) / 2), max(0, (image.height - height / scale) / 2)
    return np.asarray(image.resize(size, Image.LANCZOS, box=(left, top, min(left + width / scale, image.width), min(top + height / scale, image.height))))


def features(pixels):
    """Tones, colours, and how much of each band of detail there is in each direction."""
    x = pixels.astype(np.float32) / 255
    gray, lab = luminance(x), cv2.cvtColor(x, cv2.COLOR_RGB2LAB)
    values = []
    for i in range(3):
        values += [*np.percentile(lab[..., i], (2, 10, 25, 50, 75, 90, 98)), lab[..., i].std()]
    values.append(np.hypot(lab[..., 1], lab[..., 2]).mean())
    for sigma in (0.7, 1.4, 2.8, 5.6):
        band = cv2.GaussianBlur(gray, (0, 0), sigma) - cv2.GaussianBlur(gray, (0, 0), sigma * 1.6)
        values += [np.log(band.std() + 1e-4), np.log(np.abs(band).mean() + 1e-4), np.log(np.percentile(np.abs(band), 20) + 1e-4), (band ** 3).mean() / (band.std() ** 3 + 1e-9)]
    for axis in (0, 1):
        step = np.abs(np.diff(gray, axis=axis))
        values += [np.log(step.mean() + 1e-4), (step < 0.004).mean(), (step > 0.1).mean()]
        for period in (8, 16):
            along = step.mean(1 - axis)
            comb = np.sort(along[:len(along) // period * period].reshape(-1, period).mean(0))
            values += list(comb[[0, period // 2, -1]] / (comb.mean() + 1e-6))
    spectrum = np.log(np.abs(np.fft.rfft2(gray - gray.mean())) + 1e-3)
    fy, fx = np.fft.fftfreq(gray.shape[0])[:, None], np.fft.rfftfreq(gray.shape[1])[None]
    angle, radius = np.arctan2(fy, fx), np.hypot(fy, fx)
    for low, high in ((0.05, 0.12), (0.12, 0.25), (0.25, 0.5)):
        for k in range(4):
            sector = (radius >= low) & (radius < high) & (angle >= -np.pi / 2 + k * np.pi / 4) & (angle < -np.pi / 2 + (k + 1) * np.pi / 4 + 1e-3)
            values.append(spectrum[sector].mean())
    return np.nan_to_num(np.array(values, np.float32))


eye_of_process = functools.cache(canvas_eye)


def filtered(pixels, seed):
    """What every filter makes of a picture: pairs of name and pixels."""
    picture = pixels.astype(np.float32).transpose(2, 0, 1)[None] / 255
    maps = eye_of_process().maps(picture, white_noise(seed, max(pixels.shape[:2])).numpy()[..., :pixels.shape[0], :pixels.shape[1]])
    for style, paint in STYLES.items():
        yield style, (paint(maps)[0].permute(1, 2, 0).clamp(0, 1).numpy() * 255).round().astype(np.uint8)


def examples_of(path, seed, size):
    """Features and names of a photograph and of what all filters make of it."""
    torch.set_num_threads(1)
    pixels = cut(path, size)
    return [(features(pixels), 'photo')] + [(features(painted), style) for style, painted in filtered(pixels, seed)]


def train_classifier(paths, size):
    with multiprocessing.get_context('spawn').Pool(os.cpu_count()) as pool:
        examples = sum(pool.starmap(examples_of, [(path, seed, size) for seed, path in enumerate(paths)], 1), [])
    rows, names = zip(*examples)
    return ExtraTreesClassifier(400, random_state=0).fit(np.stack(rows), names)


def correlation(a, b):
    return float(np.corrcoef(a.ravel(), b.ravel())[0, 1])


def decibels(a, b):
    return float(10 * np.log10(255 ** 2 / max(np.mean((a.astype(float) - b) ** 2), 1e-9)))


def outline(pixels):
    gray = cv2.GaussianBlur(luminance(pixels.astype(np.float32)), (0, 0), 4)
    return cv2.GaussianBlur(np.hypot(cv2.Sobel(gray, cv2.CV_32F, 1, 0), cv2.Sobel(gray, cv2.CV_32F, 0, 1)), (0, 0), 2)


def chroma(pixels):
    return cv2.GaussianBlur(cv2.cvtColor(pixels.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)[..., 1:], (0, 0), 6)


class Judge:
    """Paints and measures, one in each process: a picture to a thread is more a minute than a picture to all threads."""

    @classmethod
    def take_seat(cls, model, classifier, size, how):
        torch.set_num_threads(1)
        cv2.setNumThreads(1)
        cls.paint, cls.classifier, cls.size, cls.how = Pipeline(model, threads=1), classifier, size, how

    @classmethod
    def painted(cls, path, style, prompt, negative='', strength=None):
        source = cut(path, cls.size)
        how = cls.how if strength is None else {**cls.how, 'strength': strength}
        result = cls.paint(source, prompt, negative=negative, **how)
        chances = dict(zip(cls.classifier.classes_, cls.classifier.predict_proba(features(result)[None])[0]))
        return dict(style=style, right=max(chances, key=chances.get) == style, score=chances[style], distance=np.abs(result.astype(float) - source).mean(),
                    structure=correlation(outline(source), outline(result)), colour=correlation(chroma(source), chroma(result)))

    @classmethod
    def filters(cls, path):
        """How many of the filters' own pictures are named right: the upper bound."""
        styles, pictures = zip(*filtered(cut(path, cls.size), 7))
        return float(np.mean(cls.classifier.predict(np.stack([features(pixels) for pixels in pictures])) == np.array(styles)))

    @classmethod
    def shift(cls, path):
        """The largest shift of a channel's mean without a prompt."""
        source = cut(path, cls.size)
        return float(np.abs((cls.paint(source, '', strength=0.3).astype(float) - source).mean((0, 1))).max())


def judged(pool, asked, what):
    found = pool.starmap(Judge.painted, asked, 1)
    print(f'{what}: {len(found)} pictures, style {mean(found, "right"):.3f}', flush=True)
    return found


def mean(found, key):
    return float(np.mean([entry[key] for entry in found]))


def sheet(pictures, columns, cell, path):
    rows = -(-len(pictures) // columns)
    page = Image.new('RGB', (columns * cell, rows * (cell + 14)), 'white')
    draw = ImageDraw.Draw(page)
    for i, (name, pixels) in enumerate(pictures):
        x, y = i % columns * cell, i // columns * (cell + 14)
        page.paste(Image.fromarray(pixels).resize((cell - 3, cell - 3), Image.LANCZOS), (x, y + 13))
        draw.text((x + 2, y + 1), name, fill='black')
    page.save(path)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--model', default='model')
    parser.add_argument('--photos', required=True)
    parser.add_argument('--others', default='data/photos')
    parser.add_argument('--out', default='evaluation')
    parser.add_argument('--size', default='512x512', help='width x height, multiples of 16')
    parser.add_argument('--full', default=None, help='the same model with float32 weights (export.py --full): how near are the two?')
    parser.add_argument('--photos-at-most', type=int, default=99)
    parser.add_argument('--classifier-photos', type=int, default=99)
    parser.add_argument('--every', type=int, default=1, help='of the styles only every second, third ...')
    parser.add_argument('--sheet-of', default=None, help='only draw the sheet of all styles of this photo')
    parser.add_argument('--library', type=int, default=0, help='on how many photographs to ask with the texts of the style library as well (library.json)')
    parser.add_argument('--no-strengths', action='store_true', help='leave out the measurement at rising strength')
    parser.add_argument('--strength', type=float, default=None)
    parser.add_argument('--guidance', type=float, default=None)
    parser.add_argument('--steps', type=int, default=None)
    arguments = parser.parse_args()
    os.makedirs(arguments.out, exist_ok=True)
    size = tuple(int(side) for side in arguments.size.split('x'))
    how = dict(strength=arguments.strength, guidance=arguments.guidance, steps=arguments.steps)
    prompt_of = {style: phrases[0] for style, phrases in list(vocabulary.PHRASES['style'].items())[::arguments.every]}
    if arguments.sheet_of:
        pixels, paint = cut(arguments.sheet_of, size), Pipeline(arguments.model)
        pictures = [('source', pixels)] + [(style, paint(pixels, prompt, **how)) for style, prompt in prompt_of.items()]
        pictures += [(name, paint(pixels, name, **how)) for name in ('night', 'golden hour', 'snow', 'autumn', 'red', 'teal and orange', 'watercolor at sunset')]
        sheet(pictures, 10, 220, f'{arguments.out}/styles-{os.path.splitext(os.path.basename(arguments.sheet_of))[0]}.png')
        return

    paths = sorted(glob.glob(arguments.photos + '/*.jpg'))[:arguments.photos_at_most]
    classifier = train_classifier(sorted(glob.glob(arguments.others + '/*.png'))[:arguments.classifier_photos], size)
    with multiprocessing.get_context('spawn').Pool(os.cpu_count(), Judge.take_seat, (arguments.model, classifier, size, how)) as pool:
        judge = functools.partial(judged, pool)
        painted = judge([(path, style, prompt) for path in paths for style, prompt in prompt_of.items()], 'painted')
        filters = pool.map(Judge.filters, paths, 1)
        numbers = dict(photos=len(paths), size=arguments.size, style=mean(painted, 'right'), style_of_filters=float(np.mean(filters)), chance=1 / len(classifier.classes_),
                       structure=mean([found for found in painted if found['style'] not in REGROUPING], 'structure'),
                       colour=mean([found for found in painted if found['style'] in COLOURED], 'colour'),
                       style_by_name={style: mean([found for found in painted if found['style'] == style], 'right') for style in prompt_of})
        numbers['empty_prompt_shift'] = max(pool.map(Judge.shift, paths, 1))
        if arguments.library:
            asked = [(path, look, text['prompt'].replace('{prompt}', ''), text['negative']) for path in paths[:arguments.library] for look, text in vocabulary.LIBRARY['looks'].items()]
            numbers['style_with_library_texts'] = mean(judge(asked, 'library'), 'right')
        numbers['by_strength'] = []
        for init_strength in () if arguments.no_strengths else (0.85, 0.7, 0.6, 0.5, 0.4):   # the dial of the SDK: 0.35 is no influence of the source, 1 the source itself
            asked = [(path, style, prompt_of[style], '', (1 - init_strength) / 0.65) for path in paths[:3] for style in list(prompt_of)[::9]]
            found = judge(asked, f'strength {init_strength}')
            numbers['by_strength'].append(dict(init_strength=init_strength, style=mean(found, 'score'), distance=mean(found, 'distance')))

    source, paint = cut(paths[0], size), Pipeline(arguments.model)                             # by itself, with all processors
    numbers['seconds_to_load'] = paint.loading
    if arguments.full:
        exact = Pipeline(arguments.full)
        numbers['decibels_to_float32'] = min(decibels(paint(source, prompt), exact(source, prompt)) for prompt in list(prompt_of.values())[::8])
    seconds = []
    for prompt in list(prompt_of.values())[:5]:
        begin = time.time()
        paint(source, prompt)
        seconds.append(time.time() - begin)
    numbers['seconds_a_call'] = float(np.median(seconds))
    json.dump(numbers, open(arguments.out + '/numbers.json', 'w'), indent=1)
    print(json.dumps(numbers, indent=1))


if __name__ == '__main__':
    main()
