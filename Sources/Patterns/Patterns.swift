// Patterns and how they are matched: PCRE2 with UTF and Unicode properties, compiled to machine code, within a budget
// of processor time; and before it what rules most patterns out in one pass. The only place of unsafe matching code.
//
//   Pattern (compiled once, shared) -> PatternMatcher (a worker's scratch memory) -> PatternHit, none or undecided
//   LiteralSet -> LiteralScanner: which of many plain texts stand where
//   WidenedPattern -> PatternFilter (compiled in a child process) -> FilterScanner: which patterns a text may hold
//
// `PatternParser` reads a pattern into a tree, from which `FoldedPattern` and `WidenedPattern` are made.
