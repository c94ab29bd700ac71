import Foundation
import TestSupport
import Testing

/// `pkg sign --log`, `pkg log verify` and `pkg log checkpoint`.
@Suite struct SignatureLogTests {
  /// A log of five signatures, with a checkpoint of it, made once.
  private final class Shelf: Sendable {
    let place: ScratchDirectory
    let desk: PolicyDesk
    static let count = 5

    private static let made = Task { try await Shelf() }
    static func shared() async throws -> Shelf { try await made.value }

    private init() async throws {
      desk = try await PolicyDesk.shared()
      place = try ScratchDirectory()
      for number in 1...Self.count {
        try place.write("file \(number)\n", to: "f\(number)")
        let result = try await pkg([
          "sign", "--key", desk.place["release.sec.asc"], "--log", place["log"],
          place["f\(number)"],
        ])
        try #require(result.status == 0, "\(result.errors)")
      }
      let point = try await pkg([
        "log", "checkpoint", "--key", desk.place["alice.sec.asc"], "--origin", "example.com/log",
        place["log"],
      ])
      try #require(point.status == 0, "\(point.errors)")
      #expect(point.output == place["log.checkpoint"] + "\n")
    }

    var lines: [String] {
      get throws {
        try place.text("log").split(separator: "\n").map(String.init)
      }
    }

    /// `pkg log verify` of other lines, with the checkpoint or without.
    func verify(_ text: String, checkpoint: Bool) async throws -> RunResult {
      let other = try ScratchDirectory()
      try other.write(text, to: "log")
      let point = [
        "--checkpoint", place["log.checkpoint"], "--keyring", desk.place["alice.pub.asc"],
      ]
      return try await pkg(["log", "verify", other["log"]] + (checkpoint ? point : []))
    }
  }

  @Test func aLogHoldsAndSaysWhatWasSigned() async throws {
    let shelf = try await Shelf.shared()
    let result = try await shelf.verify(try shelf.place.text("log"), checkpoint: true)
    #expect(result.status == 0, "\(result.output)\(result.errors)")
    #expect(result.output.contains("holds\n  5 entries\n"))
    #expect(result.output.contains("checkpoint 'example.com/log' of 5 entries, signed by "))
    let lines = try shelf.lines
    #expect(lines.count == Shelf.count)
    for (number, line) in lines.enumerated() {
      let entry = try #require(
        try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      #expect(entry["key"] as? String == shelf.desk.fingerprints["release"])
      #expect(entry["kind"] as? String == "file" && entry["backend"] as? String == "file")
      #expect((entry["time"] as? String)?.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/) != nil)
      #expect((entry["actor"] as? String)?.contains("@") == true)
      let artefact = try #require(entry["artefact"] as? [String: String])
      let name = "f\(number + 1)"
      #expect(artefact["name"] == shelf.place[name] && artefact["output"] == name + ".asc")
      #expect(artefact["before"] == (try await sha256sum(shelf.place[name])))
      #expect(artefact["after"] == (try await sha256sum(shelf.place[name + ".asc"])))
      let previous =
        number == 0 ? String(repeating: "0", count: 64) : try await sum(lines[number - 1])
      #expect(entry["prev"] as? String == previous)
    }
  }

  private func sum(_ text: String) async throws -> String {
    let place = try ScratchDirectory()
    return try await sha256sum(try place.write(text, to: "text"))
  }

  private func sha256sum(_ path: String) async throws -> String {
    String(try await succeed("sha256sum", [path]).prefix(64))
  }

  /// What can be done to a log's lines, and what tells it without a checkpoint.
  enum Tampering: String, CaseIterable, Sendable {
    case edited, deleted, swapped, inserted, doubled, torn, firstDeleted, respelled, notJSON

    func apply(_ lines: [String]) -> String {
      var lines = lines
      switch self {
      case .edited: lines[2] = lines[2].replacing("f3.asc", with: "f9.asc")
      case .deleted: lines.remove(at: 2)
      case .swapped: lines.swapAt(1, 2)
      case .inserted: lines.insert(lines[0].replacing("f1.asc", with: "f0.asc"), at: 2)
      case .doubled: lines.insert(lines[2], at: 2)
      case .torn: return lines.joined(separator: "\n")
      case .firstDeleted: lines.removeFirst()
      case .respelled: lines[2] = lines[2].replacing(#"","kind""#, with: #"", "kind""#)
      case .notJSON: lines[2] = "not an entry"
      }
      return lines.joined(separator: "\n") + "\n"
    }
  }

  @Test("tampering is noticed without a checkpoint", arguments: Tampering.allCases)
  func tampered(by tampering: Tampering) async throws {
    let shelf = try await Shelf.shared()
    for checkpoint in [false, true] {
      let result = try await shelf.verify(tampering.apply(try shelf.lines), checkpoint: checkpoint)
      #expect(result.status == 1, "\(tampering): \(result.output)\(result.errors)")
      #expect(result.errors.contains("[log."), "\(result.errors)")
      #expect(result.output.contains("DOES NOT HOLD"))
    }
  }

  @Test func aShorterLogAndAChangedLastLineNeedTheCheckpoint() async throws {
    let shelf = try await Shelf.shared()
    let lines = try shelf.lines
    let shorter = lines.dropLast().joined(separator: "\n") + "\n"
    #expect(try await shelf.verify(shorter, checkpoint: false).status == 0)
    let cut = try await shelf.verify(shorter, checkpoint: true)
    #expect(cut.status == 1 && cut.errors.contains("[log.truncated]"), "\(cut.errors)")
    let empty = try await shelf.verify("", checkpoint: true)
    #expect(empty.status == 1 && empty.errors.contains("[log.truncated]"))
    let changed = lines.dropLast() + [lines[4].replacing("f5.asc", with: "f6.asc")]
    let text = changed.joined(separator: "\n") + "\n"
    #expect(try await shelf.verify(text, checkpoint: false).status == 0)
    let rewritten = try await shelf.verify(text, checkpoint: true)
    #expect(rewritten.status == 1 && rewritten.errors.contains("[log.rewritten]"))
  }

  /// A whole log made anew, its chain sound: only the checkpoint tells.
  @Test func aLogMadeAnewNeedsTheCheckpoint() async throws {
    let shelf = try await Shelf.shared()
    var previous = String(repeating: "0", count: 64)
    var text = ""
    for line in try shelf.lines {
      let entry = line.replacing("f3.asc", with: "f7.asc").replacing(
        /"prev":"[0-9a-f]{64}"/, with: "\"prev\":\"\(previous)\"")
      text += entry + "\n"
      previous = try await sum(entry)
    }
    #expect(try await shelf.verify(text, checkpoint: false).status == 0)
    let result = try await shelf.verify(text, checkpoint: true)
    #expect(result.status == 1 && result.errors.contains("[log.rewritten]"), "\(result.errors)")
  }

  @Test func aLogThatGrewStillMeetsItsCheckpoint() async throws {
    let shelf = try await Shelf.shared()
    let place = try ScratchDirectory()
    try place.write(try shelf.place.text("log"), to: "log")
    try place.write("more\n", to: "more")
    let key = shelf.desk.place["release.sec.asc"]
    let signed = try await pkg(["sign", "--key", key, "--log", place["log"], place["more"]])
    try #require(signed.status == 0, "\(signed.errors)")
    let result = try await shelf.verify(try place.text("log"), checkpoint: true)
    #expect(result.status == 0 && result.output.contains("6 entries"), "\(result.errors)")
  }

  @Test func aCheckpointNeedsATrustedKeyAndItsOwnText() async throws {
    let shelf = try await Shelf.shared()
    let log = shelf.place["log"]
    let point = shelf.place["log.checkpoint"]
    let stranger = try await pkg([
      "log", "verify", log, "--checkpoint", point, "--keyring", shelf.desk.place["bob.pub.asc"],
    ])
    #expect(
      stranger.status == 1 && stranger.errors.contains("[log.unknown-checkpoint-key]"),
      "\(stranger.errors)")
    let place = try ScratchDirectory()
    let text = try shelf.place.text("log.checkpoint")
    try place.write(text.replacing("\n5\n", with: "\n4\n"), to: "changed")
    let changed = try await pkg([
      "log", "verify", log, "--checkpoint", place["changed"], "--keyring",
      shelf.desk.place["alice.pub.asc"],
    ])
    #expect(changed.status == 1 && changed.errors.contains("[log.bad-checkpoint]"))
    try place.write("junk\n", to: "junk")
    let junk = try await pkg([
      "log", "verify", log, "--checkpoint", place["junk"], "--keyring",
      shelf.desk.place["alice.pub.asc"],
    ])
    expectFailure(junk, 65)
    let rsa = try await Hello.built()
    let refused = try await pkg([
      "log", "checkpoint", "--key", rsa.secretKey, "-o", place["none"], log,
    ])
    expectFailure(refused, 77)
    #expect(refused.errors.contains("[log.key-algorithm]"), "\(refused.errors)")
    #expect(try place.names() == ["changed", "junk"])
  }

  @Test func aBrokenLogGetsNoCheckpoint() async throws {
    let shelf = try await Shelf.shared()
    let place = try ScratchDirectory()
    try place.write(Tampering.deleted.apply(try shelf.lines), to: "log")
    let result = try await pkg([
      "log", "checkpoint", "--key", shelf.desk.place["alice.sec.asc"], place["log"],
    ])
    expectFailure(result, 1)
    #expect(try place.names() == ["log"])
  }

  @Test(
    "no entry, no signature",
    arguments: ["nowhere/log", "folder", "full", "torn", "foreign", "link"])
  func failsClosed(log: String) async throws {
    let shelf = try await Shelf.shared()
    let place = try ScratchDirectory()
    try place.write("file\n", to: "file")
    try place.makeDirectory("folder")
    try place.write(try shelf.lines[0], to: "torn")
    try place.write("not a log\n", to: "foreign")
    for (name, target) in [("full", "/dev/full"), ("link", "elsewhere")] {
      try FileManager.default.createSymbolicLink(
        atPath: place[name], withDestinationPath: target)
    }
    let target = Hello.Target.all[0]
    let hello = try await Hello.built()
    try FileManager.default.copyItem(atPath: hello.path(target.rpm), toPath: place["p.rpm"])
    let before = try place.read("p.rpm")
    for file in ["file", "p.rpm"] {
      let result = try await pkg([
        "sign", "--replace", "--key", shelf.desk.place["release.sec.asc"], "--log", place[log],
        place[file],
      ])
      #expect([73, 74].contains(result.status), "\(log): \(result.status) \(result.errors)")
    }
    #expect(try place.names().contains("file.asc") == false)
    #expect(try place.read("p.rpm") == before)
  }

  @Test func theLogIsNeitherSignedNorWrittenOver() async throws {
    let shelf = try await Shelf.shared()
    let place = try ScratchDirectory()
    let log = try shelf.place.text("log")
    try place.write(log, to: "log")
    try place.write("file\n", to: "file")
    try place.write(try await Forgeries.ready().rpm, to: "p.rpm")
    func sign(_ options: String...) async throws -> RunResult {
      try await pkg(["sign", "--key", shelf.desk.place["release.sec.asc"]] + options)
    }
    // The line about it would be part of it.
    let itself = try await sign("--log", place["log"], place["file"], place["log"])
    // Neither is there yet when the paths are looked at.
    let beside = try await sign("--log", place["file.asc"], place["file"])
    let header = try await sign(
      "--log", "\(place.path)/./new", "--detach-sigheader", place["new"], place["p.rpm"])
    for result in [itself, beside, header] {
      expectFailure(result, 64)
      #expect(result.errors.contains("[output.is-input]"), "\(result.errors)")
    }
    #expect(try place.names() == ["file", "log", "p.rpm"])
    #expect(try place.text("log") == log)
  }

  @Test func aSignatureThatCannotBePublishedIsLoggedAllTheSame() async throws {
    let shelf = try await Shelf.shared()
    let place = try ScratchDirectory()
    try place.write("file\n", to: "file")
    try place.makeDirectory("file.asc")
    let result = try await pkg([
      "sign", "--key", shelf.desk.place["release.sec.asc"], "--log", place["log"], place["file"],
    ])
    expectFailure(result, 73)
    #expect(try place.text("log").split(separator: "\n").count == 1)
  }

  @Test func packagesAndPoliciesAreInTheLog() async throws {
    let desk = try await PolicyDesk.shared()
    let place = try ScratchDirectory()
    let hello = try await Hello.built()
    let target = Hello.Target.all[0]
    for name in [target.rpm, target.deb] {
      try FileManager.default.copyItem(atPath: hello.path(name), toPath: place[name])
    }
    let before = try await sha256sum(place[target.rpm])
    let policy = try desk.policy("rules: [{name: both, names: hello, keys: release}]")
    let result = try await pkg([
      "sign", "--replace", "--key", desk.place["release.sec.asc"], "--policy", policy, "--log",
      place["log"],
      place[target.rpm], place[target.deb],
    ])
    #expect(result.status == 0, "\(result.errors)")
    let lines = try place.text("log").split(separator: "\n")
    #expect(lines.count == 2)
    let after = try await sha256sum(place[target.rpm])
    #expect(lines[0].contains(#""after":"\#(after)","before":"\#(before)""#), "\(lines[0])")
    #expect(lines[0].contains(#""kind":"rpm""#) && lines[1].contains(#""kind":"deb""#))
    let digest = try await sha256sum(policy)
    for line in lines {
      #expect(line.contains(#""decision":{"approvals":[],"policy":"\#(digest)","rule":"both"}"#))
    }
    // Signing once more changes nothing, and there is nothing to write down.
    let again = try await pkg([
      "sign", "--key", desk.place["release.sec.asc"], "--log", place["log"], place[target.rpm],
    ])
    #expect(again.status == 0)
    #expect(try place.text("log").split(separator: "\n").count == 2)
  }

  @Test func manyWritersKeepOneChain() async throws {
    let desk = try await PolicyDesk.shared()
    let place = try ScratchDirectory()
    for number in 0..<8 { try place.write("file \(number)\n", to: "f\(number)") }
    try await withThrowingTaskGroup(of: RunResult.self) { group in
      for number in 0..<8 {
        group.addTask {
          try await pkg([
            "sign", "--key", desk.place["release.sec.asc"], "--log", place["log"],
            place["f\(number)"],
          ])
        }
      }
      for try await result in group { #expect(result.status == 0, "\(result.errors)") }
    }
    let result = try await pkg(["log", "verify", place["log"]])
    #expect(result.status == 0 && result.output.contains("8 entries"), "\(result.errors)")
  }
}
