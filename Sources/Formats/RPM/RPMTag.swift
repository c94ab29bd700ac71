/// What one entry of a header is about; an open set, as rpm adds to it.
///
/// The signature header and the main header number their tags independently:
/// 1000 is the size of the package in the one and its name in the other.
/// Source: rpm's `include/rpm/rpmtag.h`.
public struct RPMTag: RawRepresentable, Hashable, Sendable, Comparable {
  public var rawValue: UInt32

  public init(rawValue: UInt32) { self.rawValue = rawValue }
  public init(_ rawValue: UInt32) { self.rawValue = rawValue }

  public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

// Tags of either header.
extension RPMTag {
  /// `RPMTAG_HEADERSIGNATURES`: the region of the signature header.
  public static let signatureRegion = RPMTag(62)
  /// `RPMTAG_HEADERIMMUTABLE`: the region of the main header.
  public static let immutableRegion = RPMTag(63)
  /// `RPMTAG_HEADERI18NTABLE`: the locales of every I18NSTRING entry.
  public static let i18nTable = RPMTag(100)
}

// Tags of the signature header.
extension RPMTag {
  /// `RPMSIGTAG_DSA`: an OpenPGP signature by DSA, ECDSA or EdDSA over the main header.
  public static let dsaHeaderSignature = RPMTag(267)
  /// `RPMSIGTAG_RSA`: an OpenPGP signature by RSA over the main header.
  public static let rsaHeaderSignature = RPMTag(268)
  /// `RPMSIGTAG_SHA1`: SHA-1 of the main header, hexadecimal.
  public static let headerSHA1 = RPMTag(269)
  /// `RPMSIGTAG_LONGSIZE`: as ``signatureSize``, from 4 GiB on.
  public static let signatureLongSize = RPMTag(270)
  /// `RPMSIGTAG_LONGARCHIVESIZE`: as ``signaturePayloadSize``, from 4 GiB on.
  public static let signatureLongPayloadSize = RPMTag(271)
  /// `RPMSIGTAG_SHA256`: SHA-256 of the main header, hexadecimal.
  public static let headerSHA256 = RPMTag(273)
  public static let fileSignatures = RPMTag(274)
  public static let fileSignatureLength = RPMTag(275)
  public static let veritySignatures = RPMTag(276)
  public static let veritySignatureAlgorithm = RPMTag(277)
  /// `RPMSIGTAG_OPENPGP`: OpenPGP signatures over the main header, each in base64.
  public static let openPGPSignatures = RPMTag(278)
  /// `RPMSIGTAG_SHA3_256`: SHA3-256 of the main header, hexadecimal; rpm 6.
  public static let headerSHA3 = RPMTag(279)
  /// `RPMSIGTAG_RESERVED`: room for signatures in format 6.
  public static let reserved = RPMTag(999)
  /// `RPMSIGTAG_SIZE`: bytes of main header and compressed payload together.
  public static let signatureSize = RPMTag(1000)
  /// `RPMSIGTAG_PGP`: an RSA signature over main header and payload.
  public static let pgpPackageSignature = RPMTag(1002)
  /// `RPMSIGTAG_MD5`: MD5 of main header and payload, 16 bytes.
  public static let packageMD5 = RPMTag(1004)
  /// `RPMSIGTAG_GPG`: a DSA signature over main header and payload.
  public static let gpgPackageSignature = RPMTag(1005)
  /// `RPMSIGTAG_PAYLOADSIZE`: bytes of the payload when decompressed.
  public static let signaturePayloadSize = RPMTag(1007)
  /// `RPMSIGTAG_RESERVEDSPACE`: zeros that a signature may replace.
  public static let reservedSpace = RPMTag(1008)
}

// Tags of the main header that describe the package.
extension RPMTag {
  public static let name = RPMTag(1000)
  public static let version = RPMTag(1001)
  public static let release = RPMTag(1002)
  public static let epoch = RPMTag(1003)
  public static let summary = RPMTag(1004)
  public static let description = RPMTag(1005)
  public static let buildTime = RPMTag(1006)
  public static let buildHost = RPMTag(1007)
  /// `RPMTAG_SIZE`: bytes of all files once installed.
  public static let size = RPMTag(1009)
  public static let distribution = RPMTag(1010)
  public static let vendor = RPMTag(1011)
  public static let license = RPMTag(1014)
  public static let packager = RPMTag(1015)
  public static let group = RPMTag(1016)
  public static let url = RPMTag(1020)
  public static let os = RPMTag(1021)
  public static let arch = RPMTag(1022)
  /// `RPMTAG_SOURCERPM`: its presence is what makes a package a binary one.
  public static let sourceRPM = RPMTag(1044)
  public static let archiveSize = RPMTag(1046)
  public static let rpmVersion = RPMTag(1064)
  public static let changelogTime = RPMTag(1080)
  public static let changelogName = RPMTag(1081)
  public static let changelogText = RPMTag(1082)
  public static let cookie = RPMTag(1094)
  public static let prefixes = RPMTag(1098)
  public static let optFlags = RPMTag(1122)
  public static let distURL = RPMTag(1123)
  public static let payloadFormat = RPMTag(1124)
  public static let payloadCompressor = RPMTag(1125)
  public static let payloadFlags = RPMTag(1126)
  public static let platform = RPMTag(1132)
  public static let distTag = RPMTag(1155)
  public static let longSize = RPMTag(5009)
  public static let bugURL = RPMTag(5012)
  public static let vcs = RPMTag(5034)
  public static let encoding = RPMTag(5062)
  /// `RPMTAG_PAYLOADDIGEST`: of the payload as it lies in the file, hexadecimal.
  public static let payloadDigest = RPMTag(5092)
  public static let payloadDigestAlgorithm = RPMTag(5093)
  /// `RPMTAG_PAYLOADDIGESTALT`: of the decompressed payload, hexadecimal.
  public static let payloadDigestAlternative = RPMTag(5097)
  /// `RPMTAG_RPMFORMAT`: 6 in packages of the format of that number.
  public static let rpmFormat = RPMTag(5114)
  public static let payloadSHA512 = RPMTag(5121)
}

// Tags of the main header that describe its files, one element a file.
extension RPMTag {
  /// `RPMTAG_OLDFILENAMES`: whole paths, before directory names were shared.
  public static let oldFileNames = RPMTag(1027)
  public static let fileSizes = RPMTag(1028)
  public static let fileModes = RPMTag(1030)
  public static let fileRDevs = RPMTag(1033)
  public static let fileMTimes = RPMTag(1034)
  public static let fileDigests = RPMTag(1035)
  public static let fileLinkTos = RPMTag(1036)
  public static let fileFlags = RPMTag(1037)
  public static let fileUserNames = RPMTag(1039)
  public static let fileGroupNames = RPMTag(1040)
  public static let fileVerifyFlags = RPMTag(1045)
  public static let fileDevices = RPMTag(1095)
  public static let fileInodes = RPMTag(1096)
  public static let fileLangs = RPMTag(1097)
  public static let dirIndexes = RPMTag(1116)
  public static let baseNames = RPMTag(1117)
  public static let dirNames = RPMTag(1118)
  public static let fileColors = RPMTag(1140)
  public static let fileClass = RPMTag(1141)
  public static let classDictionary = RPMTag(1142)
  public static let longFileSizes = RPMTag(5008)
  public static let fileCaps = RPMTag(5010)
  public static let fileDigestAlgorithm = RPMTag(5011)
}
