internal import Archiving
internal import Bytes
internal import Compression
internal import Cryptography
internal import Debian
internal import Diagnostics
internal import RPM
internal import Recipe
internal import SBOM
internal import Stages
internal import Trust
internal import Workspace

/// One package while it is being written.
final class PackageDraft {
  let package: PreparedPackage
  let stream: PayloadStream
  /// What the pass writes, in the archive's order; the documents come after it.
  let payload: [PackageEntry]
  /// What went in so far, with its digests.
  var files: [PackedFile] = []

  private let settings: BuildSettings
  private let output: StagedOutput
  private let compression: CompressionSetting
  private let signer: ArtefactSigner?
  /// The RPM itself, or the DEB's compressed data archive.
  private let sink: OutputFile
  private let inodes: [String: UInt32]
  private var documents: [(document: EmbeddedDocument, written: BillOfMaterials.Document)] = []

  init(_ package: PreparedPackage, settings: BuildSettings, _ output: StagedOutput) throws {
    self.package = package
    self.settings = settings
    self.output = output
    compression = CompressionSetting(package.target.part.compression)
    signer = settings.signers.signer(of: package.target)
    sink = try output.scratch(for: package.target.name)
    let own = Set(package.documents.map(\.path))
    let format: ArchiveFormat
    switch package.metadata {
    case .rpm(let metadata):
      format = .newc
      // A ghost is in the header alone, which finishing the package adds.
      payload = package.entries.sortedForRPM.filter { !own.contains($0.path) && !$0.isGhost }
      inodes = rpmInodes(package.entries)
      try sink.reserve(
        RPMPrologue.size + rpmHeaderSize(metadata, entries: package.entries))
    case .deb:
      format = .gnutar
      inodes = [:]
      payload = debianMembers(package.entries, date: settings.date).filter {
        !own.contains($0.path)
      }
    }
    files.reserveCapacity(payload.count + package.documents.count)
    stream = try PayloadStream(
      format, compression: compression, workers: settings.jobs,
      digestUncompressed: format == .newc, into: sink)
    if format == .gnutar { try stream.begin(rootEntry(date: settings.date)) }
  }

  /// The number a cpio header carries for a path.
  func inode(of path: String) -> UInt32 { inodes[path] ?? 0 }

  /// Writes the bills of materials that go inside, now that every digest is known.
  func addDocuments(
    to pass: PayloadPass, at index: Int, of count: Int, prepared: PreparedArchitecture
  ) async throws {
    // Each lists every file but the documents themselves.
    let described = files
    for document in package.documents {
      let bill = bill(.embedded(path: document.path), files: described, prepared: prepared)
      let written = try bill.document(document.format)
      let entry = PackageEntry(
        path: document.path, kind: .file(Content(written.bytes), identity: document.path),
        permissions: 0o644, modified: settings.date)
      var entries = [ArchiveEntry?](repeating: nil, count: count)
      entries[index] = entry.archiveEntry(inode: inode(of: document.path))
      let digests = try await pass.add(entry.content, as: entries)
      files.append(PackedFile(entry: entry, digests: digests))
      documents.append((document, written))
    }
  }

  /// Puts the header in place, signs, reads back and describes.
  func finish(prepared: PreparedArchitecture) throws -> BuiltArtefact {
    let file: OutputFile
    var reading: RPMPayloadReading?
    switch package.metadata {
    case .rpm(let metadata):
      file = sink
      reading = try finishRPM(
        metadata, files: files, ghosts: package.entries.filter(\.isGhost), stream: stream,
        signer: signer, forms: forms, in: sink)
    case .deb(let metadata):
      file = try output.scratch(for: package.target.name)
      try writeDebian(
        metadata.completed(with: files), data: sink, compression: compression,
        date: settings.date, into: file)
      if let signer {
        try appendDebianSignature(by: signer, role: debianRole, date: settings.date, to: file)
      }
    }
    let proof = try readBack(
      file, name: package.target.name, format: package.target.part.format,
      payloadSHA256: stream.compressedSHA256, signer: signer, forms: forms,
      sha512: !package.target.recipe.sbom.formats.isEmpty, reading: reading)
    return BuiltArtefact(
      file: file, sha256: proof.sha256, sidecars: try sidecars(proof, prepared: prepared))
  }

  /// A release whose rpm does not believe the header's digest of the payload needs a signature over
  /// both.
  private var forms: RPMSignatureForms {
    RPMSignatureForms(
      package: !package.target.recipe.targets.map(\.value).needingPackageSignature.isEmpty)
  }

  private var debianRole: DebianSignature.Role {
    switch package.target.part.signature?.role {
    case .maintainer: .maintainer
    case .archive: .archive
    case .origin, nil: .origin
    }
  }

  /// The documents beside the package, which know its digests.
  private func sidecars(
    _ proof: ReadBackProof, prepared: PreparedArchitecture
  ) throws -> [(name: String, bytes: [UInt8])] {
    let formats = package.target.recipe.sbom.formats.sorted { $0.rawValue < $1.rawValue }
    if formats.isEmpty { return [] }
    let own = Set(package.documents.map(\.path))
    let described = files.filter { !own.contains($0.entry.path) }
    let cycloneDX = documents.first { $0.document.format == .cycloneDX }?.written
    let embedded = try cycloneDX.map { document in
      BillOfMaterials.Artifact.EmbeddedDocument(
        bomLink: document.bomLink,
        sha256: hexadecimal(try digest(.sha256, of: document.bytes)))
    }
    let artifact = BillOfMaterials.Artifact(
      fileName: package.target.name, sha256: proof.sha256, sha512: proof.sha512,
      invariants: proof.invariants, embedded: embedded)
    let bill = bill(.sidecar(artifact), files: described, prepared: prepared)
    return try formats.map {
      ("\(package.target.name).\($0.fileSuffix)", try bill.document($0).bytes)
    }
  }

  private func bill(
    _ kind: BillOfMaterials.Kind, files: [PackedFile], prepared: PreparedArchitecture
  ) -> BillOfMaterials {
    billOfMaterials(
      kind, of: package.target.recipe, part: package.target.part, files: files,
      binaries: prepared.binaries, date: settings.date, tool: settings.tool)
  }
}
