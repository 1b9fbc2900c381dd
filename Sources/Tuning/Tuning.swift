// Tuning with confidence: what an edit would do before it does it, and what the rules did.
//
//   Backtest           edited rules beside those in force, over the archive and the filed posts
//     PostSource       where its posts come from, and how much of the traffic they are
//     BacktestTally    one thread's counts; BacktestReport: all of them, with shares and intervals
//   JournalStatistics  per rule, per day, per score: read from the journal alone
//   RuleHistory        every ruleset that was in force
//
// Everything here only reads the spool, but RuleHistory, which the daemon writes.
