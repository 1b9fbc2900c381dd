#pragma once
#include <stdint.h>

/// Counts what the calling thread asks of malloc, calloc, realloc and the aligned ones, from now on.
void moongate_begin_counting_allocations(void);

/// Ends counting: how many there were; -1 where they cannot be counted (a sanitizer has its own).
int64_t moongate_end_counting_allocations(void);
