import Bytes
import Cryptography
import Diagnostics
import TestSupport
import Testing

@testable import RPM

/// Bytes that are not what they should be.
@Suite struct RPMReadingTests {
  /// Everything a caller would look at; must end, whatever the bytes.
  static func examine(_ bytes: [UInt8]) throws -> [Diagnostic] {
    let source = ArraySource(bytes)
    do throws(RPMReadFailure) {
      let package = try RPMPackage.read(from: source)
      _ = package.queryText + package.scriptText + package.fileName
      _ = package.signatures
      _ = package.changelog
      for kind in RPMDependency.Kind.allCases { _ = package.dependencies(kind) }
      for entry in package.header.entries { _ = package.header.value(of: entry) }
      _ = try? package.files()
      let found = package.checkLayout()
      return found + ((try? package.verifyDigests(source)) ?? [])
    } catch { return [error.diagnostic] }
  }

  static func package() async throws -> [UInt8] {
    try await Sample.full().package(in: ScratchDirectory())
  }

  @Test func readsRPMBuildsBytesAndGivesThemBack() async throws {
    let bytes = try await RPMBuild.build(RPMBuild.spec, in: ScratchDirectory())
    let package = try RPMPackage.read(from: ArraySource(bytes))
    #expect(try Self.examine(bytes) == [])
    let isSame = package.header.serialized() == Array(bytes[package.headerRange])
    #expect(isSame)
    let prologue = RPMPrologue(lead: package.lead, signatureHeader: package.signatureHeader)
    let isPrologueSame = prologue.serialized() == Array(bytes[..<package.headerRange.lowerBound])
    #expect(isPrologueSame)
    #expect(try header(parsing: package.header.serialized()) == package.header)
    let rebuilt = RPMHeader(
      region: .immutableRegion,
      values: Dictionary(
        uniqueKeysWithValues: package.header.entries.dropFirst().map {
          ($0.tag, package.header.value(of: $0))
        }))
    #expect(rebuilt == package.header)
  }

  @Test func survivesTruncationAtEveryByte() async throws {
    let bytes = try await Self.package()
    let package = try RPMPackage.read(from: ArraySource(bytes))
    let end = package.headerRange.upperBound
    for length in 0..<end where length < 400 || length > end - 40 || length % 13 == 0 {
      let source = ArraySource(Array(bytes[..<length]))
      let failure = #expect(throws: RPMReadFailure.self) { try RPMPackage.read(from: source) }
      #expect(failure == .malformed(MalformedInput(.truncated, at: length)))
    }
    for length in stride(from: end, to: bytes.count, by: 37) {
      #expect(try Self.examine(Array(bytes[..<length])).hasErrors, "cut to \(length)")
    }
  }

  @Test func survivesEveryIndexField() async throws {
    let bytes = try await Self.package()
    let package = try RPMPackage.read(from: ArraySource(bytes))
    let mainStart = package.headerRange.lowerBound
    let fields =
      (24...27).map { $0 * 4 }
      + (0..<package.signatureHeader.entries.count * 4).map { 112 + 4 * $0 }
      + (0..<4).map { mainStart + 4 * $0 }
      + (0..<package.header.entries.count * 4).map { mainStart + 16 + 4 * $0 }
    for place in fields {
      let old = Array(bytes[place..<place + 4])
      for new: [UInt8] in [
        [0, 0, 0, 0], [0xff, 0xff, 0xff, 0xff], [0xff, 0xff, 0xff, 0xfe], [0x7f, 0xff, 0xff, 0xff],
        [0, 0, 0, 1],
      ] where new != old {
        var changed = bytes
        changed.replaceSubrange(place..<place + 4, with: new)
        #expect(try Self.examine(changed).hasErrors, "offset \(place) set to \(new)")
      }
    }
  }

  @Test func noticesEveryByteFlipped() async throws {
    let bytes = try await Self.package()
    // The decompressed size at 352 can be held only against a decompressed payload.
    for place in bytes.indices
    where !(352..<356).contains(place) && (place < 500 || place > 4480)
      && (place < 500 || place % 5 == 0)
    {
      var changed = bytes
      changed[place] ^= 0x21
      #expect(try Self.examine(changed).hasErrors, "byte \(place)")
    }
  }

  @Test func refusesWhatAStrictVerifierMust() async throws {
    let good = try await Self.package()
    let package = try RPMPackage.read(from: ArraySource(good))
    func codes(_ change: (inout [UInt8]) -> Void) throws -> Set<String> {
      var bytes = good
      change(&bytes)
      return Set(try Self.examine(bytes).filter { $0.severity == .error }.map(\.code))
    }
    let main = package.headerRange.lowerBound
    #expect(try codes { _ in } == [])
    #expect(try codes { $0[4] = 4 } == ["rpm.lead-disagrees"])
    #expect(try codes { $0[5] = 1 } == ["rpm.lead-disagrees"])
    #expect(try codes { $0[6 + 1] = 1 } == ["rpm.lead-disagrees"])
    #expect(try codes { $0[9] = 19 } == ["rpm.lead-disagrees"])
    #expect(try codes { $0[10] = 0x78 } == ["rpm.lead-disagrees"])
    #expect(try codes { $0[74] = 1 } == ["rpm.lead-disagrees"])
    #expect(try codes { $0[95] = 1 } == ["rpm.lead-disagrees"])
    #expect(try codes { $0[79] = 1 } == ["rpm.malformed"])
    #expect(try codes { $0[main - 1] = 1 } == ["rpm.signature-padding"])
    #expect(try codes { $0.remove(at: main - 1) } == ["rpm.malformed"])
    #expect(try codes { $0[main - 30] = 1 } == ["rpm.signature-reserved"])
    #expect(try codes { $0[main - 5] = 1 } == ["rpm.header-bad-trailer"])
    #expect(try codes { $0[good.count - 1] ^= 1 } == ["rpm.package-digest", "rpm.payload-digest"])
    #expect(
      try codes { $0.append(0) }
        == ["rpm.package-digest", "rpm.payload-digest", "rpm.wrong-size"])
    #expect(
      try codes { $0[package.headerRange.upperBound - 20] ^= 1 }.isSuperset(of: [
        "rpm.header-digest"
      ])
    )
  }

  @Test(arguments: [0, 1, 2, 3, 4, 5, 255] as [UInt8])
  func readsTheLeadVersionsThatRPMReads(_ major: UInt8) async throws {
    var bytes = try await Self.package()
    bytes[4] = major
    let scratch = try ScratchDirectory()
    let path = try scratch.write(bytes, to: "a.rpm")
    let theirs = try await run("rpm", ["-qp", "--nosignature", "--nodigest", path])
    var isRead = true
    do throws(RPMReadFailure) { _ = try RPMPackage.read(from: ArraySource(bytes)) } catch {
      isRead = false
    }
    #expect(isRead == (theirs.status == 0), "\(theirs.errors)")
  }

  @Test func refusesSignatureHeadersRPMWouldNotWrite() throws {
    let metadata = Sample().metadata
    let main = try RPMHeader.main(metadata: metadata, files: [], payload: .unknown)
    func codes(_ entries: [RPMHeader.IndexEntry], _ store: [UInt8]) throws -> Set<String> {
      let prologue = RPMPrologue(
        lead: RPMLead(name: "hello-3:1.2.3~rc1-2", architecture: "x86_64"),
        signatureHeader: RPMHeader(entries: entries, store: store))
      let bytes = prologue.serialized() + main.serialized()
      do throws(RPMReadFailure) {
        return Set(try RPMPackage.read(from: ArraySource(bytes)).checkLayout().map(\.code))
      } catch { return [error.diagnostic.code] }
    }
    let digest = try RPMPrologue.digests(of: main)
    let good = RPMHeader(region: .signatureRegion, values: digest)
    #expect(try codes(good.entries, good.store) == [])
    #expect(
      try codes(Array(good.entries.dropFirst()), good.store)
        == ["rpm.header-no-region", "rpm.header-gap"])
    var swapped = good.entries
    swapped.swapAt(1, 2)
    #expect(try codes(swapped, good.store).isSuperset(of: ["rpm.header-unsorted"]))
    let twice =
      good.entries + [
        .init(tag: .headerSHA256, type: .string, offset: good.store.count, count: 1, length: 2)
      ]
    #expect(try codes(twice, good.store + [65, 0]).contains("rpm.header-duplicate-tag"))
    #expect(try codes(good.entries, good.store + [0]).contains("rpm.header-bad-trailer"))
    var many = digest
    for tag in 257...289 { many[RPMTag(UInt32(tag))] = .binary([1]) }
    let crowded = RPMHeader(region: .signatureRegion, values: many)
    #expect(try codes(crowded.entries, crowded.store) == ["rpm.malformed"])
    var large = digest
    large[.reservedSpace] = .binary([UInt8](repeating: 0, count: 9000))
    let oversized = RPMHeader(region: .signatureRegion, values: large)
    #expect(try codes(oversized.entries, oversized.store) == ["rpm.signature-oversized"])
    var strange = digest
    strange[RPMTag(5000)] = .binary([1])
    let unknown = RPMHeader(region: .signatureRegion, values: strange)
    #expect(try codes(unknown.entries, unknown.store) == ["rpm.signature-unknown-tag"])
    var signed = digest
    signed[.rsaHeaderSignature] = .binary([1, 2, 3])
    signed[.openPGPSignatures] = .stringArray(["%%%"])
    let broken = RPMHeader(region: .signatureRegion, values: signed)
    #expect(try codes(broken.entries, broken.store) == ["rpm.not-a-signature"])
    let bare = RPMHeader(
      region: .signatureRegion, values: digest.filter { $0.key == .headerSHA1 })
    #expect(try codes(bare.entries, bare.store) == ["rpm.missing-digest"])
    var new = digest
    new[.openPGPSignatures] = .stringArray(["wgMEABY="])
    let modern = RPMHeader(region: .signatureRegion, values: new)
    #expect(try codes(modern.entries, modern.store) == ["rpm.signature-too-new"])
  }

  @Test func refusesEntriesThatShareBytes() throws {
    let good = RPMHeader(
      region: .immutableRegion, values: [.name: .string("abc"), .version: .string("1")])
    var entries = good.entries
    entries[2] = .init(tag: .version, type: .string, offset: 2, count: 1, length: 2)
    let shared = RPMHeader(entries: entries, store: good.store)
    #expect(throws: MalformedInput(.invalidValue, at: 16 + 32 + 8)) {
      try header(parsing: shared.serialized())
    }
    // As many entries as there may be, in a file without room for them.
    var crowded = Array(good.serialized()[..<40])
    crowded.replaceSubrange(8..<12, with: [0, 0, 0xff, 0xff])
    #expect(throws: MalformedInput(.truncated, at: 40)) { try header(parsing: crowded) }
    #expect(throws: MalformedInput(.invalidValue, at: 8)) {
      try header(parsing: good.serialized(), limits: .init(entries: 2, store: 100))
    }
    #expect(throws: MalformedInput(.invalidValue, at: 12)) {
      try header(parsing: good.serialized(), limits: .init(entries: 3, store: 20))
    }
  }

  @Test func refusesFileListsThatDoNotAddUp() throws {
    var sample = Sample()
    try sample.add("/a/b", "")
    try sample.add("/a/c", "")
    let good = try RPMHeader.main(metadata: sample.metadata, files: sample.files, payload: .unknown)
    func fault(_ change: (inout [RPMTag: RPMValue]) -> Void) -> String? {
      var values: [RPMTag: RPMValue] = [:]
      for entry in good.entries.dropFirst() { values[entry.tag] = good.value(of: entry) }
      change(&values)
      let package = RPMPackage(
        lead: RPMLead(name: "", architecture: ""),
        signatureHeader: RPMHeader(region: .signatureRegion, values: [:]), signaturePadding: [],
        header: RPMHeader(region: .immutableRegion, values: values), headerRange: 0..<0,
        payloadRange: 0..<0)
      do throws(MalformedInput) {
        _ = try package.files()
        return nil
      } catch { return error.field }
    }
    #expect(fault { _ in } == nil)
    #expect(fault { $0[.dirIndexes] = .int32([0, 1]) } == "tag 1116")
    #expect(fault { $0[.dirIndexes] = .int32([0]) } == "tag 1116")
    #expect(fault { $0[.fileModes] = nil } == "tag 1030")
    #expect(fault { $0[.fileDigests] = .stringArray(["a"]) } == "tag 1035")
    #expect(fault { $0[.fileLangs] = nil } == nil)
    #expect(
      fault { $0[.dirNames] = .stringArray([String(repeating: "/a", count: 3000)]) } == "tag 1116")
  }

  @Test func decodesBase64() throws {
    #expect(bytes(base64: "") == [])
    #expect(bytes(base64: "Zm9vYmFy") == Array("foobar".utf8))
    #expect(bytes(base64: "Zm9vYg==") == Array("foob".utf8))
    #expect(bytes(base64: "Zm9vYmE=") == Array("fooba".utf8))
    for bad in ["Z", "Zm9", "Zm9vYh==", "Zm9vYmF=", "====", "Zm=v", "Zm9v\n", "Zm9*"] {
      #expect(bytes(base64: bad) == nil, "\(bad)")
    }
  }

  @Test func tellsTheDate() async throws {
    for seconds in [0, 951_782_400, 1_709_164_800, 1_735_819_200, 4_102_444_799, 68_169_600] {
      let expected = try await succeed(
        "date", ["-u", "-d", "@\(seconds)", "+%a %b %e %H:%M:%S %Y"])
      #expect(RPMPackage.date(UInt64(seconds)) + "\n" == expected)
    }
    #expect(RPMPackage.date(.max) == "\(UInt64.max)")
  }
}
