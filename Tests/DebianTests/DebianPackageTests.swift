import Bytes
import Debian
import TestSupport
import Testing

@Suite struct DebianPackageTests {
  static let archives = Task {
    try await Archives.make(sampleMetadata().controlMembers(), files: ["usr/bin/hello": "hello\n"])
  }

  @Test(arguments: [TarCompression.none, .gzip, .xz, .zstd])
  func `dpkg-deb reads what we lay out`(_ compression: TarCompression) async throws {
    let metadata = try sampleMetadata()
    let archives = try await Archives.make(
      metadata.controlMembers(), files: ["usr/bin/hello": "hello\n"], compression)
    let bytes = try Layout(archives, compression).bytes
    let package = try DebianPackage.read(from: ArraySource(bytes))
    #expect(package.controlCompression == compression)
    #expect(package.dataCompression == compression)
    #expect(package.formatMinor == 0)
    #expect(Array(bytes[package.control.contents]) == archives.control)
    #expect(Array(bytes[package.data.contents]) == archives.data)
    #expect(package.unsignedCount == bytes.count)

    let room = try ScratchDirectory()
    try room.write(bytes, to: "a.deb")
    let information = try await succeed("dpkg-deb", ["-I", "a.deb"], in: room.path)
    #expect(information.contains("new Debian package, version 2.0."))
    #expect(information.contains("control archive=\(archives.control.count) bytes"))
    let listing = try await succeed("dpkg-deb", ["-c", "a.deb"], in: room.path)
    #expect(listing.contains(" ./usr/bin/hello\n"))
    let members = try await succeed("ar", ["t", "a.deb"], in: room.path)
    let end = compression.rawValue
    #expect(members == "debian-binary\ncontrol.tar\(end)\ndata.tar\(end)\n")
  }

  @Test(arguments: ["gzip", "xz", "zstd", "none"])
  func `we read what dpkg-deb builds`(_ compression: String) async throws {
    let room = try ScratchDirectory()
    try room.write(try sampleMetadata().controlParagraph().serialized(), to: "root/DEBIAN/control")
    try room.write("hello\n", to: "root/usr/bin/hello")
    try await succeed(
      "dpkg-deb", ["--root-owner-group", "-Z\(compression)", "-b", "root", "a.deb"],
      environment: ["SOURCE_DATE_EPOCH": "\(Layout.modified)"], in: room.path)
    let bytes = try room.read("a.deb")
    let package = try DebianPackage.read(from: ArraySource(bytes))
    #expect(package.data.header.modified == Layout.modified)
    let rebuilt = Layout(
      [package.version, package.control, package.data].map {
        ($0.header.name, Array(bytes[$0.contents]))
      })
    #expect(try rebuilt.bytes == bytes)
  }

  @Test func `the data archive may be bzip2 or lzma, the control archive not`() async throws {
    for compression in [TarCompression.bzip2, .lzma] {
      let archives = try await Archives.make(
        try sampleMetadata().controlMembers(), files: [:], compression)
      let gzip = try await Self.archives.value
      let end = compression.rawValue
      var layout = Layout(gzip)
      layout.members[2] = ("data.tar\(end)", archives.data)
      let package = try DebianPackage.read(from: ArraySource(try layout.bytes))
      #expect(package.dataCompression == compression)
      let room = try ScratchDirectory()
      try room.write(try layout.bytes, to: "a.deb")
      try await succeed("dpkg-deb", ["-c", "a.deb"], in: room.path)

      // With lzma, the name would not even fit.
      guard compression == .bzip2 else { continue }
      layout.members[1] = ("control.tar\(end)", archives.control)
      #expect(refusal(of: try layout.bytes)?.code == .unexpectedMember)
      try room.write(try layout.bytes, to: "a.deb")
      #expect(try await run("dpkg-deb", ["-I", "a.deb"], in: room.path).status == 2)
    }
  }

  @Test func `the members of GNU ar are read`() async throws {
    let archives = try await Self.archives.value
    let room = try ScratchDirectory()
    try room.write("2.0\n", to: "debian-binary")
    try room.write(archives.control, to: "control.tar.gz")
    try room.write(archives.data, to: "data.tar.gz")
    try await succeed(
      "ar", ["rcD", "a.deb", "debian-binary", "control.tar.gz", "data.tar.gz"], in: room.path)
    let package = try DebianPackage.read(from: ArraySource(try room.read("a.deb")))
    #expect(package.control.header.name == "control.tar.gz")
  }

  @Test func `the opening is what every package begins with`() async throws {
    let bytes = try Layout(try await Self.archives.value).bytes
    #expect(bytes.starts(with: try DebianPackage.opening(modified: Layout.modified)))
  }

  @Test(
    arguments: [
      ("2.0\n", 0), ("2.1\n", 1), ("2.10\nmore\n", 10), ("3.0\n", nil), ("1.0\n", nil),
      ("2.0", nil),
      ("2\n", nil), ("2.\n", nil), ("2.0 \n", nil), ("02.0\n", nil), ("2.0\n\0\n", nil),
      ("\n", nil),
      ("2.0.0\n", nil), ("2.9999999\n", nil), ("2.-1\n", nil), ("0.939000\n", nil),
    ] as [(String, Int?)])
  func `the format version is 2 and anything`(_ text: String, _ minor: Int?) async throws {
    var layout = Layout(try await Self.archives.value)
    layout.members[0].bytes = Array(text.utf8)
    let bytes = try layout.bytes
    if let minor {
      #expect(try DebianPackage.read(from: ArraySource(bytes)).formatMinor == minor)
    } else {
      #expect(refusal(of: bytes)?.offset == 68)
    }
  }

  @Test func `signing again replaces the signature of that role`() async throws {
    let unsigned = try Layout(try await Self.archives.value).bytes
    var bytes = unsigned
    for (role, packet) in [(.origin, [1, 2, 3]), (.archive, [4, 5])]
      as [(DebianSignature.Role, [UInt8])]
    {
      bytes += try DebianPackage.signatureMember(
        role: role, packet: packet, modified: Layout.modified)
    }
    let package = try DebianPackage.read(from: ArraySource(bytes))
    #expect(package.signatures.map(\.role) == [.origin, .archive])
    #expect(package.signatures.map(\.bytes) == [[1, 2, 3], [4, 5]])
    #expect(Array(bytes[..<package.unsignedCount]) == unsigned)

    let members = package.signatures.map(\.member)
    #expect(package.place(ofSigningAs: .origin) == members[0].start..<members[0].end)
    #expect(package.place(ofSigningAs: .archive) == members[1].start..<members[1].end)
    #expect(package.place(ofSigningAs: .maintainer) == bytes.count..<bytes.count)
  }

  @Test func `the signed bytes are the three contents`() async throws {
    let archives = try await Self.archives.value
    let bytes = try Layout(archives, signatures: [("_gpgmaint", [1])]).bytes
    let package = try DebianPackage.read(from: ArraySource(bytes))
    #expect(
      package.signedRanges.flatMap { bytes[$0] } == Array("2.0\n".utf8) + archives.control
        + archives.data)
  }

  @Test func `armor is told from packets`() async throws {
    let armor = Array("-----BEGIN PGP SIGNATURE-----\n".utf8)
    let layout = Layout(
      try await Self.archives.value, signatures: [("_gpgorigin", armor), ("_gpgmaint", [0xc2])])
    let package = try DebianPackage.read(from: ArraySource(try layout.bytes))
    #expect(package.signatures.map(\.isArmored) == [true, false])
  }

  @Test func `a source that fails is no malformed package`() {
    struct Broken: ByteSource {
      let count = 1000
      func read(
        into buffer: UnsafeMutableRawBufferPointer, at offset: Int
      ) throws(SourceFailure) {
        throw SourceFailure(name: "disk", reason: "Input/output error")
      }
    }
    do throws(WindowFailure<MalformedInput>) {
      _ = try DebianPackage.read(from: Broken())
      Issue.record("nothing was thrown")
    } catch {
      guard case .source(let failure) = error else {
        Issue.record("not the source's failure")
        return
      }
      #expect(failure.reason == "Input/output error")
    }
  }
}
