public import JSON
public import Moderation

/// The JSON Schema (2020-12) of rule files and of `moongate.yaml`, made from what the reader and the plugins know, so
/// that editors complete and check. `Documentation/schemas/` holds a copy that a test keeps true.
public enum RuleSchema {
    /// Of a rule file: a list of rules and bases.
    public static func rules(_ plugins: [any RulePlugin]) -> JSONValue {
        let forms = plugins.flatMap(\.keys)
        var properties: [String: JSONValue] = [
            "id": ["type": "string", "pattern": "^[a-z0-9][a-z0-9-]{0,79}$", "description": "Unique name of the rule"],
            "base": ["type": "string", "description": "Name of a base: its checks are taken over by `standard: NAME`"],
            "summary": ["type": "string", "description": "What the rule is about, in a moderator's words"],
            "reason": [
                "type": "string",
                "description": .string(
                    "Why the rule is there. May hold: " + Placeholders.names.map { "{{\($0)}}" }.joined(separator: ", ")
                ),
            ],
            "score": ["type": "number", "description": "What a post gains where the rule holds"],
            "action": choice(Rule.Action.self, "Decides at once, without regard to the score"),
            "mode": choice(Rule.Mode.self, "live counts, shadow is only recorded, off is not asked"),
            "rollout": [
                "type": "string", "pattern": "^[0-9.]+ ?%$",
                "description": "Acts on this share of posts, such as 10%; for the rest it is in shadow",
            ],
            "group": ["type": "string", "description": "Rules of a group share a cap (moongate.yaml: groups)"],
            "priority": ["type": "integer", "description": "Of rules with actions, those with the greatest decide"],
            "channels": [
                "description": "Only these channels, or all but these: {not: [market]}", "oneOf": valuesOrNot,
            ],
            "standard": ["type": "string", "description": "The base whose checks are taken over"],
            "any": [
                "type": "array", "minItems": 2, "items": ["$ref": "#/$defs/checks"],
                "description": "One of these blocks of checks must hold",
            ],
            "rules": ["type": "string", "description": "Other rules, joined: scam-link and not trusted-author"],
            "examples": ["$ref": "#/$defs/examples"],
        ]
        let checks = patterns(of: forms)
        for form in forms where !form.isCondition { properties[form.name] = values }
        return [
            "$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Moongate rules",
            "type": "array",
            "items": [
                "type": "object", "properties": .object(properties), "patternProperties": .object(checks),
                "additionalProperties": .truth(false),
                "oneOf": [["required": ["id"]], ["required": ["base"]]],
            ],
            "$defs": [
                "checks": [
                    "type": "object", "minProperties": 1,
                    "properties": ["any": .object(["$ref": "#/$defs/any"]), "rules": ["type": "string"]],
                    "patternProperties": .object(checks), "additionalProperties": .truth(false),
                ],
                "any": ["type": "array", "minItems": 2, "items": ["$ref": "#/$defs/checks"]],
                "examples": [
                    "type": "object", "additionalProperties": .truth(false),
                    "properties": ["fires": ["$ref": "#/$defs/posts"], "passes": ["$ref": "#/$defs/posts"]],
                ],
                "posts": ["type": ["array", "string", "object"], "items": ["type": ["string", "object"]]],
            ],
        ]
    }

    /// Of `moongate.yaml`.
    public static var policy: JSONValue {
        let thresholds: [String: JSONValue] = [
            "flag_at": ["type": "number", "exclusiveMinimum": 0, "description": "Flagged from this score on"],
            "reject_at": ["type": ["number", "string"], "description": "Rejected from this score on, or off"],
            "languages": [
                "type": "array", "items": ["type": "string"],
                "description": "The languages that posts are expected in, such as [en, zh]: helps to tell short posts",
            ],
        ]
        let channel: JSONValue = [
            "type": "object", "properties": .object(thresholds), "additionalProperties": .truth(false),
        ]
        let all = thresholds.merging([
            "channels": ["type": "object", "additionalProperties": channel],
            "unread_text": choice(
                UnreadText.self,
                "Posts whose text is only in fields that no rule reads: hold flags them, warn names the fields"),
        ]) { $1 }
        return [
            "$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Moongate policy", "type": "object",
            "additionalProperties": .truth(false),
            "properties": [
                "policy": ["type": "object", "properties": .object(all), "additionalProperties": .truth(false)],
                "archive": settings(
                    "Keeps copies of filed posts for backtests; off unless set",
                    ["days": ["type": "integer", "minimum": 1], "size": ["type": "string", "examples": ["10GB"]]]),
                "reload": settings(
                    "Holds a change of the rules that would change too much; off unless set",
                    [
                        "backtest": ["type": ["string", "integer"], "examples": ["10000 posts"]],
                        "hold_if_flag_rate_changes": ["type": "string", "examples": ["> 2 points"]],
                    ]),
                "breaker": settings(
                    "Puts a new or edited rule that decides too much in shadow; on unless off",
                    [
                        "hits": ["type": "integer", "minimum": 1], "share": ["type": "string", "examples": ["10%"]],
                        "within": ["type": "string", "examples": ["24 hours"]],
                    ]),
                "groups": [
                    "type": "object",
                    "additionalProperties": [
                        "type": "object", "properties": ["cap": ["type": "number"]],
                        "additionalProperties": .truth(false),
                    ],
                ],
                "plugins": [
                    "type": "object",
                    "additionalProperties": [
                        "type": "object",
                        "properties": [
                            "outage": choice(
                                Outage.self,
                                "While the plugin is out: hold flags the posts that it could have changed, wait keeps posts waiting, ignore counts its checks for nothing"
                            ),
                            "reads": [
                                "enum": .array(PolicyReader.readings.map { .string($0) }),
                                "description":
                                    "asked: it looks at no post while no rule asks it anything, and verdicts do without what it tells, such as their languages",
                            ],
                        ],
                        "additionalProperties": .truth(false),
                    ],
                ],
            ],
        ]
    }

    /// A block of these keys, or `off`.
    private static func settings(_ description: String, _ properties: [String: JSONValue]) -> JSONValue {
        [
            "description": .string(description),
            "oneOf": [
                ["const": "off"],
                ["type": "object", "properties": .object(properties), "additionalProperties": .truth(false)],
            ],
        ]
    }

    /// One value or a list, of texts, numbers or truths.
    private static var values: JSONValue {
        let one: JSONValue = ["string", "number", "boolean"]
        return ["type": ["string", "number", "boolean", "array"], "items": ["type": one]]
    }

    private static var valuesOrNot: JSONValue {
        [
            values,
            [
                "type": "object", "properties": ["not": values], "required": ["not"],
                "additionalProperties": .truth(false),
            ],
        ]
    }

    private static func schema(of value: CheckKeyForm.Value) -> JSONValue {
        switch value {
        case .values: values
        case .valuesOrNot: ["oneOf": valuesOrNot]
        case .comparisons:
            [
                "type": "object", "minProperties": 1,
                "additionalProperties": ["type": "string", "pattern": "^\\s*[<>]=?\\s*[0-9.]+\\s*$"],
            ]
        }
    }

    private static func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ type: Choice.Type, _ description: String
    ) -> JSONValue {
        ["enum": .array(Choice.allCases.map { .string($0.rawValue) }), "description": .string(description)]
    }

    /// A pattern for the keys of each form: `~`, joined names, a label, modifiers.
    private static func patterns(of forms: [CheckKeyForm]) -> [String: JSONValue] {
        var patterns: [String: JSONValue] = [:]
        let joinable = forms.filter(\.joins).map { name($0) }.joined(separator: "|")
        for form in forms where form.isCondition {
            let names = name(form) + (form.joins ? "(\\s*\\+\\s*(\(joinable)))*" : "")
            let modifier = form.modifiers.map(\.name).joined(separator: "|")
            let list = "\\s*\\((\\s*(\(modifier))\\s*,?)+\\)"
            let modifiers = form.modifiers.isEmpty ? "" : form.required == nil ? "(\(list))?" : list
            patterns["^~?\(names)(\\s*#[^ (]*)?\(modifiers)$"] =
                schema(of: form.value).describing("\(form.summary). For example: \(form.example)")
        }
        return patterns
    }

    private static func name(_ form: CheckKeyForm) -> String {
        form.name.replacing(".", with: "\\.").replacing("*", with: "[^ +#(]+")
    }
}

extension JSONValue {
    fileprivate func describing(_ text: String) -> JSONValue {
        guard case .object(var members) = self else { return self }
        members["description"] = .string(text)
        return .object(members)
    }
}
