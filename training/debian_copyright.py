"""Debian's machine-readable copyright files (DEP-5): which licence a file of a package has.

Only this tells, picture by picture, what a package full of photographs allows; a package's own licence field does not.
"""
import fnmatch
import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Stanza:
    patterns: tuple
    licence: str
    holder: str
    comment: str


def read_stanzas(path):
    text = open(path, encoding='utf-8', errors='replace').read()
    stanzas = []
    for block in re.split(r'\n\s*\n', text):
        fields, name = {}, None
        for line in block.splitlines():
            head = re.match(r'^([A-Za-z-]+):\s*(.*)$', line)
            if head:
                name = head.group(1)
                fields[name] = head.group(2)
            elif name and line.startswith(' '):
                fields[name] += '\n' + line.strip()
        if 'Files' in fields:
            patterns = tuple(fields['Files'].replace(',', ' ').split())
            stanzas.append(Stanza(patterns, fields.get('License', '?').split('\n')[0], ' '.join(fields.get('Copyright', '?').split()),
                                  ' '.join(fields.get('Comment', '').split())))
    return stanzas


def find_stanza(stanzas, name):
    """The last stanza that matches wins, as DEP-5 says. Endings are ignored: GCompris lists .jpg files that it ships as .webp."""
    found = None
    for stanza in stanzas:
        if any(fnmatch.fnmatch(without_ending(name), without_ending(pattern)) for pattern in stanza.patterns):
            found = stanza
    return found


def without_ending(name):
    return re.sub(r'\.(jpe?g|png|webp)$', '', name, flags=re.IGNORECASE)


def is_free_to_learn_from(licence):
    """Public domain, CC0 and CC-BY; no share-alike, no copyleft: the weights can then be given away without conditions."""
    words = licence.lower().strip()
    return words.startswith(('public-domain', 'cc0')) or re.fullmatch(r'cc-by-[\d.]+(-\w\w)?', words) is not None
