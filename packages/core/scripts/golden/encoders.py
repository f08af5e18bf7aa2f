"""Weighted and long prompts through several text encoders, from the stated formulas, on tiny pipelines.

  pip install numpy==2.4.6 onnxruntime==1.32.0 tokenizers==0.22.2
  python encoders.py [folder of golden/]

Writes text/encoders.json (model, prompts and their parts, shapes) and text/encoders.f32 (what the network is told, float32
little endian, tensor after tensor). Formulas and grammar are those of text.py, from which the parts of CLIP's chunks come;
which layers are taken, and how they are put together, is written down from diffusers' pipelines: SDXL the last layer but
one of both encoders side by side, SD3 the same padded with zeros to T5's width and T5's tokens behind, FLUX.1 T5's tokens.
All encoders of CLIP get as many chunks as the longest of their texts.
"""
import json

import numpy as np
import onnxruntime
from text import GOLDEN, ROOM, chunk, clip_tokenizer, full, weighted
from tokenizers import Tokenizer

LONG = ', '.join(f'{colour} {thing}' for thing in ('house', 'river', 'garden', 'old tree') for colour in ('red', 'dark blue', 'golden'))
PARTS = [('oil painting of a ', 1), ('ship', 1.4), (' at ', 1), ('sea', 0.5)]
PROMPT = 'oil painting of a (ship:1.4) at (sea:0.5)'


class Encoder:
    def __init__(self, folder, tokenizer, encoder):
        self.folder, self.name = folder, tokenizer
        self.session = onnxruntime.InferenceSession(folder / encoder / 'model.onnx')
        self.outputs = [output.name for output in self.session.get_outputs()]

    def run(self, ids, name):
        feed = self.session.get_inputs()[0]
        kind = {'tensor(int32)': np.int32, 'tensor(int64)': np.int64}[feed.type]
        return self.session.run([name], {feed.name: np.array([ids], kind)})[0][0].astype(np.float64)

    def penultimate(self):
        layers = sum(name.startswith('hidden_states.') for name in self.outputs) - 1
        return f'hidden_states.{layers - 1}'


def clip(encoder, parts, count, weighting, output):
    """`count` chunks of a text, [tokens, width], and the vector for the whole of its first one."""
    pad = json.loads((encoder.folder / encoder.name / 'tokenizer_config.json').read_text())['pad_token']
    pad = pad if isinstance(pad, str) else pad['content']
    pad = json.loads((encoder.folder / encoder.name / 'vocab.json').read_text())[pad]
    chunks = chunk(parts, clip_tokenizer(encoder.folder / encoder.name))
    chunks += [[]] * (count - len(chunks))
    ids = lambda c: full([token for token, _ in c], pad)
    empty = encoder.run(ids([]), output)
    rows = [weighted(encoder.run(ids(c), output), [1, *[w for _, w in c], *[1] * (ROOM + 1 - len(c))], weighting, empty) for c in chunks]
    pooled = next((name for name in ('text_embeds', 'pooler_output') if name in encoder.outputs))
    return np.concatenate(rows), encoder.run(ids(chunks[0]), pooled)


def t5(encoder, parts, length, weighting):
    tokenizer = Tokenizer.from_file(str(encoder.folder / encoder.name / 'tokenizer.json'))
    pieces = [(token, weight) for text, weight in parts for token in tokenizer.encode(text, add_special_tokens=False).ids][: length - 1]
    ids = lambda c: [*[token for token, _ in c], 1, *[0] * (length - 1 - len(c))]  # </s>, <pad>
    empty = encoder.run(ids([]), 'last_hidden_state')
    return weighted(encoder.run(ids(pieces), 'last_hidden_state'), [*[w for _, w in pieces], *[1] * (length - len(pieces))], weighting, empty)


def count(encoder, parts):
    return len(chunk(parts, clip_tokenizer(encoder.folder / encoder.name)))


def sdxl(folder, first, second, weighting, length):
    encoders = [Encoder(folder, 'tokenizer', 'text_encoder'), Encoder(folder, 'tokenizer_2', 'text_encoder_2')]
    most = max(count(encoder, parts) for encoder, parts in zip(encoders, (first, second)))
    (a, _), (b, pooled) = (clip(encoder, parts, most, weighting, encoder.penultimate()) for encoder, parts in zip(encoders, (first, second)))
    return np.concatenate([a, b], 1), pooled


def sd3(folder, first, second, weighting, length):
    encoders = [Encoder(folder, 'tokenizer', 'text_encoder'), Encoder(folder, 'tokenizer_2', 'text_encoder_2')]
    most = max(count(encoder, parts) for encoder, parts in zip(encoders, (first, second)))
    (a, p), (b, q) = (clip(encoder, parts, most, weighting, encoder.penultimate()) for encoder, parts in zip(encoders, (first, second)))
    long = t5(Encoder(folder, 'tokenizer_3', 'text_encoder_3'), first, length, weighting)
    both = np.concatenate([a, b], 1)
    both = np.pad(both, ((0, 0), (0, long.shape[1] - both.shape[1])))
    return np.concatenate([both, long]), np.concatenate([p, q])


def flux(folder, first, second, weighting, length):
    _, pooled = clip(Encoder(folder, 'tokenizer', 'text_encoder'), first, 1, weighting, 'last_hidden_state')
    return t5(Encoder(folder, 'tokenizer_2', 'text_encoder_2'), second, length, weighting), pooled


def main():
    cases, values = [], []
    for model, make, length in (('sdxl-tiny', sdxl, None), ('sd3-tiny', sd3, 40), ('flux-tiny', flux, 48)):
        for weighting in ('a1111', 'comfy'):
            for prompt2, second in ((None, PARTS), (f'{LONG}, (moon:1.2)', [(f'{LONG}, ', 1), ('moon', 1.2)])):
                told = make(GOLDEN / 'pipelines' / model, PARTS, second, weighting, length)
                case = dict(model=model, prompt=PROMPT, prompt2=prompt2, parts={PROMPT: PARTS, prompt2: second} if prompt2 else {PROMPT: PARTS},
                            weighting=weighting, maxSequenceLength=length)
                for name, tensor in zip(('hidden', 'pooled'), told):
                    case[name] = dict(dims=[1, *tensor.shape], offset=sum(map(len, values)))
                    values.append(tensor.astype('<f4').ravel())
                cases.append(case)
    lines = ',\n'.join(json.dumps(c, separators=(',', ':')) for c in cases)
    (GOLDEN / 'text/encoders.json').write_text(f'[\n{lines}\n]\n')
    (GOLDEN / 'text/encoders.f32').write_bytes(np.concatenate(values).tobytes())
    print(f'{len(cases)} cases,', [c['hidden']['dims'] for c in cases])


main()
