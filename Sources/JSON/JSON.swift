// Strict JSON in and compact JSON out, on bytes: a cursor for what comes from outside (`JSONReader`), a tree for small
// things (`JSONValue`), a writer for verdicts and the journal (`JSONWriter`). Foundation's coders give no places of
// errors and cost more than judging a post does (Documentation/decisions.md).
