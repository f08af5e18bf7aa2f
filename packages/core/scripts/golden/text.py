"""Weighted prompt embeddings from the stated formulas, on the text encoder of a tiny pipeline.

  pip install numpy==2.4.6 onnxruntime==1.32.0 tokenizers==0.22.2
  python text.py [folder of golden/]

Writes text/weights.json (prompts, their parts, chunks of ids) and text/weights.f32 (embeddings, float32 little endian,
case after case). Nothing here is shared with the TypeScript sources: parts and weights are written by hand from the rules
of A1111's grammar (each round bracket times 1.1, each square one divided by 1.1, a number multiplies), arithmetic is double.
"""
import json
import os
import pathlib
import sys

os.environ['ORT_DISABLE_TELEMETRY'] = '1'  # before the library is loaded

import numpy as np
import onnxruntime
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

GOLDEN = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).parents[2] / 'golden'
MODEL = GOLDEN / 'pipelines' / 'sd15-tiny'
BOS, EOS, ROOM, REACH = 814, 815, 75, 20
BREAK = ('BREAK', -1)

LONG = ', '.join(f'{colour} {thing}' for thing in ('house', 'river', 'garden', 'old tree') for colour in ('red', 'dark blue', 'golden'))
CASES = [
    ('round and square', 'watercolor painting of a (cat:1.3), [flower]',
     [('watercolor painting of a ', 1), ('cat', 1.3), (', ', 1), ('flower', 1 / 1.1)]),
    ('nested', 'a (((house:1.3)) [on] a (hill:0.5), sun, (((sky))).',
     [('a ', 1), ('house', 1.1 ** 3 * 1.3 / 1.1), (' ', 1.1), ('on', 1), (' a ', 1.1), ('hill', .55), (', sun, ', 1.1), ('sky', 1.1 ** 4), ('.', 1.1)]),
    ('zero and negative', '(sea:0) and (sky:-0.4) at night', [('sea', 0), (' and ', 1), ('sky', -.4), (' at night', 1)]),
    ('break', 'oil painting BREAK (a ship:1.5) at sea', [('oil painting', 1), BREAK, ('a ship', 1.5), (' at sea', 1)]),
    ('long', f'{LONG}, (moon light:1.4), {LONG}', [(f'{LONG}, ', 1), ('moon light', 1.4), (f', {LONG}', 1)]),
]


def clip_tokenizer(folder):
    vocab = json.loads((folder / 'vocab.json').read_text())
    merges = [tuple(line.split(' ')) for line in (folder / 'merges.txt').read_text().split('\n')[1:] if line]
    t = Tokenizer(models.BPE(vocab=vocab, merges=merges, unk_token='<|endoftext|>', end_of_word_suffix='</w>', continuing_subword_prefix=''))
    t.normalizer = normalizers.Sequence([normalizers.NFC(), normalizers.Replace(Regex(r'\s+'), ' '), normalizers.Lowercase()])
    words = r"'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"
    t.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(words), 'removed', invert=True), pre_tokenizers.ByteLevel(add_prefix_space=False)])
    return lambda text: t.encode(text, add_special_tokens=False).ids


def chunk(parts, encode):
    """[(id, weight)] lists of at most 75: full ones end at a comma that is at most 20 tokens back."""
    comma = encode(',')[-1]
    done, now = [], []
    for text, weight in parts:
        if (text, weight) == BREAK:
            done.append(now)
            now = []
            continue
        for token in encode(text):
            if len(now) == ROOM:
                commas = [i for i, (t, _) in enumerate(now) if t == comma]
                at = commas[-1] + 1 if commas and token != comma and ROOM - commas[-1] <= REACH else ROOM
                done.append(now[:at])
                now = now[at:]
            now.append((token, weight))
    return done + [now] if now or not done else done


def full(ids, pad=EOS):
    return [BOS, *ids, EOS] + [pad] * (ROOM - len(ids))


def weighted(z, weights, weighting, empty):
    w = np.array(weights, np.float64)[:, None]
    if weighting == 'a1111':
        out = z * w
        return out * (z.mean() / out.mean())
    return empty + (z - empty) * w if weighting == 'comfy' else z


def main():
    encode = clip_tokenizer(MODEL / 'tokenizer')
    session = onnxruntime.InferenceSession(MODEL / 'text_encoder/model.onnx')
    feed = session.get_inputs()[0]
    kind = {'tensor(int32)': np.int32, 'tensor(int64)': np.int64}[feed.type]

    def hidden(ids):
        return session.run(['last_hidden_state'], {feed.name: np.array([ids], kind)})[0][0].astype(np.float64)

    empty = hidden(full([]))
    cases, values = [], []
    for name, prompt, parts in CASES:
        chunks = chunk(parts, encode)
        ids = [full([t for t, _ in c]) for c in chunks]
        weights = [[1, *[w for _, w in c], *[1] * (ROOM + 1 - len(c))] for c in chunks]
        for weighting in ('a1111', 'comfy', 'none') if name == 'break' else ('a1111', 'comfy'):
            rows = np.concatenate([weighted(hidden(i), w, weighting, empty) for i, w in zip(ids, weights)])
            cases.append(dict(name=name, prompt=prompt, parts=parts, weighting=weighting, ids=ids, dims=[1, *rows.shape], offset=sum(map(len, values))))
            values.append(rows.astype('<f4').ravel())
    out = GOLDEN / 'text'
    out.mkdir(exist_ok=True)
    lines = ',\n'.join(json.dumps(c, separators=(',', ':')) for c in cases)
    (out / 'weights.json').write_text(f'[\n{lines}\n]\n')
    (out / 'weights.f32').write_bytes(np.concatenate(values).tobytes())
    print(f'{len(cases)} cases,', [len(c['ids']) for c in cases])


if __name__ == '__main__':
    main()
