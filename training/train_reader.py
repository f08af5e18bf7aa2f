"""Trains the reader: prompt to recipe. Apart from the painter, which is given recipes, so the two can be trained in any order.

    python train_reader.py --tokenizer run/tokenizer --run run --steps 6000 [--resume]
    python train_reader.py --model ../packages/model-mini/model --run run --steps 1500      goes on with an exported model's
"""
import argparse
import os
import random
import time

import torch
import torch.nn.functional as F

import trained
import vocabulary
from reader import Reader, Words
from recipe import GROUPS
from train_tokenizer import load_tokenizer


def ids_of(tokenizer, texts):
    return torch.tensor([encoding.ids for encoding in tokenizer.encode_batch(texts)])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--tokenizer', default='run/tokenizer')
    parser.add_argument('--run', default='run')
    parser.add_argument('--steps', type=int, default=6000)
    parser.add_argument('--batch', type=int, default=48)
    parser.add_argument('--seed', type=int, default=0)
    parser.add_argument('--resume', action='store_true')
    parser.add_argument('--model', default=None, help='an exported model to begin with')
    arguments = parser.parse_args()
    torch.manual_seed(arguments.seed)
    torch.set_num_threads(1)
    os.makedirs(arguments.run, exist_ok=True)
    tokenizer = load_tokenizer(arguments.model + '/tokenizer' if arguments.model else arguments.tokenizer)
    words, reader = trained.reader_of_model(arguments.model) if arguments.model else (Words(tokenizer.get_vocab_size()), Reader())
    path, done = arguments.run + '/reader.pt', 0
    if arguments.resume:
        state = torch.load(path, weights_only=True)
        words.load_state_dict(state['words'])
        reader.load_state_dict(state['reader'])
        done = state['step']
    rng = random.Random(arguments.seed + done)
    weights = [*words.parameters(), *reader.parameters()]
    optimizer = torch.optim.AdamW(weights, 2e-3, weight_decay=1e-3)
    start, right = time.time(), 0.0

    @torch.no_grad()
    def report(count=4000):
        """Which names are missed in captions that were not trained on."""
        fresh, missed = random.Random(-1), {}
        for _ in range(count // 100):
            texts, recipes = zip(*(vocabulary.example(fresh) for _ in range(100)))
            logits = reader.logits(words(ids_of(tokenizer, texts)))
            found = torch.stack([part.argmax(1) for part in logits], 1)
            for recipe, indices in zip(recipes, found.tolist()):
                for group, wanted, index in zip(GROUPS, recipe.indices(), indices):
                    if index != wanted:
                        pair = f'{GROUPS[group][wanted]} as {GROUPS[group][index]}'
                        missed[pair] = missed.get(pair, 0) + 1
        print(f'names missed in {count} new captions: {sum(missed.values())};', ', '.join(f'{pair} {n}' for pair, n in sorted(missed.items(), key=lambda item: -item[1])[:20]))

    for step in range(arguments.steps):
        for group in optimizer.param_groups:
            group['lr'] = 2e-3 * min(1, (step + 1) / 100) * (1 - 0.97 * step / arguments.steps)
        texts, recipes = zip(*(vocabulary.example(rng) for _ in range(arguments.batch)))
        # Padding tells nothing: two thirds of the length are two thirds of the work.
        ids = ids_of(tokenizer, texts)[:, :48]
        wanted = torch.tensor([recipe.indices() for recipe in recipes])
        logits = reader.logits(words(ids))
        loss = sum(F.cross_entropy(part, wanted[:, i]) for i, part in enumerate(logits))
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(weights, 1.0)
        optimizer.step()
        found = torch.stack([part.argmax(1) for part in logits], 1)
        right += 0.02 * ((found == wanted).all(1).float().mean().item() - right)
        if (step + 1) % 100 == 0:
            print(f'{done + step + 1} {time.time() - start:.0f} s, loss {loss.item():.3f}, whole recipe right {right:.3f}', flush=True)
            torch.save(dict(words=words.state_dict(), reader=reader.state_dict(), step=done + step + 1), path + '.part')
            os.replace(path + '.part', path)
    report()


if __name__ == '__main__':
    main()
