import Attestation
import Bytes
import TransparencyLog
import Trust

/// What says who signed, and by whose leave.
let governanceTargets: [FuzzTarget] = [
  FuzzTarget(
    "Approval",
    seeds: {
      [
        Approval(
          subjects: [.init(name: "a.rpm", sha256: [UInt8](repeating: 7, count: 32))],
          approver: String(repeating: "A1", count: 20), expires: 1_900_000_000
        ).serialized()
      ]
    }, allowance: Allowance(memory: 4 << 20, milliseconds: 1000, microsecondsPerByte: 20)
  ) { input in
    sameAgain(try Approval(parsing: input.bytes)) { try Approval(parsing: $0.serialized()) }
  },
  FuzzTarget(
    "LogEntry",
    seeds: {
      [
        LogEntry(
          time: "2026-11-21T15:00:00Z", actor: "a@b", key: "K", backend: "file", kind: "rpm",
          artefact: .init(name: "n", before: "0", after: "1"),
          decision: .init(policy: "2", rule: "r", approvals: ["x"]), prev: LogEntry.beginning
        ).serialized()
      ]
    }, allowance: Allowance(memory: 4 << 20, milliseconds: 1000, microsecondsPerByte: 20)
  ) { input in
    let entry = try LogEntry(parsing: input.bytes)
    law(entry.serialized() == input.bytes, "an entry has another spelling")
  },
  FuzzTarget(
    "LogCheck", texts: ["one line\nanother\n", "{}\n"],
    allowance: Allowance(memory: 4 << 20, milliseconds: 2000, microsecondsPerByte: 50)
  ) { input in
    var check = try LogCheck(
      name: "log",
      checkpoint: Checkpoint(origin: "o", size: 1, root: [UInt8](repeating: 0, count: 32)))
    try check.update(input.bytes)
    check.finish()
    law(check.count == input.bytes.count { $0 == 0x0a }, "lines are miscounted")
  },
  FuzzTarget(
    "SignedNote",
    texts: [
      "log\n3\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n\u{2014} name AAAAAAAA\n"
    ],
    allowance: Allowance(milliseconds: 1000)
  ) { input in
    let note = try SignedNote(parsing: input.bytes)
    sameAgain(note) { try SignedNote(parsing: $0.serialized()) }
    law(note.text.hasSuffix("\n"), "a note without an end")
    let checkpoint = try Checkpoint(parsing: note.text)
    law(checkpoint.root.count == 32 && checkpoint.size >= 0, "no head of a tree")
  },
  FuzzTarget(
    "Checkpoint",
    texts: ["example.com/log\n21\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\nextension\n"]
  ) { input in
    sameAgain(try Checkpoint(parsing: try input.text)) { try Checkpoint(parsing: $0.text) }
  },
]
