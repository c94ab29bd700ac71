internal import Bytes
public import Diagnostics

extension RPMHeader {
  /// The main header of a binary package, with the entries rpmbuild 4.18 writes.
  ///
  /// Its size depends on neither the payload's facts nor the files' digests, so
  /// that a writer may leave ``mainSize(metadata:files:)`` bytes, stream the
  /// payload behind them and come back. Left out against rpmbuild are the cookie,
  /// the compiler flags, and libmagic's file classes with the dependencies of
  /// single files.
  ///
  /// - Parameters:
  ///   - metadata: what the package says of itself.
  ///   - files: in any order.
  ///   - payload: the digests of the archive.
  /// - Returns: the header, sealed by its region.
  /// - Throws: every problem ``RPMMetadata/check()`` and ``RPMFile/check(_:)`` report as an error.
  /// - Precondition: each regular file of the payload has its digest.
  public static func main(
    metadata: RPMMetadata, files: [RPMFile], payload: RPMPayloadFacts
  ) throws(Diagnostics) -> RPMHeader {
    precondition(
      files.allSatisfy { !$0.wantsDigest || !$0.digest.isEmpty },
      "a file's digest is known when its header is written")
    let problems = metadata.check() + RPMFile.check(files)
    if problems.hasErrors { throw Diagnostics(problems) }
    var values = metadata.additionalTags
    let own = metadata.values.merging(fileValues(files.inPackageOrder)) { $1 }
    values.merge(own) { $1 }
    for dependency in metadata.allDependencies(files: files) {
      values.append(dependency)
    }
    let total = files.reduce(into: UInt64(0)) { sum, file in
      if file.isRegular || file.isLink { sum = sum.addingReportingOverflow(file.size).partialValue }
    }
    if let small = UInt32(exactly: total) {
      values[.size] = .int32([small])
    } else {
      values[.longSize] = .int64([total])
    }
    values[.payloadDigest] = .stringArray([hexadecimal(payload.compressedSHA256)])
    values[.payloadDigestAlgorithm] = .int32([sha256])
    values[.payloadDigestAlternative] = .stringArray([hexadecimal(payload.uncompressedSHA256)])
    return RPMHeader(region: .immutableRegion, values: values)
  }

  /// The bytes the main header will take, before any digest is known.
  ///
  /// - Parameters:
  ///   - metadata: as for ``main(metadata:files:payload:)``.
  ///   - files: with or without their digests.
  /// - Returns: the size, intro and index included.
  /// - Throws: as ``main(metadata:files:payload:)``.
  public static func mainSize(
    metadata: RPMMetadata, files: [RPMFile]
  ) throws(Diagnostics) -> Int {
    let zeros = String(repeating: "0", count: 64)
    let files = files.map { file in
      var file = file
      if file.wantsDigest { file.digest = zeros }
      return file
    }
    return try main(metadata: metadata, files: files, payload: .unknown).serializedSize
  }

  /// `PGPHASHALGO_SHA256`, the number OpenPGP gives it.
  private static let sha256: UInt32 = 8

  private static func fileValues(_ files: [RPMFile]) -> [RPMTag: RPMValue] {
    var values: [RPMTag: RPMValue] = [.fileDigestAlgorithm: .int32([sha256])]
    if files.contains(where: { $0.size > UInt64(UInt32.max) }) {
      values[.longFileSizes] = .int64(files.map(\.size))
    } else {
      values[.fileSizes] = .int32(files.map { UInt32($0.size) })
    }
    values[.fileModes] = .int16(files.map(\.mode))
    values[.fileRDevs] = .int16(files.map { _ in 0 })
    values[.fileMTimes] = .int32(files.map(\.modificationTime))
    values[.fileDigests] = .stringArray(files.map(\.digest))
    values[.fileLinkTos] = .stringArray(files.map(\.linkTarget))
    values[.fileFlags] = .int32(files.map(\.flags.rawValue))
    values[.fileUserNames] = .stringArray(files.map(\.owner))
    values[.fileGroupNames] = .stringArray(files.map(\.group))
    values[.fileVerifyFlags] = .int32(files.map(\.verifyFlags))
    values[.fileDevices] = .int32(files.map { _ in 1 })
    // No two files share an inode number, for to rpm that would make them hard links.
    values[.fileInodes] = .int32(files.indices.map { UInt32($0 + 1) })
    values[.fileLangs] = .stringArray(files.map(\.language))
    values[.fileColors] = .int32(files.map(\.color))
    if files.contains(where: { !$0.capabilities.isEmpty }) {
      values[.fileCaps] = .stringArray(files.map(\.capabilities))
    }
    var directories: [String: UInt32] = [:]
    var names: [String] = []
    var indexes: [UInt32] = []
    for file in files {
      let name = String(file.directoryName)
      let index = directories[name] ?? UInt32(names.count)
      if directories.updateValue(index, forKey: name) == nil { names.append(name) }
      indexes.append(index)
    }
    values[.dirIndexes] = .int32(indexes)
    values[.baseNames] = .stringArray(files.map { String($0.baseName) })
    values[.dirNames] = .stringArray(names)
    return values
  }
}

extension [RPMTag: RPMValue] {
  fileprivate mutating func append(_ dependency: RPMDependency) {
    let tags = dependency.kind.tags
    append(dependency.name, to: tags.names)
    append(dependency.version, to: tags.versions)
    guard case .int32(var senses)? = self[tags.senses] else {
      self[tags.senses] = .int32([dependency.sense.rawValue])
      return
    }
    senses.append(dependency.sense.rawValue)
    self[tags.senses] = .int32(senses)
  }

  private mutating func append(_ text: String, to tag: RPMTag) {
    guard case .stringArray(var texts)? = self[tag] else {
      self[tag] = .stringArray([text])
      return
    }
    texts.append(text)
    self[tag] = .stringArray(texts)
  }
}
