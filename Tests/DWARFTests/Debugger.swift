import Foundation
import TestSupport

/// What GDB reads from the same debugging information.
struct Debugger {
  var path: String

  /// Runs commands; what each printed, by command.
  func ask(_ commands: [String]) async throws -> [String] {
    let mark = "@@@@"
    var arguments = ["-batch", "-nx", "-ex", "set print type hex off", "-ex", "set width 0"]
    for command in commands { arguments += ["-ex", "echo \(mark)", "-ex", command] }
    let output = try await succeed("gdb-multiarch", arguments + [path])
    return output.components(separatedBy: mark).dropFirst().map {
      $0.trimmingCharacters(in: .whitespacesAndNewlines)
    }
  }

  /// Where the members of a structure begin, in bits, by name; and its size in bytes.
  func layout(of type: String) async throws -> (size: UInt64?, members: [String: UInt64]) {
    let text = try await ask(["ptype /o \(type)"])[0]
    var size: UInt64?
    var members: [String: UInt64] = [:]
    var pending: UInt64?
    for line in text.split(separator: "\n") {
      if line.contains("total size (bytes):"), line.contains("/*") {
        size = line.split(whereSeparator: { !$0.isNumber }).last.flatMap { UInt64($0) }
        continue
      }
      let parts = line.split(separator: "*/", maxSplits: 1)
      var offset: UInt64?
      var rest = String(line)
      if parts.count == 2, parts[0].contains("|") {
        let numbers = (parts[0].split(separator: "|").first ?? "")
          .split(whereSeparator: { !$0.isNumber }).compactMap { UInt64($0) }
        offset = numbers.first.map { $0 * 8 + (numbers.count > 1 ? numbers[1] : 0) }
        rest = String(parts[1])
      }
      let indent = rest.prefix { $0 == " " }.count
      let word = rest.trimmingCharacters(in: .whitespaces)
      if word.hasPrefix("}"), indent >= 31, indent < 36 {
        // The end of an anonymous aggregate at the first level.
        if let pending, word.count > 1 { members[name(in: word)] = pending }
        pending = nil
      } else if let offset, indent == 4 {
        if word.hasSuffix("{") { pending = offset } else { members[name(in: word)] = offset }
      }
    }
    return (size, members)
  }

  private func name(in declaration: String) -> String {
    var text = declaration.filter { $0 != ";" && $0 != "}" }
    if let colon = text.firstIndex(of: ":") { text = String(text[..<colon]) }
    if let bracket = text.firstIndex(of: "[") { text = String(text[..<bracket]) }
    let words = text.split(whereSeparator: { $0 == " " || $0 == "*" })
    return String(words.last ?? "")
  }
}
