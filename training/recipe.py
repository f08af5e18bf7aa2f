"""What a prompt can ask for, as a recipe: a style, a light, a colour, a manner. The painter is told these, the reader finds them in words."""
from dataclasses import dataclass
from typing import Optional

import numpy as np

from moods import LIGHTS, MANNERS, PALETTES, tint
from picture_noise import PictureNoise
from styles import COLOURED, STYLES

GROUPS = dict(style=(None, *STYLES), light=(None, *LIGHTS), colour=(None, *PALETTES), manner=(None, *MANNERS))
SIZES = {group: len(names) for group, names in GROUPS.items()}
CODE = sum(SIZES.values())


@dataclass(frozen=True)
class Recipe:
    style: Optional[str] = None
    light: Optional[str] = None
    colour: Optional[str] = None
    manner: Optional[str] = None

    def indices(self):
        return [names.index(getattr(self, group)) for group, names in GROUPS.items()]

    def code(self):
        """One-hot for each group, end to end."""
        code, start = np.zeros(CODE, np.float32), 0
        for index, size in zip(self.indices(), SIZES.values()):
            code[start + index] = 1
            start += size
        return code

    def paint(self, photo, latents):
        """The picture that the prompt means: photo float32 RGB 0..1, latents the noise [16, height/4, width/4]."""
        picture = MANNERS[self.manner](photo) if self.manner else photo
        if self.light:
            picture = LIGHTS[self.light](picture, PictureNoise(latents))
        before = self.style is None or self.style in COLOURED
        if self.colour and before:
            picture = tint(picture, self.colour)
        if self.style:
            picture = STYLES[self.style](picture, PictureNoise(latents))
        if self.colour and not before:
            picture = tint(picture, self.colour)
        return np.clip(picture, 0, 1)


def draw_recipe(rng, style):
    """A random recipe around a given style (None: light or colour alone)."""
    light = str(rng.choice(list(LIGHTS))) if rng.random() < (0.18 if style else 0.75) else None
    colour = str(rng.choice(list(PALETTES))) if rng.random() < (0.08 if style else 0.3) else None
    if style is None and light is None and colour is None:
        light = str(rng.choice(list(LIGHTS)))
    manner = str(rng.choice(list(MANNERS))) if style and rng.random() < 0.1 else None
    return Recipe(style, light, colour, manner)
