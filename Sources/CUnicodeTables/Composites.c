#include <stddef.h>

#include "UnicodeTables.h"

uint32_t moongate_composite(uint32_t first, uint32_t second) {
    uint64_t key = (uint64_t)first << 21 | second;
    size_t low = 0, high = MOONGATE_PAIRS;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (moongate_pairs[middle] < key)
            low = middle + 1;
        else
            high = middle;
    }
    return low < MOONGATE_PAIRS && moongate_pairs[low] == key ? moongate_composites[low] : 0;
}
