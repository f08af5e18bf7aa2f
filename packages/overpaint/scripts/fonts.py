"""Writes the fonts of contact sheets to packages/overpaint/fonts. In an empty folder:

    npm install --no-save $(python PATH/TO/packages/overpaint/scripts/fonts.py --packages)
    apt-get download fonts-droid-fallback=1:6.0.1r16-1.1 && dpkg -x fonts-droid-fallback_*.deb droid
    pip install fonttools==4.68.0
    python PATH/TO/packages/overpaint/scripts/fonts.py

Noto Sans comes from the packages of Fontsource, which cut Google's files into scripts and pack them as WOFF; here they are
unpacked, glyphs and tables as they are. Droid Sans Fallback is Debian's file, byte for byte.
"""

import shutil
import sys
from pathlib import Path

VERSION = "5.3.0"
PARTS = {  # script: package of Fontsource and its parts
    "latin": ("noto-sans", ["latin", "latin-ext", "vietnamese"]),
    "greek": ("noto-sans", ["greek", "greek-ext"]),
    "cyrillic": ("noto-sans", ["cyrillic", "cyrillic-ext"]),
    "devanagari": ("noto-sans", ["devanagari"]),
    **{
        script: (f"noto-sans-{script}", [script])
        for script in [
            "arabic", "armenian", "bengali", "ethiopic", "georgian", "gujarati", "gurmukhi", "hebrew", "kannada",
            "khmer", "lao", "malayalam", "myanmar", "oriya", "sinhala", "tamil", "telugu", "thai",
        ]
    },
}  # fmt: skip

if "--packages" in sys.argv:
    print(*sorted({f"@fontsource/{package}@{VERSION}" for package, _ in PARTS.values()}))
    sys.exit()

from fontTools.ttLib import TTFont  # noqa: E402

fonts = Path(__file__).parent.parent / "fonts"
fonts.mkdir(exist_ok=True)
copyrights: set[str] = set()
terms = ""
for package, parts in PARTS.values():
    source = Path("node_modules/@fontsource") / package
    for part in parts:
        font = TTFont(source / "files" / f"{package}-{part}-400-normal.woff", recalcTimestamp=False)
        font.flavor = None
        font.save(fonts / f"noto-sans-{part}.ttf", reorderTables=None)
    line, terms = (source / "LICENSE").read_text().split("\n", 1)
    copyrights.add(line)
(fonts / "noto-sans-license.txt").write_text("\n".join(sorted(copyrights)) + "\n" + terms)
droid = Path("droid/usr/share/fonts-droid-fallback/truetype/DroidSansFallback.ttf")
shutil.copy(droid, fonts / "droid-sans-fallback.ttf")
