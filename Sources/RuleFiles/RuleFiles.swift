// The rule folder, read and checked: bytes -> YAML with places -> rules -> checks given to the plugins that know their
// keys -> a `Ruleset`, once all its examples came out as they say. Everything wrong is found in one go, each as
// `file:line:column`.
//
//   RuleFolder -> YAMLFile -> RuleReader, PolicyReader -> RulesetCompiler -> ExampleRunner -> LoadedRules
