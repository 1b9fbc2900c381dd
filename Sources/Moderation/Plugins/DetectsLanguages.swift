/// A plugin that can tell in which language a text is: `moongate init` accepts these as the languages of a community.
public protocol DetectsLanguages: RulePlugin {
    /// BCP 47 tags, in alphabetical order.
    var detectable: [String] { get }
}
