// What the tables are made of.
#pragma once
#include <stdint.h>

// What a scalar becomes in a normal form.
enum {
    // Stays as it is.
    moongate_identity = 1,
    // May be joined to a character before it.
    moongate_joins = 2,
    // Becomes nothing.
    moongate_removed = 4,
    // Becomes one scalar that takes as many bytes.
    moongate_same_shape = 8,
    // Depends on its neighbours: carriage returns and regional indicators of the folded form.
    moongate_special = 16,
    // Goes from the folded form where it is part of no letter.
    moongate_mark = 32,
};

typedef struct {
    // Canonical combining classes of its first and its last scalar.
    uint8_t lead_class, trail_class;
    uint8_t flags;
    // What it becomes, composed: UTF-8 in moongate_bytes.
    uint8_t byte_count;
    // And fully decomposed: scalars in moongate_scalars; none where it stands for itself.
    uint8_t scalar_count;
    uint16_t bytes_at, scalars_at;
} moongate_record;
