import Bytes
import Compression
import Debian
import OpenPGP
import RPM
import TestSupport
import Testing

@testable import Audit
@testable import Stages

/// Packages that are sound, and what becomes of them when somebody changes a byte.
struct DamageTests {
  private static let signed = Task {
    let signer = try Keys.signer()
    return (rpm: try await Sample.rpm(signer: signer), deb: try await Sample.deb(signer: signer))
  }

  private static func bytes(_ kind: PackageAudit.Kind) async throws -> [UInt8] {
    let signed = try await signed.value
    return kind == .rpm ? signed.rpm : signed.deb
  }

  static let compressions: [CompressionSetting] = [
    CompressionSetting(.gzip), CompressionSetting(.zstd), CompressionSetting(.xz),
    CompressionSetting(.none),
  ]

  @Test(arguments: compressions) func soundPackagesAreProven(
    compression: CompressionSetting
  ) async throws {
    let signer = try Keys.signer()
    let room = try ScratchDirectory()
    for kind in [PackageAudit.Kind.rpm, .deb] {
      let bytes =
        kind == .rpm
        ? try await Sample.rpm(signer: signer, compression: compression)
        : try await Sample.deb(signer: signer, compression: compression)
      let audit = try audit(kind, bytes)
      #expect(audit.isProven && audit.findings.isEmpty, "\(audit.findings)")
      #expect(audit.kind == kind && audit.signatures.count == 1)
      try room.write(bytes, to: "package")
      let sum = try await succeed("sha256sum", [room["package"]])
      #expect(hexadecimal(audit.sha256) == sum.prefix(64))
    }
  }

  /// What the digests of parts are digests of, by the programs that take packages apart.
  @Test func digestsOfParts() async throws {
    let room = try ScratchDirectory()
    try room.write(try await Self.bytes(.deb), to: "a.deb")
    let deb = try audit(.deb, try await Self.bytes(.deb))
    for (member, digest) in [("control.tar", deb.headSHA256), ("data.tar", deb.payloadSHA256)] {
      let name = try await succeed("ar", ["t", room["a.deb"]]).split(separator: "\n").first {
        $0.hasPrefix(member)
      }
      let sum = try await succeed(
        "sh", ["-c", "ar p a.deb \(try #require(name)) | sha256sum"], in: room.path)
      #expect(hexadecimal(digest) == sum.prefix(64))
    }
    try room.write(try await Self.bytes(.rpm), to: "a.rpm")
    let rpm = try audit(.rpm, try await Self.bytes(.rpm))
    let stated = try await succeed(
      "rpm", ["-qp", "--nosignature", "--qf", "%{SHA256HEADER} %{PAYLOADDIGEST}", room["a.rpm"]])
    #expect("\(hexadecimal(rpm.headSHA256)) \(hexadecimal(rpm.payloadSHA256))" == stated)
  }

  /// Bytes that no signature covers and that say nothing: time, owner and mode of an ar member,
  /// the lead's version, and what of a signature is not signed itself.
  private static func uncovered(_ kind: PackageAudit.Kind, _ whole: [UInt8]) throws -> Set<Int> {
    var result: Set<Int> = []
    let packets: [[UInt8]]
    if kind == .deb {
      let package = try DebianPackage.read(from: ArraySource(whole))
      let members =
        [package.version, package.control, package.data] + package.signatures.map(\.member)
      for member in members { result.formUnion(member.start + 16..<member.start + 48) }
      packets = package.signatures.map(\.bytes)
    } else {
      result = [4, 5]
      packets = try RPMPackage.read(from: ArraySource(whole)).signatures.map(\.packet)
    }
    for packet in packets {
      let start = try #require(
        whole.indices.first { whole[$0...].starts(with: packet) }, "the packet lies in the file")
      result.formUnion(insignificantOffsets(in: packet).map { start + $0 })
    }
    return result
  }

  @Test(arguments: [PackageAudit.Kind.rpm, .deb]) func everyFlippedByteIsNoticed(
    kind: PackageAudit.Kind
  ) async throws {
    let whole = try await Self.bytes(kind)
    let uncovered = try Self.uncovered(kind, whole)
    var generator = SeededGenerator(seed: 2024)
    // Every byte of what is dense with structure, a sample of the rest.
    var offsets = Array(0..<400)
    offsets += stride(from: 400, to: whole.count, by: 7)
    offsets += whole.count - 200..<whole.count
    for offset in offsets where !uncovered.contains(offset) {
      var damaged = whole
      damaged[offset] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
      let audit = try audit(kind, damaged)
      #expect(!audit.isProven, "a flipped bit at \(offset) of \(whole.count) went unnoticed")
      #expect(audit.findings.hasErrors, "no words for a flipped bit at \(offset)")
    }
  }

  @Test(arguments: [PackageAudit.Kind.rpm, .deb]) func everyCutIsNoticed(
    kind: PackageAudit.Kind
  ) async throws {
    let whole = try await Self.bytes(kind)
    let package = kind == .deb ? try DebianPackage.read(from: ArraySource(whole)) : nil
    let step = max(1, whole.count / 400)
    let lengths = Array(0..<150) + stride(from: 150, to: whole.count, by: step)
    for length in lengths + (whole.count - 100..<whole.count) {
      var audit = try audit(kind, Array(whole.prefix(length)))
      #expect(!audit.isProven, "cut at \(length) of \(whole.count)")
      // Cut before its signature, a DEB is sound and unsigned.
      if length == package?.unsignedCount { audit.requireSignature() }
      #expect(audit.findings.hasErrors, "no words for a cut at \(length)")
    }
  }

  @Test(arguments: [PackageAudit.Kind.rpm, .deb]) func whatFollowsIsNoticed(
    kind: PackageAudit.Kind
  ) async throws {
    let whole = try await Self.bytes(kind)
    for tail in [[0], [10], [UInt8](repeating: 0, count: 1000), Array(whole.suffix(60)), whole] {
      #expect(try !audit(kind, whole + tail).isProven, "\(tail.count) bytes more")
    }
  }

  @Test(arguments: [PackageAudit.Kind.rpm, .deb]) func unsignedIsNotProven(
    kind: PackageAudit.Kind
  ) async throws {
    let bytes = kind == .rpm ? try await Sample.rpm() : try await Sample.deb()
    var audit = try audit(kind, bytes)
    #expect(!audit.isProven && audit.findings.isEmpty && audit.signatures.isEmpty)
    audit.requireSignature()
    #expect(audit.codes == ["verify.unsigned"])
  }

  @Test(arguments: [PackageAudit.Kind.rpm, .deb]) func onlyTrustedKeysCount(
    kind: PackageAudit.Kind
  ) async throws {
    let bytes = try await Self.bytes(kind)
    for keyring in [[], try Keys.keyring(Keys.theirs)] {
      let audit = try audit(kind, bytes, keyring: keyring)
      #expect(!audit.isProven && audit.signatures.count == 1)
      #expect(audit.codes == ["signature.unknown-key"])
    }
    let both = try Keys.keyring(Keys.theirs) + Keys.keyring()
    #expect(try audit(kind, bytes, keyring: both).isProven)
  }

  @Test(arguments: [PackageAudit.Kind.rpm, .deb]) func notAPackage(
    kind: PackageAudit.Kind
  ) async throws {
    let other = try await Self.bytes(kind == .rpm ? .deb : .rpm)
    for bytes in [[], [0], sampleBytes(5000), other] {
      let audit = try audit(kind, bytes)
      #expect(!audit.isProven && audit.findings.hasErrors && audit.signatures.isEmpty)
      #expect(audit.findings.allSatisfy { $0.exit == .findings })
    }
  }

  /// A source that breaks is no verdict.
  @Test(arguments: [PackageAudit.Kind.rpm, .deb]) func anUnreadableSourceThrows(
    kind: PackageAudit.Kind
  ) async throws {
    struct Broken: ByteSource {
      var bytes: [UInt8]
      var breaksAt: Int
      var count: Int { bytes.count }

      func read(
        into buffer: UnsafeMutableRawBufferPointer, at offset: Int
      ) throws(SourceFailure) {
        guard offset + buffer.count <= breaksAt else {
          throw SourceFailure(name: "disk", reason: "broken")
        }
        try ArraySource(bytes).read(into: buffer, at: offset)
      }
    }
    let bytes = try await Self.bytes(kind)
    for breaksAt in [0, 50, bytes.count / 2, bytes.count - 1] {
      let source = Broken(bytes: bytes, breaksAt: breaksAt)
      let keyring = try Keys.keyring()
      #expect(throws: (any Error).self, "broken at \(breaksAt)") {
        if kind == .rpm {
          _ = try auditRPM(source, name: "x", keyring: keyring, at: 0, depth: .contents)
        } else {
          _ = try auditDebian(source, name: "x", keyring: keyring, at: 0, depth: .contents)
        }
      }
    }
  }

  // MARK: Packages that are sound in themselves, with somebody else's signature.

  @Test func contentsSwappedUnderRPMsSignature() async throws {
    let signed = try RPMPackage.read(from: ArraySource(try await Self.bytes(.rpm)))
    let packet = try #require(signed.signatures.first?.packet)
    let other = try await Sample.rpm(Sample.entries("HELLO\n"))
    let package = try RPMPackage.read(from: ArraySource(other))
    let forged =
      try package.resigned(with: packet).prologue
      + Array(other[package.headerRange.lowerBound...])
    let audit = try audit(.rpm, forged)
    // Every digest is right, so only the signature can tell.
    #expect(audit.codes == ["signature.bad"])
    #expect(!audit.isProven)
  }

  @Test func contentsSwappedUnderDebsSignature() async throws {
    let whole = try await Self.bytes(.deb)
    let signed = try DebianPackage.read(from: ArraySource(whole))
    let other = try await Sample.deb(Sample.entries("HELLO\n"))
    let member = try #require(signed.signatures.first?.member)
    let audit = try audit(.deb, other + Array(whole[member.start..<member.end]))
    #expect(audit.codes == ["signature.bad"])
    #expect(!audit.isProven)
  }

  /// The payload of another build, its size and digests left as they were.
  @Test func payloadSwapped() async throws {
    let whole = try await Self.bytes(.rpm)
    let package = try RPMPackage.read(from: ArraySource(whole))
    let other = try await Sample.rpm(Sample.entries("HELLO\n"))
    let swapped = try RPMPackage.read(from: ArraySource(other))
    let audit = try audit(
      .rpm, Array(whole[..<package.payloadRange.lowerBound]) + Array(other[swapped.payloadRange]))
    #expect(!audit.isProven)
    #expect(audit.codes.contains("rpm.payload-digest"))
    #expect(audit.codes.contains("verify.file-differs"))
  }
}
