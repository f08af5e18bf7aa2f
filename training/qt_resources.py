"""Reads Qt's binary resource bundles (.rcc, the `qres` format): GCompris ships its pictures in them, under their source names."""
import struct
import zlib


def read_bundle(path):
    """Yields (name, bytes) of every file in the bundle."""
    data = open(path, 'rb').read()
    magic, version, tree, payload, names = struct.unpack('>4sIIII', data[:20])
    if magic != b'qres':
        raise ValueError(f'{path}: expected a Qt resource bundle, it starts with {magic!r}')
    size = 14 if version == 1 else 22

    def name_at(offset):
        length, = struct.unpack('>H', data[names + offset:names + offset + 2])
        return data[names + offset + 6:names + offset + 6 + 2 * length].decode('utf-16-be')

    def walk(index, prefix):
        entry = tree + index * size
        name_offset, flags = struct.unpack('>IH', data[entry:entry + 6])
        full = prefix + '/' + name_at(name_offset) if index else ''
        if flags & 2:
            count, first = struct.unpack('>II', data[entry + 6:entry + 14])
            for child in range(first, first + count):
                yield from walk(child, full)
            return
        start = payload + struct.unpack('>I', data[entry + 10:entry + 14])[0]
        length, = struct.unpack('>I', data[start:start + 4])
        body = data[start + 4:start + 4 + length]
        if flags & 1:
            body = zlib.decompress(body[4:])
        if not flags & 4:
            yield full, body

    yield from walk(0, '')
