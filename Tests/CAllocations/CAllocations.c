// The program's own malloc goes before the C library's: it counts and hands on. Deterministic, unlike time.
#define _GNU_SOURCE
#include "CAllocations.h"

#include <errno.h>
#include <stddef.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define MOONGATE_SANITIZED 1
#endif
#endif

#ifdef MOONGATE_SANITIZED

void moongate_begin_counting_allocations(void) {}
int64_t moongate_end_counting_allocations(void) { return -1; }

#else

void *__libc_malloc(size_t);
void *__libc_calloc(size_t, size_t);
void *__libc_realloc(void *, size_t);
void *__libc_memalign(size_t, size_t);
void __libc_free(void *);

static _Thread_local int64_t count;
static _Thread_local int is_counting;

void moongate_begin_counting_allocations(void) {
    count = 0;
    is_counting = 1;
}

int64_t moongate_end_counting_allocations(void) {
    is_counting = 0;
    return count;
}

void *malloc(size_t size) {
    count += is_counting;
    return __libc_malloc(size);
}

void *calloc(size_t number, size_t size) {
    count += is_counting;
    return __libc_calloc(number, size);
}

void *realloc(void *old, size_t size) {
    count += is_counting;
    return __libc_realloc(old, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
    count += is_counting;
    return __libc_memalign(alignment, size);
}

int posix_memalign(void **result, size_t alignment, size_t size) {
    count += is_counting;
    void *memory = __libc_memalign(alignment, size);
    if (memory == NULL) return ENOMEM;
    *result = memory;
    return 0;
}

void free(void *memory) { __libc_free(memory); }

#endif
