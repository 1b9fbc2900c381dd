"""What the program makes of a word by the model, in sixteenths of a nat: Plugins/Language/Sources/WordScores.swift."""

import numba
import numpy as np

from features import all_features, encode

SCALE = 16
# The most that one word says for one language against another; WordScores.loudest.
LOUDEST = 128


def quantised(model):
    return np.clip(np.round(model["W"] * SCALE), -128, 127).astype(np.int32)


@numba.njit
def add(offsets, place, isKnown, bounds, languages, weights, sums):
    for w in range(len(offsets) - 1):
        for j in range(offsets[w], offsets[w + 1]):
            if isKnown[j]:
                for p in range(bounds[place[j]], bounds[place[j] + 1]):
                    sums[w, languages[p]] += weights[p]


class Scorer:
    """Of one script's words."""

    def __init__(self, model):
        self.isHan = model["script"] == "Hani"
        self.count = len(model["languages"])
        self.features, self.bounds = model["features"], model["foff"]
        self.languages, self.weights = model["flang"], quantised(model)

    def sums(self, words):
        letters, starts = encode(words)
        offsets = np.zeros(len(words) + 1, np.int64)
        found = all_features(letters, starts, self.isHan, offsets)
        place = np.minimum(np.searchsorted(self.features, found), len(self.features) - 1)
        sums = np.zeros((len(words), self.count), np.int32)
        add(offsets, place, self.features[place] == found, self.bounds, self.languages, self.weights, sums)
        return sums

    def behind(self, words):
        """How far each language is behind the likeliest."""
        sums = self.sums(words)
        return sums.max(1, keepdims=True) - sums
