// What TextForms asks of Unicode: lookups over the tables in UnicodeTables.c. Every function takes any number and
// answers for those that are no scalars as for an unassigned character, so a caller cannot read outside the tables.
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "UnicodeTableArrays.h"

enum { moongate_scalar_limit = 0x110000 };

enum moongate_form { moongate_form_folded, moongate_form_nfc, moongate_form_nfkc };

// The number of a scalar's record; 0 is for what stays and never joins.
static inline uint16_t moongate_record_number(int form, uint32_t scalar) {
    if (scalar >= moongate_scalar_limit) return 0;
#define MOONGATE_LOOK(name, NAME) \
    moongate_##name##_second[((uint32_t)moongate_##name##_first[scalar >> MOONGATE_##NAME##_SHIFT] \
                              << MOONGATE_##NAME##_SHIFT) + (scalar & ((1u << MOONGATE_##NAME##_SHIFT) - 1))]
    switch (form) {
    case moongate_form_nfc: return MOONGATE_LOOK(nfc, NFC);
    case moongate_form_nfkc: return MOONGATE_LOOK(nfkc, NFKC);
    default: return MOONGATE_LOOK(folded, FOLDED);
    }
}

// `number` is what moongate_record_number gave for the same form.
static inline moongate_record moongate_record_of(int form, uint16_t number) {
    switch (form) {
    case moongate_form_nfc: return moongate_nfc_records[number];
    case moongate_form_nfkc: return moongate_nfkc_records[number];
    default: return moongate_folded_records[number];
    }
}

// One byte of what a record's scalar becomes, `index` under byte_count.
static inline uint8_t moongate_record_byte(moongate_record record, int index) {
    return moongate_bytes[record.bytes_at + index];
}

// One scalar of a record's decomposition, `index` under scalar_count.
static inline uint32_t moongate_record_scalar(moongate_record record, int index) {
    return moongate_scalars[record.scalars_at + index];
}

// Canonical combining class.
static inline uint8_t moongate_combining_class(uint32_t scalar) {
    return scalar < moongate_scalar_limit ? MOONGATE_LOOK(combining, COMBINING) : 0;
}

// The word break class in the low five bits, see WordClass; 0x20 for pictographs, 0x40 for letters of scripts that put
// no spaces between words, 0x80 for Hangul.
static inline uint8_t moongate_word_class(uint32_t scalar) {
    return scalar < moongate_scalar_limit ? MOONGATE_LOOK(words, WORDS) : 0;
}

// What a character is to the shapes in the low four bits, see CharacterKind; 0x10 for letters that have a case, 0x20 for
// capitals.
static inline uint8_t moongate_character_kind(uint32_t scalar) {
    return scalar < moongate_scalar_limit ? MOONGATE_LOOK(kinds, KINDS) : 0x0B;
}

// Whether two regional indicators, as letters from 0 to 25, are a flag.
static inline bool moongate_is_flag(uint32_t first, uint32_t second) {
    return first < 26 && second < 26 && (moongate_regions[first] >> second & 1);
}

// The primary composite of two scalars, 0 where there is none; Hangul not included.
uint32_t moongate_composite(uint32_t first, uint32_t second);

// Such as 15.0.0.
static inline const char *moongate_unicode_version(void) { return MOONGATE_UNICODE_VERSION; }
