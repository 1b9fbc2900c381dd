"""Trains the linear model on words (collect.py): which n-grams speak for which languages is chosen by their frequencies,
how loudly by logistic regression on words, pairs and short runs of words."""

import os
import pickle
import sys
import time

import numba
import numpy as np

from collect import LANGUAGES, SCRIPTS
from han import han_words
from features import all_features, encode

RATE = 0.15
# By script: how many pairs of feature and language are kept, how many words of a language, to which power their frequencies are
# taken (at 1 common words fill the training, at 0 all words count alike), steps of training.
PLAN = {
    "Latn": (4_000_000, 150_000, 0.65, 8_000_000), "Cyrl": (300_000, 150_000, 0.5, 2_000_000),
    "Arab": (120_000, 150_000, 0.5, 1_000_000), "Deva": (60_000, 150_000, 0.5, 500_000),
    "Hani": (200_000, 150_000, 0.5, 2_000_000),
}

# Communities write these most: they count twice where room is short, and are also told apart among themselves.
MAIN = "en es fr de pt it ru uk ar fa hi vi id tr pl nl".split()


def languages_of(script):
    if script == "Hani":
        return ["zh-Hans", "zh-Hant", "yue", "ja"]
    return [l for l in LANGUAGES if SCRIPTS.get(l, "Latn") == script]


def prepare(words, languages, script, limit, power):
    """The words of each language with the odds that they are drawn."""
    drawn = []
    most = {}
    for language in languages:
        for word, p in words[language].items():
            if p > most.get(word, 0):
                most[word] = p
    for language in languages:
        # A word that is fifty times as frequent elsewhere is a quotation, or a slip in a list.
        chosen = [(w, p) for w, p in words[language].items() if p >= most[w] / 50]
        chosen.sort(key=lambda x: (-x[1], x[0]))
        # A letter alone is of every language that is written with it.
        chosen = [(w, p) for w, p in chosen if len(w) > 1 or p > 1e-4 or script == "Hani"][:limit]
        weights = np.array([p for _, p in chosen]) ** power
        drawn.append(([w for w, _ in chosen], weights / weights.sum()))
    return drawn


def collect_pairs(drawn, han):
    hashes, languages, shares = [], [], []
    for index, (words, odds) in enumerate(drawn):
        s, starts = encode(words)
        offsets = np.zeros(len(words) + 1, np.int64)
        found = all_features(s, starts, han, offsets)
        weights = np.repeat(odds, np.diff(offsets))
        unique, inverse = np.unique(found, return_inverse=True)
        total = np.bincount(inverse, weights)
        counts = np.bincount(inverse)
        keep = (counts >= 2) | (total > np.sort(odds)[len(odds) // 2])
        hashes.append(unique[keep]); shares.append(total[keep])
        languages.append(np.full(keep.sum(), index, np.int32))
    return np.concatenate(hashes), np.concatenate(languages), np.concatenate(shares)


def choose(hashes, languages, shares, count, limit, isMain):
    """The pairs of feature and language that say most: expected appearances times what an appearance tells."""
    order = np.lexsort((languages, hashes))
    hashes, languages, shares = hashes[order], languages[order], shares[order]
    first = np.flatnonzero(np.r_[True, hashes[1:] != hashes[:-1]])
    group = np.cumsum(np.r_[True, hashes[1:] != hashes[:-1]]) - 1
    mean = np.add.reduceat(shares, first)[group] / count
    told = np.abs(np.log(shares / mean))
    # What all languages share equally tells nothing.
    value = shares * np.maximum(told, 0.02) * np.where(isMain[languages], 1.7, 1.0)
    if len(value) > limit:
        keep = value >= np.partition(value, len(value) - limit)[len(value) - limit]
        hashes, languages, shares = hashes[keep], languages[keep], shares[keep]
    return hashes, languages, shares


@numba.njit(nogil=True)
def run(steps, seed, rate, cum, base, wstart, wfeat, foff, flang, W, G, count, isMain, mains):
    np.random.seed(seed)
    scores = np.zeros(count, np.float32)
    loss = 0.0
    picked = np.zeros(8, np.int64)
    for step in range(steps):
        lr = rate * (1.0 - 0.95 * step / steps)
        narrow = len(mains) > 1 and np.random.random() < 0.4
        y = mains[np.random.randint(0, len(mains))] if narrow else np.random.randint(0, count)
        r = np.random.random()
        n = 1
        if r > 0.55:
            n = 2
        if r > 0.85:
            n = np.random.randint(3, 7)
        scores[:] = 0
        for k in range(n):
            lo = base[y]; hi = base[y + 1]
            w = lo + np.searchsorted(cum[lo:hi], np.random.random())
            if w >= hi:
                w = hi - 1
            picked[k] = w
            for j in range(wstart[w], wstart[w + 1]):
                f = wfeat[j]
                for p in range(foff[f], foff[f + 1]):
                    scores[flang[p]] += W[p]
        if narrow:
            for l in range(count):
                if not isMain[l]:
                    scores[l] = -1e9
        top = scores.max()
        total = np.float32(0)
        for l in range(count):
            scores[l] = np.exp(scores[l] - top)
            total += scores[l]
        for l in range(count):
            scores[l] /= total
        loss -= np.log(scores[y] + 1e-9)
        scores[y] -= np.float32(1)
        for k in range(n):
            w = picked[k]
            for j in range(wstart[w], wstart[w + 1]):
                f = wfeat[j]
                for p in range(foff[f], foff[f + 1]):
                    g = scores[flang[p]]
                    if g > 1e-4 or g < -1e-4:
                        G[p] += g * g
                        W[p] -= lr * g / np.sqrt(G[p])
    return loss / steps


def train(words, script):
    limit, most, power, steps = PLAN[script]
    languages = languages_of(script)
    han = script == "Hani"
    drawn = prepare(words, languages, script, most, power)
    isMain = np.array([l in MAIN for l in languages])
    hashes, langs, shares = choose(*collect_pairs(drawn, han), len(languages), limit, isMain)
    features, first = np.unique(hashes, return_index=True)
    foff = np.r_[first, len(hashes)].astype(np.int64)
    base = np.zeros(len(languages) + 1, np.int64)
    cums, starts, feats = [], [np.zeros(1, np.int64)], []
    at = 0
    for index, (ws, odds) in enumerate(drawn):
        s, st = encode(ws)
        offsets = np.zeros(len(ws) + 1, np.int64)
        found = all_features(s, st, han, offsets)
        place = np.minimum(np.searchsorted(features, found), len(features) - 1)
        known = features[place] == found
        counts = np.r_[0, np.cumsum(known)][offsets]
        feats.append(place[known].astype(np.int32))
        starts.append(counts[1:] + at)
        at += int(counts[-1])
        cums.append(np.cumsum(odds))
        base[index + 1] = base[index] + len(ws)
    wstart, wfeat, cum = np.concatenate(starts), np.concatenate(feats), np.concatenate(cums)
    W = np.zeros(len(hashes), np.float32)
    G = np.full(len(hashes), 1.0, np.float32)
    print(script, len(languages), "languages", base[-1], "words", len(features), "features", len(hashes), "pairs", flush=True)
    parts = 4
    t = time.time()
    for part in range(parts):
        loss = run(steps // parts, part + 1, RATE * (1 - 0.24 * part), cum, base, wstart, wfeat, foff, langs.astype(np.int8), W, G,
                   len(languages), isMain, np.flatnonzero(isMain))
        print(f"  {part}: loss {loss:.4f}, {time.time() - t:.0f} s", flush=True)
    return dict(script=script, languages=languages, features=features, foff=foff, flang=langs.astype(np.int32), W=W)


if __name__ == "__main__":
    folder = sys.argv[1]
    with open(os.path.join(folder, "words.pickle"), "rb") as file:
        words = pickle.load(file)
    model = {script: train(han_words(folder, words) if script == "Hani" else words, script) for script in PLAN}
    with open(os.path.join(folder, "model.pickle"), "wb") as file:
        pickle.dump(model, file)
