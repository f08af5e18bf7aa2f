"""Learns the tokenizer from captions: byte-level BPE as CLIP's, in the files that transformers writes.

    python train_tokenizer.py --out run/tokenizer
"""
import argparse
import json
import os
import random

from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

import vocabulary

START, END = '<|startoftext|>', '<|endoftext|>'
LENGTH = 77
PIECES = r"'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"


def assemble(vocab, merges):
    """CLIP's chain: lower case, words, bytes, pairs, start and end."""
    tokenizer = Tokenizer(models.BPE(vocab=vocab, merges=merges, continuing_subword_prefix='', end_of_word_suffix='</w>', unk_token=END))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFC(), normalizers.Replace(Regex(r'\s+'), ' '), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(PIECES), behavior='removed', invert=True),
                                                       pre_tokenizers.ByteLevel(add_prefix_space=False)])
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def load_tokenizer(folder):
    """The byte-level BPE of the embedded model, padded with its end token as CLIP does."""
    tokenizer = Tokenizer.from_file(folder + '/tokenizer.json')
    tokenizer.enable_truncation(LENGTH)
    tokenizer.enable_padding(length=LENGTH, pad_id=tokenizer.token_to_id(END), pad_token=END)
    return tokenizer


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--out', default='run/tokenizer')
    parser.add_argument('--captions', type=int, default=60000)
    parser.add_argument('--merges', type=int, default=1900)
    arguments = parser.parse_args()
    rng = random.Random(0)
    captions = [vocabulary.caption(vocabulary.draw(rng), rng) for _ in range(arguments.captions)]
    learner = assemble({}, [])
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    learner.train_from_iterator(captions, trainers.BpeTrainer(vocab_size=2 * len(letters) + arguments.merges, end_of_word_suffix='</w>', initial_alphabet=letters,
                                                              show_progress=False))
    merges = [tuple(pair) for pair in json.loads(learner.to_str())['model']['merges']]
    # Every byte is a token, alone and as the end of a word: any text can be spelled.
    tokens = letters + [letter + '</w>' for letter in letters]
    tokens += [token for token in dict.fromkeys(a + b for a, b in merges) if token not in set(tokens)] + [START, END]
    vocab = {token: index for index, token in enumerate(tokens)}
    tokenizer = assemble(vocab, merges)
    tokenizer.add_special_tokens([START, END])
    tokenizer.post_processor = processors.RobertaProcessing((END, vocab[END]), (START, vocab[START]), trim_offsets=False, add_prefix_space=False)

    os.makedirs(arguments.out, exist_ok=True)
    tokenizer.save(arguments.out + '/tokenizer.json')

    def note(name, content):
        with open(f'{arguments.out}/{name}', 'w', encoding='utf-8') as file:
            json.dump(content, file, ensure_ascii=False, indent=None if name == 'vocab.json' else 2)

    special = lambda token: dict(content=token, lstrip=False, normalized=True, rstrip=False, single_word=False)
    note('vocab.json', vocab)
    note('special_tokens_map.json', dict(bos_token=special(START), eos_token=special(END), pad_token=END, unk_token=special(END)))
    note('tokenizer_config.json', dict(added_tokens_decoder={str(vocab[token]): dict(special(token), special=True) for token in (START, END)}, bos_token=START, eos_token=END,
                                       clean_up_tokenization_spaces=False, errors='replace', model_max_length=LENGTH, pad_token=END, tokenizer_class='CLIPTokenizer', unk_token=END))
    with open(arguments.out + '/merges.txt', 'w', encoding='utf-8') as file:
        file.write('#version: 0.2\n' + ''.join(f'{a} {b}\n' for a, b in merges))
    lengths = [len(tokenizer.encode(caption).ids) for caption in captions[:2000]]
    print(f'{len(vocab)} tokens; a caption takes {sum(lengths) / len(lengths):.1f} of {LENGTH}')


if __name__ == '__main__':
    main()
