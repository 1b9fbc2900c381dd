#pragma once
#include <stddef.h>

/// The model of the language plugin, laid out as Scripts/language/pack.py says.
const unsigned char *_Nonnull moongate_language_model(void);
/// Its length in bytes.
size_t moongate_language_model_size(void);
