import Audit
import Bytes
import Debian

/// Packages, control files and what stands in them.
///
/// A paragraph of a few bytes has lists and an index of its own.
let debianTargets: [FuzzTarget] = [
  FuzzTarget("ArHeader", samples: ["deb"], seeds: { [arHeader("data.tar.xz", size: 8)] }) {
    let header = try $0.read(ArHeader.init(parsing:))
    // Numbers and names are written more narrowly than they are read.
    _ = try header.serialized()
    try roundTrip($0, ArHeader.init(parsing:)) { try $0.serialized() }
  },
  FuzzTarget("ArMember", seeds: { [arHeader("_gpgorigin", size: 3) + [1, 2, 3, 10]] }) { input in
    let member = try ArMember.read(from: ArraySource(input.bytes), at: 0)
    law(member.contents.upperBound <= input.bytes.count, "contents outside the file")
  },
  FuzzTarget("DebianPackage", samples: ["deb"]) { input in
    let package = try DebianPackage.read(from: ArraySource(input.bytes))
    for range in package.signedRanges {
      law(range.upperBound <= input.bytes.count, "a member outside the file")
    }
    let end = package.signatures.last?.member.end ?? package.unsignedCount
    law(end == input.bytes.count, "bytes that belong to nothing")
  },
  FuzzTarget(
    "DebianAudit", samples: ["deb"], allowance: Allowance(memory: 1100 << 20, milliseconds: 2000)
  ) { input in
    let source = ArraySource(input.bytes)
    _ = try auditDebian(
      source, name: "package", keyring: exampleKeyring, at: judgementTime, depth: .contents)
    let package = try DebianPackage.read(from: source)
    _ = try debianControl(of: package, source)
    _ = try debianFiles(of: package, source)
  },
  FuzzTarget(
    "ControlFile", samples: ["control"], texts: controls, allowance: Allowance(memoryPerByte: 256)
  ) { input in
    try roundTrip(input, ControlFile.init(parsing:)) { $0.serialized() }
  },
  FuzzTarget("ControlParagraph", samples: ["control"], texts: controls) { input in
    try roundTrip(input, ControlParagraph.init(parsing:)) { $0.serialized() }
    _ = try input.read(ControlParagraph.init(parsing:)).inPackageOrder()
  },
  FuzzTarget("ControlField", texts: ["Description\0a\n b\n ."]) { input in
    let parts = try input.parts(2).map { try $0.text }
    let field = try ControlField(name: parts[0], value: parts[1])
    sameAgain(field) { try ControlParagraph(parsing: $0.serialized()).fields.first ?? $0 }
  },
  FuzzTarget("DebianDescription", texts: ["synopsis\nbody\n\n  verbatim\n"]) { input in
    let description = DebianDescription(try input.text)
    _ = try ControlField(name: "Description", value: description.value)
  },
  FuzzTarget("Conffiles", texts: ["/etc/a\nremove-on-upgrade /etc/b c\n"]) { input in
    try roundTrip(input, Conffiles.init(parsing:)) { $0.serialized() }
    _ = try Conffiles(parsing: input.bytes).check(against: ["/etc/a"])
  },
  FuzzTarget("MD5Sums", samples: ["md5sums"]) { input in
    try roundTrip(input, MD5Sums.init(parsing:)) { $0.serialized() }
  },
  FuzzTarget(
    "DebianTriggers", texts: ["interest /a/b # c\n\nactivate-noawait ldconfig\n"]
  ) { input in
    try roundTrip(input, DebianTriggers.init(parsing:)) { $0.serialized() }
    _ = try DebianTriggers(parsing: input.bytes).check()
  },
  FuzzTarget("DebianManifest", texts: [manifest]) { input in
    let read = try input.read { try DebianManifest(parsing: &$0) }
    law(Set(read.entries.map(\.name)).count == read.entries.count, "a name is given twice")
    law(read.entries.allSatisfy { $0.md5.count == 16 && $0.sha1.count == 20 }, "a digest is short")
  },
  FuzzTarget("DebianVersion", texts: ["1:1.2.3~rc1-0+b1\0" + "1.2.3-1", "0\0" + "0~~"]) { input in
    let parts = try input.parts(2).map { try $0.text }
    let a = try DebianVersion(parts[0])
    sameAgain(a) { try DebianVersion($0.description) }
    law(a.compared(to: a) == .same, "a version differs from itself")
    let b = try DebianVersion(parts[1])
    law(
      a.compared(to: b).rawValue == -b.compared(to: a).rawValue, "the order turns with its sides")
  },
  FuzzTarget("DebianPackageName", texts: ["libc6", "g++-12"]) {
    sameAgain(try DebianPackageName($0.text)) { try DebianPackageName($0.description) }
  },
  FuzzTarget("DebianArchitectureName", texts: ["amd64", "linux-any"]) {
    sameAgain(try DebianArchitectureName($0.text)) { try DebianArchitectureName($0.description) }
  },
  FuzzTarget("DebianDependency", texts: ["a (>= 1:2-3) | b:any [!i386 !s390x]"]) {
    sameAgain(try DebianDependency($0.text)) { try DebianDependency($0.description) }
  },
  FuzzTarget("DebianDependencyList", texts: ["a (>= 1:2-3) | b:any [!i386], c, d (<< 2~)"]) {
    let list = try DebianDependencyList($0.text)
    sameAgain(list) { try DebianDependencyList($0.description) }
    _ = list.reduced(for: try DebianArchitectureName("amd64"))
  },
  FuzzTarget("MaintainerScript", texts: ["#!/bin/sh\nset -e\n#DEBHELPER#\nexit 0\n"]) { input in
    for script in MaintainerScript.allCases { _ = script.check(input.bytes) }
  },
]

private let manifest =
  "Version: 4\nSigner: a\nDate: b\nRole: builder\nFiles: \n"
  + "\t" + String(repeating: "0", count: 32) + " " + String(repeating: "1", count: 40)
  + " 4 debian-binary\n"

private let controls = [
  "Package: a\nVersion: 1\nArchitecture: amd64\nMaintainer: A <a@b.c>\nDescription: s\n b\n .\n",
  "A: b\n c\n\nB:\n e\n",
]

@Sendable private func arHeader(_ name: String, size: Int) -> [UInt8] {
  (try? ArHeader(name: name, size: size, modified: 1).serialized()) ?? []
}
