public import Diagnostics

/// A program dpkg runs at a point of a package's life.
///
/// - SeeAlso: Debian Policy Manual §6.
public enum MaintainerScript: String, Sendable, CaseIterable {
  case preinst, postinst, prerm, postrm
  /// Debconf's questions, asked before anything is unpacked.
  case config

  /// What would keep the kernel from running the script; an ELF program is one, too.
  ///
  /// - SeeAlso: execve(2), "Interpreter scripts".
  public func check(_ bytes: [UInt8]) -> [Diagnostic] {
    if bytes.starts(with: [0x7f] + "ELF".utf8) { return [] }
    let line = bytes.prefix { $0 != newline }
    let interpreter = line.dropFirst(2).drop(while: isBlank).prefix { !isBlank($0) }
    guard line.starts(with: "#!".utf8), interpreter.first == slash else {
      return [
        Diagnostic(
          "debian.script-without-interpreter", "script '\(rawValue)' does not name its interpreter",
          hint: "begin the script with a line such as '#!/bin/sh'")
      ]
    }
    var problems: [Diagnostic] = []
    if zip(bytes, bytes.dropFirst()).contains(where: { $0 == (13, newline) }) {
      problems.append(
        Diagnostic(
          "debian.script-carriage-return", "script '\(rawValue)' has carriage returns",
          hint: "save it with Unix line ends"))
    }
    if bytes.last != newline {
      problems.append(
        Diagnostic(
          "debian.script-without-newline", "script '\(rawValue)' does not end in a newline",
          hint: "end its last line"))
    }
    return problems
  }
}
