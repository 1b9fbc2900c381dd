#include "CSpamModel.h"

// Made by Scripts/train-spam-base.
#pragma clang diagnostic ignored "-Wc23-extensions"
static const unsigned char model[] = {
#embed "spam.model"
};

const unsigned char *moongate_spam_model(void) { return model; }
size_t moongate_spam_model_size(void) { return sizeof model; }
