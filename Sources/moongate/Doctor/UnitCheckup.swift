import Foundation

/// The unit, where systemd runs the daemon of this spool.
enum UnitCheckup {
    /// What the unit that ships says.
    private static let hardening = [
        "NoNewPrivileges": "yes", "ProtectSystem": "strict", "ProtectHome": "yes", "PrivateTmp": "yes",
        "PrivateDevices": "yes", "PrivateNetwork": "yes", "RestrictNamespaces": "yes", "LockPersonality": "yes",
        "LimitCORE": "0",
    ]

    static func diagnoses(spool: String) -> [Diagnosis] {
        guard FileManager.default.fileExists(atPath: "/run/systemd/system") else { return [] }
        let names =
            Array(hardening.keys) + [
                "LoadState", "ActiveState", "ExecStart", "MemoryDenyWriteExecute", "UnitFileState",
            ]
        guard let properties = show(names), properties["LoadState"] == "loaded" else { return [] }
        return diagnoses(of: properties, spool: spool)
    }

    /// What its properties, as `systemctl show` names them, say.
    static func diagnoses(of properties: [String: String], spool: String) -> [Diagnosis] {
        // Another spool's daemon is none of its business.
        guard properties["ExecStart"]?.contains("--spool \(spool) ") == true else { return [] }
        var found: [Diagnosis] = []
        if properties["MemoryDenyWriteExecute"] == "yes" {
            found.append(
                .wrong(
                    "unit", "MemoryDenyWriteExecute= is on: no regular expression can be compiled",
                    "systemctl edit moongate: [Service] MemoryDenyWriteExecute=no"))
        }
        switch properties["ActiveState"] {
        case "active", "reloading": break
        case let state:
            found.append(
                .wrong("unit", "moongate.service is \(state ?? "in no known state")", "systemctl status moongate"))
        }
        // Restricted namespaces show as a list where some are allowed.
        let softer = hardening.filter { properties[$0.key] != nil && properties[$0.key] != $0.value }.keys.sorted()
        if !softer.isEmpty {
            found.append(
                .doubtful(
                    "unit", "softer than the one that ships: \(softer.joined(separator: ", "))",
                    "systemctl cat moongate shows where; systemctl revert moongate undoes it"))
        }
        if properties["UnitFileState"] == "disabled" {
            found.append(
                .doubtful("unit", "it does not start with the machine", "systemctl enable moongate"))
        }
        return found.isEmpty ? [.well("unit", "moongate.service runs, hardened as it ships")] : found
    }

    private static func show(_ names: [String]) -> [String: String]? {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/systemctl")
        process.arguments = ["show", "moongate.service", "--property", names.joined(separator: ",")]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return nil }
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { return nil }
        var properties: [String: String] = [:]
        for line in String(decoding: data, as: UTF8.self).split(separator: "\n") {
            let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 { properties[String(parts[0])] = String(parts[1]) }
        }
        return properties
    }
}
