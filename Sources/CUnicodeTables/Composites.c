#include <stddef.h>

#include "UnicodeTables.h"

// The number of pairs before `key`.
static size_t pairs_before(uint64_t key) {
    size_t low = 0, high = MOONGATE_PAIRS;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (moongate_pairs[middle] < key)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

uint32_t moongate_composite(uint32_t first, uint32_t second) {
    uint64_t key = (uint64_t)first << 21 | second;
    size_t at = pairs_before(key);
    return at < MOONGATE_PAIRS && moongate_pairs[at] == key ? moongate_composites[at] : 0;
}

bool moongate_begins_composite(uint32_t scalar) {
    size_t at = pairs_before((uint64_t)scalar << 21);
    return at < MOONGATE_PAIRS && moongate_pairs[at] >> 21 == scalar;
}
