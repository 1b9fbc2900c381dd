// Patterns and how they are matched: PCRE2 with UTF and Unicode properties, compiled to machine code, within a budget
// of processor time. The only place of unsafe matching code.
//
//   Pattern (compiled once, shared) -> PatternMatcher (a worker's scratch memory) -> PatternHit, none or undecided
