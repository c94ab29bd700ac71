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

  /// The type an entry of the signature header has; `nil` for entries none should hold.
  var signatureType: RPMValueType? { Self.signatureTypes[self] }

  /// Source: rpm's `docs/manual/format_header.md` and `lib/signature.cc`.
  private static let signatureTypes: [RPMTag: RPMValueType] = [
    .signatureRegion: .binary, .dsaHeaderSignature: .binary, .rsaHeaderSignature: .binary,
    .headerSHA1: .string, .headerSHA256: .string, .headerSHA3: .string,
    .signatureLongSize: .int64, .signatureLongPayloadSize: .int64,
    .fileSignatures: .stringArray, .fileSignatureLength: .int32,
    .veritySignatures: .stringArray, .veritySignatureAlgorithm: .int32,
    .openPGPSignatures: .stringArray, .reserved: .binary,
    .signatureSize: .int32, .pgpPackageSignature: .binary, .packageMD5: .binary,
    .gpgPackageSignature: .binary, .signaturePayloadSize: .int32, .reservedSpace: .binary,
  ]
}
