// Made by Scripts/make-unicode-tables from the Unicode Character Database 15.0.0 (Debian package unicode-data).
// Do not edit. Copyright © 1991-2022 Unicode, Inc.; see NOTICE.md.
#pragma once
#include "UnicodeRecords.h"

#define MOONGATE_UNICODE_VERSION "15.0.0"

#define MOONGATE_FOLDED_SHIFT 7
extern const uint16_t moongate_folded_first[];
extern const uint16_t moongate_folded_second[];

extern const moongate_record moongate_folded_records[];

#define MOONGATE_NFC_SHIFT 6
extern const uint16_t moongate_nfc_first[];
extern const uint16_t moongate_nfc_second[];

extern const moongate_record moongate_nfc_records[];

#define MOONGATE_NFKC_SHIFT 7
extern const uint16_t moongate_nfkc_first[];
extern const uint16_t moongate_nfkc_second[];

extern const moongate_record moongate_nfkc_records[];

extern const uint8_t moongate_bytes[];

extern const uint32_t moongate_scalars[];

#define MOONGATE_COMBINING_SHIFT 7
extern const uint16_t moongate_combining_first[];
extern const uint8_t moongate_combining_second[];

#define MOONGATE_PAIRS 941
extern const uint64_t moongate_pairs[];
extern const uint32_t moongate_composites[];

extern const uint32_t moongate_regions[];

#define MOONGATE_WORDS_SHIFT 7
extern const uint16_t moongate_words_first[];
extern const uint8_t moongate_words_second[];

#define MOONGATE_KINDS_SHIFT 7
extern const uint16_t moongate_kinds_first[];
extern const uint8_t moongate_kinds_second[];
