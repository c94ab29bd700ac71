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
internal import Workspace

/// What every package of a build has in common.
struct BuildSettings: Sendable {
  /// Seconds since the epoch; the only time that reaches the bytes.
  var date: Int64
  var jobs: Int
  var signers: BuildSigners
  var tool: BillOfMaterials.Tool
}

/// One package written, signed and read back, not yet published.
struct BuiltArtefact: Sendable {
  var file: OutputFile
  /// SHA-256 of the file, in hexadecimal.
  var sha256: String
  /// The documents beside it: name and bytes.
  var sidecars: [(name: String, bytes: [UInt8])]
}

/// Writes all packages of one architecture in one pass over their files.
func write(
  _ prepared: PreparedArchitecture, settings: BuildSettings, into output: StagedOutput
) async throws -> [BuiltArtefact] {
  let drafts = try prepared.packages.map { try PackageDraft($0, settings: settings, output) }
  let pass = PayloadPass(
    streams: drafts.map(\.stream), algorithms: algorithms(for: prepared.packages),
    jobs: settings.jobs)
  do {
    for member in PayloadMembers(drafts.map(\.payload)) {
      let entries = zip(drafts, member.entries).map { draft, entry in
        entry.flatMap { $0.archiveEntry(inode: draft.inode(of: $0.path)) }
      }
      let digests = try await pass.add(member.content, as: entries)
      for (draft, entry) in zip(drafts, member.entries) {
        if let entry { draft.files.append(PackedFile(entry: entry, digests: digests)) }
      }
    }
    for (index, draft) in drafts.enumerated() {
      try await draft.addDocuments(to: pass, at: index, of: drafts.count, prepared: prepared)
    }
    try await pass.finish()
  } catch {
    await pass.abandon()
    throw error
  }
  return try drafts.map { try $0.finish(prepared: prepared) }
}

/// The digests of a file that its packages and documents state, and no others.
private func algorithms(for packages: [PreparedPackage]) -> [DigestAlgorithm] {
  let formats = packages.map(\.target.part.format)
  var wanted: Set<DigestAlgorithm> = []
  if formats.contains(.deb) { wanted.insert(.md5) }
  if formats.contains(.rpm) { wanted.insert(.sha256) }
  if packages.contains(where: { !$0.target.recipe.sbom.formats.isEmpty }) {
    wanted.formUnion([.sha1, .sha256, .sha512])
  }
  return DigestAlgorithm.allCases.filter(wanted.contains)
}
