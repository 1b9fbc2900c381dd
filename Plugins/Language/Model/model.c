#include "CLanguageModel.h"

// Made by Scripts/train-language-model. Read-only and shared: only the pages that are looked at take memory.
#pragma clang diagnostic ignored "-Wc23-extensions"
_Alignas(64) static const unsigned char model[] = {
#embed "language.model"
};

const unsigned char *moongate_language_model(void) { return model; }
size_t moongate_language_model_size(void) { return sizeof model; }
