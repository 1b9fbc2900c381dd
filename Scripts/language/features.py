"""Features of words, as Plugins/Language/Sources/GramTable.swift reads them too: n-grams of 1 to 5 characters with the word's ends, and the
whole word. Han characters: n-grams of 1 to 3 without ends."""

import numba
import numpy as np

LONGEST = 32
SEED = np.uint64(0x9E3779B97F4A7C15)
STEP = np.uint64(0x100000001B3)


@numba.njit(inline="always")
def mix(h):
    x = (h ^ (h >> np.uint64(32))) * np.uint64(0xD6E8FEB86659FD93)
    return x ^ (x >> np.uint64(32))


@numba.njit
def word_features(s, start, end, han, out):
    """s: code points, without ends. Writes hashes into out, gives how many."""
    n = min(end - start, LONGEST)
    count = 0
    total = n if han else n + 2
    grams = 3 if han else 5
    for i in range(total):
        h = SEED
        for k in range(total - i):
            j = i + k
            if han:
                c = s[start + j]
            elif j == 0:
                c = np.uint32(2)
            elif j == total - 1:
                c = np.uint32(3)
            else:
                c = s[start + j - 1]
            h = (h ^ np.uint64(c)) * STEP
            if k >= grams:
                if i > 0 or han:
                    break
                if j == total - 1:
                    out[count] = mix(h)
                    count += 1
                continue
            if k == 0 and not han and (j == 0 or j == total - 1):
                continue
            out[count] = mix(h)
            count += 1
    return count


@numba.njit
def all_features(s, starts, han, out_offsets):
    buffer = np.empty(256, np.uint64)
    n = len(starts) - 1
    total = 0
    for w in range(n):
        total += word_features(s, starts[w], starts[w + 1], han, buffer)
        out_offsets[w + 1] = total
    out = np.empty(total, np.uint64)
    at = 0
    for w in range(n):
        c = word_features(s, starts[w], starts[w + 1], han, buffer)
        out[at:at + c] = buffer[:c]
        at += c
    return out


@numba.njit
def whole_hashes(s, starts, out):
    for w in range(len(out)):
        h = SEED
        for k in range(starts[w], min(starts[w + 1], starts[w] + LONGEST)):
            h = (h ^ np.uint64(s[k])) * STEP
        out[w] = mix(h) | np.uint64(1)


def word_hashes(words):
    """As WordLine.hash(of:) in Plugins/Language/Sources/KnownWords.swift; never 0."""
    out = np.empty(len(words), np.uint64)
    whole_hashes(*encode(words), out)
    return out


def encode(words):
    """Words -> code points and where each starts."""
    s = np.frombuffer("".join(words).encode("utf-32-le"), np.uint32)
    starts = np.zeros(len(words) + 1, np.int64)
    np.cumsum([len(w) for w in words], out=starts[1:])
    return s, starts
