"""The reader: a prompt to the code of a recipe. Its hidden states are what the SDK passes around as prompt embeddings."""
import torch
import torch.nn as nn
import torch.nn.functional as F

from recipe import CODE, SIZES

WORDS = 128          # width of the hidden states


class Words(nn.Module):
    """Hidden states of a prompt: convolutions over tokens, for style names are short phrases."""

    def __init__(self, vocabulary):
        super().__init__()
        self.embed = nn.Embedding(vocabulary, WORDS)
        self.layers = nn.ModuleList([nn.Conv1d(WORDS, WORDS, 5, padding=2) for _ in range(3)])

    def forward(self, ids):
        x = self.embed(ids).transpose(1, 2)
        for layer in self.layers:
            x = x + layer(F.silu(x))
        return x.transpose(1, 2)


class Reader(nn.Module):
    """Hidden states to a recipe code: each name looks for its own evidence in the prompt. Absent evidence is the first entry, None."""

    def __init__(self):
        super().__init__()
        self.evidence = nn.Linear(WORDS, CODE)

    def logits(self, hidden):
        return [part.amax(1) for part in self.evidence(hidden).split(list(SIZES.values()), 2)]

    def forward(self, hidden):
        # Sharper than it was trained: a little doubt must not tint every picture.
        return torch.cat([(3 * logits).softmax(1) for logits in self.logits(hidden)], 1)
