/// The objects of CycloneDX 1.6 that are written, with the schema's own names.
///
/// - SeeAlso: `bom-1.6.schema.json` of the CycloneDX specification.
struct CycloneDXDocument: Encodable {
  let schema = "http://cyclonedx.org/schema/bom-1.6.schema.json"
  let bomFormat = "CycloneDX"
  let specVersion = "1.6"
  let serialNumber = "urn:uuid:\(nilUUID)"
  let version = 1
  var metadata: Metadata
  var components: [Component]
  var dependencies: [Dependency]
  var compositions: [Composition]

  enum CodingKeys: String, CodingKey {
    case schema = "$schema"
    case bomFormat, specVersion, serialNumber, version
    case metadata, components, dependencies, compositions
  }

  struct Metadata: Encodable {
    var timestamp: String
    var lifecycles = [Lifecycle(phase: "build")]
    var tools: Tools
    var authors: [Contact]?
    var manufacturer: Organization?
    var supplier: Organization?
    var licenses: [License]
    var component: Component
    var properties: [Property]
  }

  struct Lifecycle: Encodable { var phase: String }

  struct Tools: Encodable { var components: [Component] }

  struct Contact: Encodable {
    var name: String
    var email: String?
  }

  struct Organization: Encodable {
    var name: String
    var contact: [Contact]?
  }

  struct Component: Encodable {
    var type: String
    var reference: String?
    var supplier: Organization?
    var manufacturer: Organization?
    var name: String
    var version: String?
    var description: String?
    var scope: String?
    var hashes: [Hash]?
    var licenses: [License]?
    var copyright: String?
    var cpe: String?
    var purl: String?
    var pedigree: Pedigree?
    var externalReferences: [ExternalReference]?
    var properties: [Property]?

    enum CodingKeys: String, CodingKey {
      case reference = "bom-ref"
      case type, supplier, manufacturer, name, version, description, scope, hashes, licenses
      case copyright, cpe, purl, pedigree, externalReferences, properties
    }
  }

  struct Hash: Encodable {
    var alg: String
    var content: String
  }

  struct Pedigree: Encodable { var ancestors: [Component] }

  struct ExternalReference: Encodable {
    var type: String
    var url: String
    var comment: String?
    var hashes: [Hash]?
  }

  struct Property: Encodable {
    var name: String
    var value: String
  }

  /// Either a licence or an expression.
  struct License: Encodable {
    var license: Identified?
    var expression: String?
    var acknowledgement: String?

    struct Identified: Encodable {
      var id: String?
      var name: String?
      var acknowledgement: String?
    }
  }

  struct Dependency: Encodable {
    var ref: String
    var dependsOn: [String]
  }

  struct Composition: Encodable {
    var aggregate: String
    var assemblies: [String]?
    var dependencies: [String]?
  }
}
