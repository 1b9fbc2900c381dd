// Patterns and how they are matched: PCRE2 with UTF and Unicode properties, compiled by PCRE2's JIT, within a budget
// of CPU time; and before it what rules most patterns out in one pass. All unsafe matching code is in this module.
//
//   Pattern (compiled once, shared) -> PatternMatcher (a worker's scratch memory) -> PatternHit, none or undecided
//   LiteralSet -> LiteralScanner: which of many plain texts occur where
//   WidenedPattern -> PatternFilter (compiled in a child process) -> FilterScanner: which patterns a text may hold
//
// `PatternParser` reads a pattern into a tree, from which `FoldedPattern` and `WidenedPattern` are made.
