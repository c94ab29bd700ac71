/// The objects of SPDX 2.3 that are written, with the JSON schema's own names.
struct SPDXDocument: Encodable {
  let spdxVersion = "SPDX-2.3"
  let dataLicense = "CC0-1.0"
  let identifier = "SPDXRef-DOCUMENT"
  var name: String
  var documentNamespace: String
  var creationInfo: CreationInfo
  var packages: [Package]
  var files: [File]
  var relationships: [Relationship]
  var hasExtractedLicensingInfos: [ExtractedLicense]?

  enum CodingKeys: String, CodingKey {
    case identifier = "SPDXID"
    case spdxVersion, dataLicense, name, documentNamespace, creationInfo, packages, files
    case relationships, hasExtractedLicensingInfos
  }

  struct CreationInfo: Encodable {
    var created: String
    var creators: [String]
    let licenseListVersion = SPDXLicenseList.version
  }

  struct Package: Encodable {
    var identifier: String
    var name: String
    var versionInfo: String?
    var packageFileName: String?
    var supplier = "NOASSERTION"
    var originator: String?
    var downloadLocation = "NOASSERTION"
    var filesAnalyzed = false
    var packageVerificationCode: VerificationCode?
    var licenseInfoFromFiles: [String]?
    var licenseConcluded = "NOASSERTION"
    var licenseDeclared = "NOASSERTION"
    var copyrightText = "NOASSERTION"
    var homepage: String?
    var sourceInfo: String?
    var summary: String?
    var comment: String?
    var primaryPackagePurpose: String
    var builtDate: String?
    var checksums: [Checksum]?
    var externalRefs: [ExternalReference]?

    enum CodingKeys: String, CodingKey {
      case identifier = "SPDXID"
      case name, versionInfo, packageFileName, supplier, originator, downloadLocation
      case filesAnalyzed, packageVerificationCode, licenseInfoFromFiles, licenseConcluded
      case licenseDeclared, copyrightText, homepage, sourceInfo, summary, comment
      case primaryPackagePurpose, builtDate, checksums, externalRefs
    }
  }

  struct VerificationCode: Encodable {
    var packageVerificationCodeValue: String
    var packageVerificationCodeExcludedFiles: [String]?
  }

  struct Checksum: Encodable {
    var algorithm: String
    var checksumValue: String
  }

  struct ExternalReference: Encodable {
    var referenceCategory: String
    var referenceType: String
    var referenceLocator: String
  }

  struct File: Encodable {
    var identifier: String
    var fileName: String
    var fileTypes: [String]?
    var checksums: [Checksum]
    let licenseConcluded = "NOASSERTION"
    let licenseInfoInFiles = ["NOASSERTION"]
    let copyrightText = "NOASSERTION"
    var comment: String?

    enum CodingKeys: String, CodingKey {
      case identifier = "SPDXID"
      case fileName, fileTypes, checksums, licenseConcluded, licenseInfoInFiles, copyrightText
      case comment
    }
  }

  struct Relationship: Encodable {
    var spdxElementId: String
    var relationshipType: String
    var relatedSpdxElement: String
  }

  struct ExtractedLicense: Encodable {
    var licenseId: String
    var name: String
    var extractedText: String
  }
}
