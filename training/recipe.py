"""What a prompt can ask for, as a recipe: a style, a light, a colour, a manner. The painter is told these, the reader finds them in words."""
from dataclasses import dataclass
from typing import Optional

from moods import LIGHTS, MANNERS, PALETTES
from styles import STYLES

AMOUNTS = dict(subtle=0.6, bold=1.3)     # words that only say how far to go
GROUPS = dict(style=(None, *STYLES), light=(None, *LIGHTS), colour=(None, *PALETTES), manner=(None, *MANNERS), amount=(None, *AMOUNTS))
SIZES = {group: len(names) for group, names in GROUPS.items()}
CODE = sum(SIZES.values())
# The names that each stage of the painter has a network for.
LOOKS = dict(mood=(*LIGHTS, *MANNERS), style=tuple(STYLES), colour=tuple(PALETTES))
MOODS = {**LIGHTS, **MANNERS}


@dataclass(frozen=True)
class Recipe:
    style: Optional[str] = None
    light: Optional[str] = None
    colour: Optional[str] = None
    manner: Optional[str] = None
    amount: Optional[str] = None

    def indices(self):
        return [names.index(getattr(self, group)) for group, names in GROUPS.items()]
