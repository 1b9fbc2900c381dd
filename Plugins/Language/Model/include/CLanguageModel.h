#pragma once
#include <stddef.h>
#include <stdint.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

/// The model of the language plugin, laid out as Scripts/language/pack.py says.
const unsigned char *_Nonnull moongate_language_model(void);
/// Its length in bytes.
size_t moongate_language_model_size(void);

/// Bit n: whether the nth of 16 numbers, aligned to 16 bytes, is this one.
static inline uint32_t moongate_language_equal(const uint16_t *_Nonnull numbers, uint16_t wanted) {
#ifdef __SSE2__
    __m128i all = _mm_set1_epi16((short)wanted);
    __m128i low = _mm_cmpeq_epi16(_mm_load_si128((const __m128i *)numbers), all);
    __m128i high = _mm_cmpeq_epi16(_mm_load_si128((const __m128i *)numbers + 1), all);
    return (uint32_t)_mm_movemask_epi8(_mm_packs_epi16(low, high));
#else
    uint32_t bits = 0;
    for (int n = 0; n < 16; n++) bits |= (uint32_t)(numbers[n] == wanted) << n;
    return bits;
#endif
}

/// Asks for a line of memory that will be read soon.
static inline void moongate_language_prefetch(const void *_Nonnull address) { __builtin_prefetch(address); }
