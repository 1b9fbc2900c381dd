import JSON

/// As much of JSON Schema (draft 2020-12) as the schemas in Documentation/schemas use. A keyword that it does not know
/// is a failure, never passed over.
struct JSONSchema {
    let root: JSONValue

    init(_ name: String) throws {
        let bytes = try SpoolView(path: Checkout.at("Documentation/schemas")).bytes("\(name).schema.json").orThrow(name)
        root = try JSONValue(parsing: bytes)
    }

    /// Where the value is not as the schema says. With `strict`, members that it does not name count as wrong too.
    func problems(of value: JSONValue, strict: Bool = true) -> [String] {
        var named: [String: Set<String>] = [:]
        var problems = check(value, by: root, at: "", &named)
        if strict { problems += strangers(in: value, at: "", named) }
        return problems
    }

    private static let silent: Set<String> = ["$schema", "$defs", "title", "description", "then", "else"]

    private func check(_ value: JSONValue, by schema: JSONValue, at path: String, _ named: inout [String: Set<String>])
        -> [String]
    {
        guard case .object(let keywords) = schema else {
            return schema.truth == false ? ["\(path): may not be there"] : []
        }
        var problems: [String] = []
        for (keyword, rule) in keywords where !Self.silent.contains(keyword) {
            switch keyword {
            case "$ref":
                let name = (rule.string ?? "").split(separator: "/").last.map(String.init) ?? ""
                guard let target = root["$defs"]?[name] else { return ["there is no definition \(name)"] }
                problems += check(value, by: target, at: path, &named)
            case "allOf":
                for part in rule.array ?? [] { problems += check(value, by: part, at: path, &named) }
            case "anyOf", "oneOf":
                let found = (rule.array ?? []).map { option in
                    var mine = named
                    let problems = check(value, by: option, at: path, &mine)
                    if problems.isEmpty { named.merge(mine) { $0.union($1) } }
                    return problems
                }
                let right = found.count { $0.isEmpty }
                if right == 0 || keyword == "oneOf" && right > 1 {
                    problems.append("\(path): \(right) of \(keyword) hold")
                }
            case "if":
                var mine = named
                let branch = check(value, by: rule, at: path, &mine).isEmpty ? "then" : "else"
                if branch == "then" { named.merge(mine) { $0.union($1) } }
                if let next = keywords[branch] { problems += check(value, by: next, at: path, &named) }
            case "properties", "required", "additionalProperties", "propertyNames":
                guard case .object(let members) = value else { continue }
                problems += check(members, keyword, rule, keywords, at: path, &named)
            case "items", "prefixItems", "minItems":
                guard case .array(let elements) = value else { continue }
                problems += check(elements, keyword, rule, keywords, at: path, &named)
            default:
                if !holds(value, keyword, rule) { problems.append("\(path): \(keyword) does not hold") }
            }
        }
        return problems
    }

    private func check(
        _ members: [String: JSONValue], _ keyword: String, _ rule: JSONValue, _ keywords: [String: JSONValue],
        at path: String, _ named: inout [String: Set<String>]
    ) -> [String] {
        var problems: [String] = []
        switch keyword {
        case "properties":
            guard case .object(let properties) = rule else { return ["\(path): properties is no object"] }
            for (name, schema) in properties {
                named[path, default: []].insert(name)
                if let member = members[name] { problems += check(member, by: schema, at: "\(path).\(name)", &named) }
            }
        case "required":
            problems += (rule.array ?? []).compactMap(\.string).filter { members[$0] == nil }.map {
                "\(path) has no \($0)"
            }
        case "additionalProperties":
            var known: Set<String> = []
            if case .object(let properties)? = keywords["properties"] { known = Set(properties.keys) }
            for (name, member) in members where !known.contains(name) {
                named[path, default: []].insert(name)
                problems += check(member, by: rule, at: "\(path).\(name)", &named)
            }
        default:
            for name in members.keys { problems += check(.string(name), by: rule, at: "\(path).\(name)", &named) }
        }
        return problems
    }

    private func check(
        _ elements: [JSONValue], _ keyword: String, _ rule: JSONValue, _ keywords: [String: JSONValue], at path: String,
        _ named: inout [String: Set<String>]
    ) -> [String] {
        let first = keywords["prefixItems"]?.array ?? []
        switch keyword {
        case "minItems": return elements.count >= (rule.integer ?? 0) ? [] : ["\(path): too short"]
        case "prefixItems":
            return zip(elements, first).flatMap { check($0, by: $1, at: path + "[]", &named) }
        default: return elements.dropFirst(first.count).flatMap { check($0, by: rule, at: path + "[]", &named) }
        }
    }

    private func holds(_ value: JSONValue, _ keyword: String, _ rule: JSONValue) -> Bool {
        switch keyword {
        case "type": return (rule.array ?? [rule]).compactMap(\.string).contains { isOfType(value, $0) }
        case "enum": return rule.array?.contains(value) == true
        case "const": return value == rule
        case "minimum": return value.number.map { $0 >= rule.number ?? 0 } ?? true
        case "exclusiveMinimum": return value.number.map { $0 > rule.number ?? 0 } ?? true
        case "exclusiveMaximum": return value.number.map { $0 < rule.number ?? 0 } ?? true
        case "minLength": return value.string.map { $0.unicodeScalars.count >= rule.integer ?? 0 } ?? true
        case "maxLength": return value.string.map { $0.unicodeScalars.count <= rule.integer ?? 0 } ?? true
        case "pattern":
            guard let text = value.string else { return true }
            return (try? Regex(rule.string ?? "").firstMatch(in: text)) != nil
        default: return false
        }
    }

    private func isOfType(_ value: JSONValue, _ type: String) -> Bool {
        switch (type, value) {
        case ("null", .null), ("boolean", .truth), ("number", .number), ("string", .string), ("array", .array),
            ("object", .object):
            true
        case ("integer", _): value.integer != nil
        default: false
        }
    }

    /// Members that no schema named.
    private func strangers(in value: JSONValue, at path: String, _ named: [String: Set<String>]) -> [String] {
        switch value {
        case .object(let members):
            members.flatMap { name, member in
                (named[path]?.contains(name) == true ? [] : ["\(path).\(name) is not in the schema"])
                    + strangers(in: member, at: "\(path).\(name)", named)
            }
        case .array(let elements): elements.flatMap { strangers(in: $0, at: path + "[]", named) }
        default: []
        }
    }
}
