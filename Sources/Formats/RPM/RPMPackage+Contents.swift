public import Bytes

extension RPMPackage {
  public var name: String { header.string(.name) ?? "" }

  /// The epoch, version and release.
  public var version: RPMVersion {
    RPMVersion(
      epoch: header.integer(.epoch).flatMap { UInt32(exactly: $0) },
      version: header.string(.version) ?? "", release: header.string(.release) ?? "")
  }

  /// rpm's name of the architecture; `src` for a source package.
  public var architecture: String { isSource ? "src" : header.string(.arch) ?? "" }

  /// Whether it holds sources: rpm goes by the absence of ``RPMTag/sourceRPM``.
  public var isSource: Bool { header.entry(.sourceRPM) == nil }

  /// `name-version-release.arch.rpm`.
  public var fileName: String {
    "\(name)-\(version.version)-\(version.release ?? "").\(architecture).rpm"
  }

  /// How the payload is compressed; `gzip` where nothing is said and the bytes are gzip's.
  public var compression: RPMPayloadCompression {
    RPMPayloadCompression(
      compressor: header.string(.payloadCompressor), flags: header.string(.payloadFlags) ?? "")
  }

  /// The size the signature header gives for the decompressed payload, in bytes.
  public var statedUncompressedSize: UInt64? {
    signatureHeader.integer(.signatureLongPayloadSize)
      ?? signatureHeader.integer(.signaturePayloadSize)
  }

  /// Dependencies of one kind, in the header's order.
  public func dependencies(_ kind: RPMDependency.Kind) -> [RPMDependency] {
    let names = header.strings(kind.tags.names)
    let versions = header.strings(kind.tags.versions)
    let senses = header.integers(kind.tags.senses)
    return names.indices.map { index in
      RPMDependency(
        kind, names[index],
        RPMSense(rawValue: UInt32(truncatingIfNeeded: index < senses.count ? senses[index] : 0)),
        index < versions.count ? versions[index] : "")
    }
  }

  /// The scripts, in the order of ``RPMScript/Kind``.
  public var scripts: [RPMScript] {
    RPMScript.Kind.allCases.compactMap { kind in
      let interpreter = header.strings(kind.tags.interpreter)
      let body = header.string(kind.tags.body)
      guard body != nil || !interpreter.isEmpty else { return nil }
      return RPMScript(
        kind, body: body ?? "", interpreter: interpreter.isEmpty ? ["/bin/sh"] : interpreter)
    }
  }

  /// The changelog, in the header's order.
  public var changelog: [RPMChangelogEntry] {
    let times = header.integers(.changelogTime)
    let names = header.strings(.changelogName)
    let texts = header.strings(.changelogText)
    return (0..<min(times.count, names.count, texts.count)).map { index in
      RPMChangelogEntry(
        time: UInt32(truncatingIfNeeded: times[index]), author: names[index], text: texts[index])
    }
  }

  /// The files, in the header's order.
  ///
  /// - Throws: `MalformedInput` at the main header, naming the tag, where the
  ///   parallel arrays disagree or a path is longer than Linux allows.
  public func files() throws(MalformedInput) -> [RPMFile] {
    let paths = try filePaths()
    guard !paths.isEmpty else { return [] }
    let table = FileTable(header: header, count: paths.count, offset: headerRange.lowerBound)
    let sizes = try table.numbers(
      header.entry(.longFileSizes) == nil ? .fileSizes : .longFileSizes)
    let modes = try table.numbers(.fileModes)
    let times = try table.numbers(.fileMTimes)
    let digests = try table.texts(.fileDigests)
    let targets = try table.texts(.fileLinkTos)
    let flags = try table.numbers(.fileFlags)
    let owners = try table.texts(.fileUserNames)
    let groups = try table.texts(.fileGroupNames)
    let languages = try table.texts(.fileLangs, optional: true)
    let capabilities = try table.texts(.fileCaps, optional: true)
    let colors = try table.numbers(.fileColors, optional: true)
    return paths.indices.map { index in
      RPMFile(
        path: paths[index], mode: UInt16(truncatingIfNeeded: modes[index]), owner: owners[index],
        group: groups[index], size: sizes[index],
        modificationTime: UInt32(truncatingIfNeeded: times[index]), digest: digests[index],
        linkTarget: targets[index],
        flags: .init(rawValue: UInt32(truncatingIfNeeded: flags[index])),
        language: languages[index], capabilities: capabilities[index],
        color: UInt32(truncatingIfNeeded: colors[index]))
    }
  }

  private func filePaths() throws(MalformedInput) -> [String] {
    guard let count = header.entry(.baseNames)?.count else { return header.strings(.oldFileNames) }
    let table = FileTable(header: header, count: count, offset: headerRange.lowerBound)
    let baseNames = try table.texts(.baseNames)
    let directories = header.strings(.dirNames)
    let indexes = try table.numbers(.dirIndexes)
    var paths: [String] = []
    for (baseName, index) in zip(baseNames, indexes) {
      // The limit also keeps shared names from multiplying into gigabytes.
      guard index < UInt64(directories.count),
        directories[Int(index)].utf8.count + baseName.utf8.count <= 4096
      else { throw table.fault(.dirIndexes) }
      paths.append(directories[Int(index)] + baseName)
    }
    return paths
  }
}

/// The parallel arrays that describe files.
private struct FileTable {
  var header: RPMHeader
  var count: Int
  var offset: Int

  func numbers(_ tag: RPMTag, optional: Bool = false) throws(MalformedInput) -> [UInt64] {
    if optional, header.entry(tag) == nil { return [UInt64](repeating: 0, count: count) }
    // Counted before it is decoded, so that a lie costs nothing.
    guard header.entry(tag)?.count == count else { throw fault(tag) }
    let values = header.integers(tag)
    guard values.count == count else { throw fault(tag) }
    return values
  }

  func texts(_ tag: RPMTag, optional: Bool = false) throws(MalformedInput) -> [String] {
    if optional, header.entry(tag) == nil { return [String](repeating: "", count: count) }
    guard header.entry(tag)?.count == count else { throw fault(tag) }
    let values = header.strings(tag)
    guard values.count == count else { throw fault(tag) }
    return values
  }

  func fault(_ tag: RPMTag) -> MalformedInput {
    MalformedInput(.invalidValue, at: offset, field: "tag \(tag.rawValue)")
  }
}
