public import Diagnostics
public import Platform

/// What a release engineer asks for, for one architecture: every value expanded and checked.
public struct PackageRecipe: Hashable, Sendable {
  public var name: Located<String>
  public var version: PackageVersion
  public var architecture: Architecture
  /// In the order of ``PackageFormat/allCases``, each once.
  public var formats: [PackageFormat]
  /// `Name <address>` as a rule; `nil` when the recipe names nobody.
  public var maintainer: Located<String>?
  /// The first line is the summary.
  public var description: Located<String>?
  public var homepage: Located<String>?
  /// An SPDX expression as a rule.
  public var license: Located<String>?
  public var vendor: Located<String>?
  /// Debian's `Section`; `misc` when unset.
  public var section: Located<String>
  /// Debian's `Priority`; `optional` when unset.
  public var priority: Located<String>
  /// The modification time of everything without its own, in seconds since the epoch.
  public var modificationTime: Located<Int64>?
  /// A chglog YAML file, relative to the current directory, as in nfpm.
  public var changelog: Located<String>?
  /// The releases that must be able to install and run the package, each once.
  public var targets: [Located<TargetRelease>]
  public var binaries: [BinaryEntry]
  public var rpm: RPMSettings
  public var deb: DebianSettings
  public var preconditions: Preconditions
  public var sbom: SBOMSettings
  public var signing: SigningSettings?
  /// One for each of ``formats``, in that order.
  public var parts: [FormatPart]

  /// The part for `format`; `nil` when the recipe does not ask for that format.
  public func part(for format: PackageFormat) -> FormatPart? {
    parts.first { $0.format == format }
  }

  /// The description's first line, or the package's name when there is none.
  public var summary: String {
    description?.value.split(separator: "\n", omittingEmptySubsequences: true).first
      .map(String.init) ?? name.value
  }
}

/// `sbom:`: which bills of materials are written.
public struct SBOMSettings: Hashable, Sendable {
  public enum Format: String, Hashable, Sendable, CaseIterable {
    case cycloneDX = "cyclonedx-1.6"
    case spdx = "spdx-2.3"
  }

  /// Each once, in the order written; both when unset.
  public var formats: [Format]
  /// Whether one is put inside the package; true when unset.
  public var embed: Bool
  /// Whether the recipe has `sbom:` at all.
  public var location: SpecLocation?
}

/// `sign:`: with what everything is signed, packages and `SHA256SUMS`.
///
/// A format's own key, ``PackageSignature/key``, goes before it for that format's packages.
public struct SigningSettings: Hashable, Sendable {
  public enum Backend: String, Hashable, Sendable, CaseIterable {
    case file
    case agent = "gpg-agent"
    case token = "pkcs11"
    case provider
    case program = "exec"
  }

  /// A path, relative to the current directory, or what the backend knows the key by.
  public var key: Located<String>
  /// `nil` when the key's own text says it.
  public var backend: Backend?
  /// The path of the OpenPGP certificate of a key that is not an OpenPGP key file.
  public var certificate: Located<String>?
  public var location: SpecLocation
}
