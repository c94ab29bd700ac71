import Audit
import Bytes
import RPM

/// Packages, their headers and what stands in them as text.
let rpmTargets: [FuzzTarget] = [
  FuzzTarget("RPMLead", samples: ["rpm"]) { input in
    try roundTrip(input, RPMLead.init(parsing:)) { $0.serialized() }
  },
  FuzzTarget("RPMHeader", samples: ["rpm-header"]) { input in
    try roundTrip(input, { try RPMHeader(parsing: &$0) }) { $0.serialized() }
    let header = try input.read { try RPMHeader(parsing: &$0) }
    for role in [RPMHeader.Role.main, .signature] { _ = header.checkLayout(as: role) }
    for entry in header.entries {
      law(header.value(of: entry).count == entry.count, "tag \(entry.tag) has another count")
    }
  },
  FuzzTarget("RPMPackage", samples: ["rpm"]) { input in
    let package = try RPMPackage.read(from: ArraySource(input.bytes))
    _ = package.checkLayout()
    _ = (package.queryText, package.scriptText, package.signatures, package.changelog)
    for kind in RPMDependency.Kind.allCases { _ = package.dependencies(kind) }
    _ = RPMFile.check(try package.files())
  },
  FuzzTarget("RPMResigning", samples: ["rpm"]) { input in
    let package = try RPMPackage.read(from: ArraySource(input.bytes))
    let packet: [UInt8] = [0x88, 10, 4, 0, 1, 8, 0, 0, 0, 0, 0, 0]
    let resigned = try package.resigned(with: packet)
    if resigned.fitsInPlace {
      law(resigned.prologue.count == package.headerRange.lowerBound, "it does not fit in place")
    }
  },
  FuzzTarget("RPMSignaturePacket", samples: ["openpgp/binary"]) { input in
    guard let package = exampleRPM else { return }
    _ = try package.resigned(with: input.bytes)
  },
  FuzzTarget("RPMDetachedSignatures", samples: ["rpm-sigheader"]) { input in
    try roundTrip(input, RPMDetachedSignatures.init(parsing:)) { $0.serialized() }
    guard let package = exampleRPM else { return }
    let detached = try input.read { try RPMDetachedSignatures(parsing: &$0) }
    let attached = package.attached(detached)
    law(
      attached.prologue.count == RPMLead.size + detached.serialized().count,
      "the prologue is lead and signature header")
  },
  FuzzTarget(
    "RPMAudit", samples: ["rpm"], allowance: Allowance(memory: 1100 << 20, milliseconds: 2000)
  ) { input in
    _ = try auditRPM(
      ArraySource(input.bytes), name: "package", keyring: exampleKeyring, at: judgementTime,
      depth: .contents, sha512: true)
  },
  FuzzTarget("RPMVersion", texts: ["1:1.0~rc1^git-1.el9\0" + "1.0-1", "a.b\0a-b", "2^\0002~"]) {
    let parts = try $0.parts(2).map { try $0.text }
    let order = RPMVersion.compare(parts[0], parts[1])
    law(order == -RPMVersion.compare(parts[1], parts[0]), "the order turns with its sides")
    guard let a = RPMVersion(parts[0]), let b = RPMVersion(parts[1]) else { return }
    law(a.compare(to: a) == 0, "a version differs from itself")
    law(a.compare(to: b) == -b.compare(to: a), "the order of versions turns with its sides")
  },
  FuzzTarget(
    "RPMDependency",
    texts: [
      "libfoo >= 1.2, (a or b), /bin/sh", "(a if (b and c) else d) rpmlib(X) <= 4",
      "(foo with foo < 2)", "pkgconfig(x) = 1:2-3~4",
    ]
  ) { input in
    let text = try input.text
    for kind in RPMDependency.Kind.allCases {
      guard let all = try? RPMDependency.parse(text, as: kind) else { continue }
      for one in all {
        sameAgain(one) { try RPMDependency.parse($0.text, as: kind).first ?? $0 }
      }
    }
  },
]
