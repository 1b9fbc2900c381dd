#pragma once
#include <stddef.h>

/// The base model of the spam plugin, as `BaseModel.pack` wrote it.
const unsigned char *_Nonnull moongate_spam_model(void);
/// Its length in bytes.
size_t moongate_spam_model_size(void);
