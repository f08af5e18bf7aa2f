"""A GPT-2 of one layer with random weights, for the tests of lmExpander: what it writes means nothing.

  pip install numpy==2.4.6 onnx==1.23.2
  python tiny-gpt2.py    # writes fixtures/gpt2-tiny

The graph is GPT-2's (pre-norm attention with a key-value cache, gelu, tied head). A bias of the head favours whole words
and commas, so that its text has phrases at all.
"""
import json
import pathlib

import numpy as np
import onnx
from onnx import TensorProto as T
from onnx import helper as h
from onnx import numpy_helper

OUT = pathlib.Path(__file__).parents[1] / 'fixtures' / 'gpt2-tiny'
WORDS = 'soft warm cool light glow haze color paper texture gentle deep rich calm quiet bright fine detail shadow grain tone'.split()
WIDTH, HEADS, LENGTH = 16, 2, 128
rng = np.random.default_rng(6)


def vocabulary():
    shown = [*range(33, 127), *range(161, 173), *range(174, 256)]
    chars = [chr(c) for c in shown] + [chr(256 + i) for i in range(256 - len(shown))]
    vocab, merges = {c: i for i, c in enumerate(chars)}, []
    for word in WORDS:
        left = 'Ġ'
        for letter in word:
            if left + letter not in vocab:
                vocab[left + letter] = len(vocab)
                merges.append(f'{left} {letter}')
            left += letter
    vocab['<|endoftext|>'] = len(vocab)
    return vocab, merges


def graph(vocab):
    init, nodes = [], []

    def const(name, value):
        init.append(numpy_helper.from_array(np.asarray(value), name))
        return name

    def weight(name, *shape, scale=0.4):
        return const(name, (rng.standard_normal(shape) * scale).astype(np.float32))

    def node(op, inputs, out, **attributes):
        nodes.append(h.make_node(op, inputs, [out] if isinstance(out, str) else out, **attributes))
        return out

    def norm(x, name):
        const(f'{name}.g', np.ones(WIDTH, np.float32))
        const(f'{name}.b', np.zeros(WIDTH, np.float32))
        return node('LayerNormalization', [x, f'{name}.g', f'{name}.b'], f'{name}.y', axis=-1, epsilon=1e-5)

    def linear(x, name, a, b):
        y = node('MatMul', [x, weight(f'{name}.w', a, b)], f'{name}.m')
        return node('Add', [y, const(f'{name}.b', np.zeros(b, np.float32))], f'{name}.y')

    i64 = lambda *v: np.array(v, np.int64)
    one, zero = const('one', np.int64(1)), const('zero', np.int64(0))
    size = lambda x, axis, name: node('Gather', [node('Shape', [x], f'{name}.s'), const(f'{name}.i', np.int64(axis))], name)
    new, past = size('input_ids', 1, 'new'), size('past_key_values.0.key', 2, 'past')
    total = node('Add', [new, past], 'total')
    places = node('Range', [past, total, one], 'places')
    wte = weight('wte', len(vocab), WIDTH, scale=1)
    x = node('Add', [node('Gather', [wte, 'input_ids'], 'tokens'), node('Gather', [weight('wpe', LENGTH, WIDTH), places], 'positions')], 'x')

    heads = {}
    attended = norm(x, 'ln1')
    for part in 'qkv':
        y = node('Reshape', [linear(attended, part, WIDTH, WIDTH), const(f'{part}.shape', i64(0, 0, HEADS, WIDTH // HEADS))], f'{part}.h')
        heads[part] = node('Transpose', [y], f'{part}.t', perm=[0, 2, 1, 3])
    key = node('Concat', ['past_key_values.0.key', heads['k']], 'present.0.key', axis=2)
    value = node('Concat', ['past_key_values.0.value', heads['v']], 'present.0.value', axis=2)
    scores = node('MatMul', [heads['q'], node('Transpose', [key], 'keys', perm=[0, 1, 3, 2])], 'scores.raw')
    scores = node('Mul', [scores, const('scale', np.float32((WIDTH // HEADS) ** -0.5))], 'scores')
    seen = node('LessOrEqual', [node('Range', [zero, total, one], 'all'), node('Unsqueeze', [places, const('axis1', i64(1))], 'rows')], 'seen')
    scores = node('Where', [seen, scores, const('never', np.float32(-1e9))], 'masked')
    mixed = node('MatMul', [node('Softmax', [scores], 'attention', axis=-1), value], 'mixed')
    mixed = node('Reshape', [node('Transpose', [mixed], 'mixed.t', perm=[0, 2, 1, 3]), const('flat', i64(0, 0, WIDTH))], 'mixed.f')
    x = node('Add', [x, linear(mixed, 'o', WIDTH, WIDTH)], 'x1')
    u = linear(norm(x, 'ln2'), 'up', WIDTH, 4 * WIDTH)
    cube = node('Mul', [node('Mul', [u, u], 'u2'), u], 'u3')
    inner = node('Add', [u, node('Mul', [cube, const('c', np.float32(0.044715))], 'cu')], 'inner')
    wave = node('Tanh', [node('Mul', [inner, const('r', np.float32((2 / np.pi) ** 0.5))], 'scaled')], 'wave')
    g = node('Mul', [node('Mul', [u, const('half', np.float32(0.5))], 'hu'), node('Add', [wave, const('unit', np.float32(1))], 'wave1')], 'gelu')
    x = node('Add', [x, linear(g, 'down', 4 * WIDTH, WIDTH)], 'x2')
    favoured = np.full(len(vocab), -40, np.float32)
    favoured[[vocab[f'Ġ{word}'] for word in WORDS]] = 0
    favoured[vocab[',']] = 9
    raw = node('MatMul', [norm(x, 'lnf'), node('Transpose', [wte], 'head', perm=[1, 0])], 'logits.raw')
    node('Add', [raw, const('favoured', favoured)], 'logits')

    cache = lambda name, length: h.make_tensor_value_info(name, T.FLOAT, ['batch', HEADS, length, WIDTH // HEADS])
    inputs = [h.make_tensor_value_info(n, T.INT64, ['batch', l]) for n, l in (('input_ids', 'sequence'), ('attention_mask', 'total'))]
    inputs += [cache(f'past_key_values.0.{n}', 'past') for n in ('key', 'value')]
    outputs = [h.make_tensor_value_info('logits', T.FLOAT, ['batch', 'sequence', len(vocab)])]
    outputs += [cache(f'present.0.{n}', 'total') for n in ('key', 'value')]
    model = h.make_model(h.make_graph(nodes, 'gpt2-tiny', inputs, outputs, init), opset_imports=[h.make_opsetid('', 17)], ir_version=8)
    onnx.checker.check_model(model)
    return model


def main():
    vocab, merges = vocabulary()
    end = vocab['<|endoftext|>']
    byte_level = dict(type='ByteLevel', add_prefix_space=False, trim_offsets=True, use_regex=True)
    special = dict(id=end, content='<|endoftext|>', single_word=False, lstrip=False, rstrip=False, normalized=False, special=True)
    files = {
        'config.json': dict(model_type='gpt2', architectures=['GPT2LMHeadModel'], vocab_size=len(vocab), n_embd=WIDTH, n_head=HEADS, n_layer=1,
                            n_positions=LENGTH, bos_token_id=end, eos_token_id=end),
        'generation_config.json': dict(bos_token_id=end, eos_token_id=end),
        'tokenizer_config.json': dict(tokenizer_class='GPT2Tokenizer', model_max_length=LENGTH, bos_token='<|endoftext|>', eos_token='<|endoftext|>',
                                      unk_token='<|endoftext|>', add_prefix_space=False),
        'tokenizer.json': dict(version='1.0', added_tokens=[special], normalizer=None, pre_tokenizer=byte_level, post_processor=byte_level,
                               decoder=byte_level, model=dict(type='BPE', vocab=vocab, merges=merges)),
    }
    (OUT / 'onnx').mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (OUT / name).write_text(json.dumps(content, ensure_ascii=False) + '\n')
    onnx.save(graph(vocab), OUT / 'onnx' / 'decoder_model_merged.onnx')


main()
