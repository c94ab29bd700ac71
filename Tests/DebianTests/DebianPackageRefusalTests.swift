import Bytes
import Debian
import TestSupport
import Testing

/// Packages whose layout alone condemns them, whatever their signatures say: what debsig-verify
/// verifies and what dpkg unpacks are not the same there.
@Suite struct DebianPackageRefusalTests {
  static let evil = Array("evil".utf8)

  private func sample(signed: Bool = true) async throws -> Layout {
    Layout(
      try await DebianPackageTests.archives.value,
      signatures: signed ? [("_gpgorigin", [0xc2, 1, 2])] : [])
  }

  @Test func `row 30: a flipped bit changes the signed bytes or is refused`() async throws {
    let bytes = try await sample().bytes
    let package = try DebianPackage.read(from: ArraySource(bytes))
    let signed = package.signedRanges.flatMap { bytes[$0] }
    for range in package.signedRanges {
      for index in range {
        var mutant = bytes
        mutant[index] ^= 1
        guard refusal(of: mutant) == nil else { continue }
        let again = try DebianPackage.read(from: ArraySource(mutant))
        #expect(again.signedRanges.flatMap { mutant[$0] } != signed)
      }
    }
  }

  @Test func `row 31: no signature, a role nobody knows, an empty one`() async throws {
    let layout = try await sample(signed: false)
    let unsigned = try DebianPackage.read(from: ArraySource(try layout.bytes))
    #expect(unsigned.signatures.isEmpty)
    let unknown = layout.inserting("_gpgother", Self.evil, at: 3)
    #expect(refusal(of: try unknown.bytes)?.code == .unexpectedMember)
    let empty = layout.inserting("_gpgorigin", [], at: 3)
    #expect(refusal(of: try empty.bytes)?.code == .emptyMember)
  }

  @Test(arguments: ["control.tar", "data.tar"], TarCompression.allCases)
  func `rows 33 to 37: a second archive of any compression, anywhere`(
    _ stem: String, _ compression: TarCompression
  ) async throws {
    // That name has a byte too many for a header.
    guard stem + compression.rawValue != "control.tar.lzma" else { return }
    let layout = try await sample()
    for index in 0...layout.members.count {
      let bytes = layout.inserting(stem + compression.rawValue, Self.evil, at: index)
      let code = refusal(of: try bytes.bytes)?.code
      let isUnknown = stem == "control.tar" && !compression.isForControl
      let expected: [MalformedInput.Code] =
        isUnknown
        ? [.unexpectedMember, .duplicateMember, .misplacedMember]
        : [.duplicateMember, .misplacedMember]
      #expect(code.map(expected.contains) == true, "\(index): \(code?.name ?? "accepted")")
    }
  }

  @Test func `row 38: data before control, a signature first`() async throws {
    var layout = try await sample()
    layout.members.swapAt(1, 2)
    #expect(refusal(of: try layout.bytes)?.code == .misplacedMember)
    layout.members.swapAt(1, 2)
    let signature = layout.members.removeLast()
    for index in 0..<3 {
      let moved = layout.inserting(signature.name, signature.bytes, at: index)
      #expect(refusal(of: try moved.bytes)?.code == .misplacedMember)
    }
  }

  @Test func `row 39: two signatures of one role`() async throws {
    for role in DebianSignature.Role.allCases {
      let layout = try await sample(signed: false)
      let twice = layout.inserting(role.rawValue, [1], at: 3).inserting(role.rawValue, [2], at: 4)
      #expect(refusal(of: try twice.bytes)?.code == .duplicateMember)
    }
  }

  @Test(arguments: [
    "evil.sh", "_evil", "_gpgorigin2", "control", "data.tar.gz.gz", "control.tar.Z",
    "Control.tar.gz", "data.tar.", "data.tar.Z", "debian-binary2", "debian-split", "_",
  ])
  func `row 40: a member that is not on the list`(_ name: String) async throws {
    let layout = try await sample()
    for index in 0...layout.members.count {
      let bytes = layout.inserting(name, Self.evil, at: index)
      #expect(refusal(of: try bytes.bytes)?.code == .unexpectedMember)
    }
  }

  @Test func `row 41: the boundary between control and data moved`() async throws {
    let layout = try await sample()
    for shift in [-20, -2, -1, 1, 2, 20] {
      var moved = layout
      let all = layout.members[1].bytes + layout.members[2].bytes
      let boundary = layout.members[1].bytes.count + shift
      moved.members[1].bytes = Array(all[..<boundary])
      moved.members[2].bytes = Array(all[boundary...])
      #expect(refusal(of: try moved.bytes)?.code == .badMagic, "\(shift)")
    }
  }

  @Test(arguments: TarCompression.allCases, TarCompression.allCases)
  func `row 42: an archive that is not what its name says`(
    _ actual: TarCompression, _ claimed: TarCompression
  ) async throws {
    // LZMA's header has nothing to know it by.
    guard actual != claimed, claimed != .lzma else { return }
    let archives = try await Archives.make([], files: ["a": "b"], actual)
    var layout = try await sample()
    layout.members[2] = ("data.tar\(claimed.rawValue)", archives.data)
    #expect(refusal(of: try layout.bytes)?.code == .badMagic)
    if claimed.isForControl {
      layout = try await sample()
      layout.members[1] = ("control.tar\(claimed.rawValue)", archives.control)
      #expect(refusal(of: try layout.bytes)?.code == .badMagic)
    }
  }

  @Test func `row 43: trailing bytes`() async throws {
    let bytes = try await sample().bytes
    for trailer in [[0], [10], Array("\n\n".utf8), Array(repeating: 0, count: 59)] as [[UInt8]] {
      #expect(refusal(of: bytes + trailer) == MalformedInput(.trailingData, at: bytes.count))
    }
    #expect(refusal(of: bytes + bytes)?.offset == bytes.count)
    #expect(refusal(of: bytes + [UInt8](repeating: 0, count: 60))?.offset == bytes.count)
  }

  @Test func `row 43: truncation at every byte`() async throws {
    let layout = try await sample()
    let bytes = try layout.bytes
    let package = try DebianPackage.read(from: ArraySource(bytes))
    for count in 0..<bytes.count where count != package.unsignedCount {
      let error = try #require(refusal(of: Array(bytes.prefix(count))), "\(count)")
      #expect(error.offset <= count)
    }
    // Cut exactly there, it is a package that was never signed.
    #expect(refusal(of: Array(bytes.prefix(package.unsignedCount))) == nil)
  }

  @Test func `archives may not be empty or missing`() async throws {
    for index in 0..<3 {
      var layout = try await sample()
      layout.members[index].bytes = []
      #expect(refusal(of: try layout.bytes)?.code == .emptyMember)
      layout.members.removeSubrange(index...)
      #expect(refusal(of: try layout.bytes)?.code == .missingMember)
    }
  }

  @Test func `padding is a newline`() async throws {
    let bytes = try await sample().bytes
    #expect(bytes.last == 10)
    for byte in [0, 32, 0xff] as [UInt8] {
      let error = refusal(of: bytes.dropLast() + [byte])
      #expect(error == MalformedInput(.invalidValue, at: bytes.count - 1))
    }
  }

  @Test func `a signature is small`() async throws {
    var layout = try await sample()
    layout.members[3].bytes = [UInt8](repeating: 1, count: 1 << 16)
    #expect(refusal(of: try layout.bytes) == nil)
    layout.members[3].bytes.append(1)
    #expect(refusal(of: try layout.bytes)?.code == .invalidValue)
  }

  @Test func `every byte of every header changed is refused or changes no boundary`() async throws {
    let bytes = try await sample().bytes
    let package = try DebianPackage.read(from: ArraySource(bytes))
    let members =
      [package.version, package.control, package.data] + package.signatures.map(\.member)
    for member in members {
      for offset in 0..<ArHeader.byteCount {
        for byte in [0, 9, 10, 32, 45, 47, 48, 57, 95, 96, 0x7f, 0xff] as [UInt8] {
          var mutant = bytes
          mutant[member.start + offset] = byte
          guard let again = try? DebianPackage.read(from: ArraySource(mutant)) else { continue }
          // The padding of a last member may be taken into its contents, and back.
          #expect(again.version.end == package.version.end)
          #expect(again.control.end == package.control.end)
          #expect(again.data.end == package.data.end)
        }
      }
    }
  }

  @Test(arguments: [0, 1, 9_999_999_998, 9_999_999_999])
  func `sizes at their limits are refused`(_ size: Int) async throws {
    let bytes = try await sample().bytes
    let package = try DebianPackage.read(from: ArraySource(bytes))
    for member in [package.version, package.control, package.data] {
      var mutant = bytes
      let digits = Array("\(size)".utf8)
      let field = digits + [UInt8](repeating: 32, count: 10 - digits.count)
      mutant.replaceSubrange(member.start + 48..<member.start + 58, with: field)
      #expect(refusal(of: mutant) != nil)
    }
  }

  @Test func `dpkg-deb refuses the broken order too`() async throws {
    var layout = try await sample(signed: false)
    layout.members.swapAt(1, 2)
    let room = try ScratchDirectory()
    try room.write(try layout.bytes, to: "a.deb")
    #expect(try await run("dpkg-deb", ["-I", "a.deb"], in: room.path).status == 2)
  }
}
