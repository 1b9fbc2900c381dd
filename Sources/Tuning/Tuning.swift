// Tuning with confidence: what an edit would do before it does it, and what the rules did.
//
//   Backtest           edited rules compared with those in force, over the archive and the filed posts
//     BacktestWork     hands out its posts to threads: of the archive, and of the outcome folders (FiledFile)
//     BacktestTally    one thread's counts; BacktestReport: all of them, with shares and intervals
//     Coverage         how much of the traffic these posts are
//   Lint, RulesetDiff  what is seldom meant in rules, and what changed between two folders, in words
//   JournalStatistics  per rule, per day, per score: read from the journal alone
//   RulesetStore       every ruleset that was in force
//
// Everything here only reads the spool, but RulesetStore, which the daemon writes.
