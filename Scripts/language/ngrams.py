"""Words of a language from the n-gram tables of lingua-language-detector 1.3.5 (n of 1 to 5, letters only, counted over a
million sentences of news).

A table gives each n-gram's count as a fraction of the count of its first n-1 letters, so the counts come back exactly; and what
is missing from the sum over the next letter is how often a word ended there, what is missing from the sum over the letter before
is how often one began. So words of up to three letters are known with their counts, and longer ones are drawn letter by letter
as the tables say: many of these are real words, and all have real pieces in real proportion."""

import collections
import json
import math

import brotli
import numba
import numpy as np

DRAWS = 500_000
LONGEST = 32


def counts(folder, language):
    """n-gram -> how often it was seen, for n of 1 to 5."""
    tables = []
    for index, name in enumerate(("uni", "bi", "tri", "quadri", "five")):
        with open(f"{folder}/lingua/language-models/{language}/{name}grams.json.br", "rb") as file:
            table = json.loads(brotli.decompress(file.read()))["ngrams"]
        found = {}
        letters = math.lcm(*(int(fraction.split("/")[1]) for fraction in table))
        for fraction, grams in table.items():
            top, bottom = (int(x) for x in fraction.split("/"))
            for gram in grams.split(" "):
                whole = tables[-1].get(gram[:-1], 0) if index else letters
                found[gram] = round(whole * top / bottom)
        tables.append(found)
    return tables


def starts(table, longer):
    """How often a word begins with each n-gram."""
    left = dict(table)
    for gram, count in longer.items():
        if gram[1:] in left:
            left[gram[1:]] -= count
    return {gram: count for gram, count in left.items() if count > 0}


@numba.njit
def draw(seed, first, cumulated, begin, following, odds, letters, out, ends):
    """Walks from n-gram to n-gram until a word ends. odds: cumulated within each n-gram, of its whole count."""
    np.random.seed(seed)
    at = 0
    for word in range(len(ends)):
        state = first[np.searchsorted(cumulated, np.random.random() * cumulated[-1])]
        for k in range(4):
            out[at + k] = letters[state, k]
        at += 4
        length = 4
        while length < LONGEST:
            low, high = begin[state], begin[state + 1]
            place = low + np.searchsorted(odds[low:high], np.random.random(), side="right")
            if place >= high:
                break
            state = following[place]
            out[at] = letters[state, 3]
            at += 1
            length += 1
        ends[word] = at
    return at


def words(folder, language):
    """word -> how often it is written, in the scale of the tables."""
    tables = counts(folder, language)
    begun = [starts(tables[n], tables[n + 1]) for n in range(4)]
    found = collections.Counter()
    for n in range(3):
        left = dict(begun[n])
        for gram, count in begun[n + 1].items():
            if gram[:-1] in left:
                left[gram[:-1]] -= count
        found.update({gram: count for gram, count in left.items() if count > 0})
    grams = sorted(tables[3])
    number = {gram: index for index, gram in enumerate(grams)}
    steps = sorted((number[gram[:4]], number[gram[1:]], count / tables[3][gram[:4]])
                   for gram, count in tables[4].items()
                   if gram[:4] in number and gram[1:] in number and tables[3][gram[:4]])
    origins = np.array([s[0] for s in steps])
    odds = np.array([s[2] for s in steps])
    begin = np.searchsorted(origins, np.arange(len(grams) + 1))
    whole = np.r_[0, np.cumsum(odds)]
    odds = whole[1:] - whole[begin[origins]]
    letters = np.array([[ord(c) for c in gram] for gram in grams], np.uint32)
    first = np.array([number[g] for g in begun[3]])
    many = np.array(list(begun[3].values()), float)
    out = np.empty(DRAWS * LONGEST, np.uint32)
    ends = np.empty(DRAWS, np.int64)
    end = draw(7, first, np.cumsum(many), begin, np.array([s[1] for s in steps]), odds, letters, out, ends)
    text = out[:end].tobytes().decode("utf-32-le")
    each = many.sum() / DRAWS
    start = 0
    for end in ends:
        found[text[start:end]] += each
        start = end
    return found
