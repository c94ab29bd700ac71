extension RPMTag {
  /// The type rpm insists on for an entry of the main header; `nil` where any will do here.
  ///
  /// Source: the table in rpm's `include/rpm/rpmtag.h`; `hdrblobVerifyInfo` refuses others.
  var requiredType: RPMValueType? { Self.requiredTypes[self] }

  private static let requiredTypes: [RPMTag: RPMValueType] = {
    let groups: [(RPMValueType, [RPMTag])] = [
      (.binary, [.immutableRegion]),
      (
        .string,
        [
          .name, .version, .release, .buildHost, .distribution, .vendor, .license, .packager, .url,
          .os, .arch, .sourceRPM, .rpmVersion, .cookie, .optFlags, .distURL, .payloadFormat,
          .payloadCompressor, .payloadFlags, .platform, .bugURL, .vcs, .encoding,
        ] + RPMScript.Kind.allCases.map(\.tags.body)
      ),
      (.i18nString, [.summary, .description, .group]),
      (.int16, [.fileModes, .fileRDevs]),
      (
        .int32,
        [
          .epoch, .buildTime, .size, .archiveSize, .changelogTime, .fileSizes, .fileMTimes,
          .fileFlags, .fileVerifyFlags, .fileDevices, .fileInodes, .dirIndexes, .fileColors,
          .fileClass, .fileDigestAlgorithm, .payloadDigestAlgorithm, .rpmFormat,
        ] + RPMDependency.Kind.allCases.map(\.tags.senses)
      ),
      (.int64, [.longSize, .longFileSizes]),
      (
        .stringArray,
        [
          .i18nTable, .changelogName, .changelogText, .prefixes, .oldFileNames, .fileDigests,
          .fileLinkTos, .fileUserNames, .fileGroupNames, .fileLangs, .baseNames, .dirNames,
          .classDictionary, .fileCaps, .payloadDigest, .payloadDigestAlternative,
        ] + RPMDependency.Kind.allCases.flatMap { [$0.tags.names, $0.tags.versions] }
      ),
    ]
    var types: [RPMTag: RPMValueType] = [:]
    for (type, tags) in groups { for tag in tags { types[tag] = type } }
    return types
  }()

  /// Whether a signature header of format 4 or 6 may hold it.
  var isKnownInSignature: Bool {
    (62...62).contains(rawValue) || (257...279).contains(rawValue)
      || [999, 1000, 1002, 1004, 1005, 1007, 1008].contains(rawValue)
  }
}
