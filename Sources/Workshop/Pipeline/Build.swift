internal import Bytes
internal import Checks
internal import Cryptography
public import Diagnostics
internal import OpenPGP
internal import Platform
internal import Recipe
internal import SBOM
internal import Stages
internal import Trust
internal import Workspace

/// The version of this program, in `--version` and in the documents it writes.
public let toolVersion = "0.1.0"

/// Checks everything a recipe asks for and writes nothing; returns what was found.
public func check(_ request: RecipeRequest) async throws -> [Diagnostic] {
  let plan = try plan(request)
  let judged = try judge(plan)
  var findings = plan.warnings + judged.findings
  guard !findings.hasErrors else { return findings.inReadingOrder }
  do {
    findings += try prepare(plan, judged, environment: request.environment).findings
  } catch {
    findings += report(error)
  }
  return findings.inReadingOrder
}

/// Builds what a recipe asks for: checks, strips, writes, describes, signs, reads back, publishes.
///
/// Nothing becomes visible unless everything is done. Throws every problem at once.
public func build(_ request: BuildRequest) async throws -> BuildReport {
  let recipeRequest = request.recipe
  let plan = try plan(recipeRequest)
  let destination = try destination(of: request.target, plan)
  let judged = try judge(plan)
  var diagnostics = plan.warnings + judged.findings
  try requireSound(&diagnostics, strict: recipeRequest.strict)
  let prepared = try prepare(plan, judged, environment: recipeRequest.environment)
  diagnostics += prepared.findings
  try requireSound(&diagnostics, strict: recipeRequest.strict)
  let signers = try loadSigners(
    for: plan, recipe: recipeRequest.recipe, access: request.access, date: prepared.date,
    forcesTarget: request.forcesTarget)
  try requireKeysAreNotShipped(
    signers.files, in: prepared.architectures.flatMap(\.packages))
  diagnostics += signers.warnings
  let settings = BuildSettings(
    date: prepared.date, jobs: recipeRequest.jobs, signers: signers,
    tool: BillOfMaterials.Tool(name: "pkg", version: toolVersion))
  let output = try StagedOutput(directory: destination.directory)
  let names =
    destination.file.map { [$0] } ?? outputNames(plan, signed: signers.checksums != nil)
  for name in names { try output.requireWritable(name) }
  try requireOther(
    names.map { "\(output.directory)/\($0)" },
    than: [recipeRequest.recipe] + signers.files.map(\.path)
      + prepared.architectures.flatMap(\.packages).flatMap(\.sources))
  let artefacts = try await concurrentMap(
    prepared.architectures, width: min(recipeRequest.jobs, 4)
  ) { architecture in
    try await write(architecture, settings: settings, into: output)
  }.flatMap(\.self)
  try stage(artefacts, destination: destination, signer: signers.checksums, into: output)
  return BuildReport(published: try output.publish(), diagnostics: diagnostics)
}

/// Every binary of a plan, judged, and the findings of all checks.
struct JudgedPlan: Sendable {
  /// By architecture's name, then by destination.
  var binaries: [String: [String: PreparedBinary]]
  var findings: [Diagnostic]
}

/// Runs the checks: binaries first, then preconditions; an unreadable input is a finding too.
private func judge(_ plan: BuildPlan) throws -> JudgedPlan {
  var judged = JudgedPlan(binaries: [:], findings: [])
  var named: [NamedBinary] = []
  for architecture in plan.architectures {
    var prepared: [String: PreparedBinary] = [:]
    for entry in architecture.recipe.binaries {
      do {
        let one = try prepare(
          entry, of: architecture.recipe,
          isDescribed: !architecture.recipe.sbom.formats.isEmpty)
        prepared[entry.destination.value] = one.prepared
        judged.findings += one.findings
        named.append(
          NamedBinary(
            file: one.prepared.file, subject: entry.source.value,
            location: entry.source.location))
      } catch {
        judged.findings += report(error)
      }
    }
    judged.findings += checkTargetCoverage(of: architecture.recipe)
    judged.binaries[architecture.recipe.architecture.name] = prepared
  }
  judged.findings += checkBuildIDs(named)
  // A recipe may name other kernels or trees for each architecture; equal ones are asked once.
  var asked: Set<Preconditions> = []
  for architecture in plan.architectures
  where asked.insert(architecture.recipe.preconditions).inserted {
    do {
      let found = try checkPreconditions(architecture.recipe.preconditions)
      judged.findings += found.filter { !judged.findings.contains($0) }
    } catch {
      judged.findings += report(error).filter { !judged.findings.contains($0) }
    }
  }
  return judged
}

/// The laid-out packages of a whole plan, and the one time they all carry.
private struct PreparedPlan: Sendable {
  var architectures: [PreparedArchitecture]
  var date: Int64

  /// What targets have to say of the packages, each once.
  var findings: [Diagnostic] {
    var known: Set<Diagnostic> = []
    return architectures.flatMap(\.packages).flatMap(\.findings).filter {
      known.insert($0).inserted
    }
  }
}

private func prepare(
  _ plan: BuildPlan, _ judged: JudgedPlan, environment: [String: String]
) throws -> PreparedPlan {
  guard let first = plan.architectures.first else {
    preconditionFailure("a recipe names at least one architecture")
  }
  let date = try referenceTime(
    environment, recipe: first.recipe, binaries: judged.binaries.values.flatMap(\.values))
  var problems: [Diagnostic] = []
  var architectures: [PreparedArchitecture] = []
  for architecture in plan.architectures {
    do {
      architectures.append(
        try prepare(
          architecture, binaries: judged.binaries[architecture.recipe.architecture.name] ?? [:],
          date: date))
    } catch {
      problems += report(error).filter { !problems.contains($0) }
    }
  }
  if problems.hasErrors { throw Diagnostics(problems) }
  return PreparedPlan(architectures: architectures, date: date)
}

/// Throws what was found when an error is among it; `strict` makes errors of warnings.
private func requireSound(_ diagnostics: inout [Diagnostic], strict: Bool) throws(Diagnostics) {
  if strict {
    for index in diagnostics.indices where diagnostics[index].severity == .warning {
      diagnostics[index].severity = .error
    }
  }
  if diagnostics.hasErrors { throw Diagnostics(diagnostics) }
}

/// Adds everything to publish: packages, documents, checksums and their signature.
private func stage(
  _ artefacts: [BuiltArtefact], destination: Destination, signer: ArtefactSigner?,
  into output: StagedOutput
) throws {
  for artefact in artefacts { output.add(artefact.file, named: destination.file) }
  guard destination.file == nil else { return }
  var sums: [(name: String, digest: String)] = artefacts.map { ($0.file.name, $0.sha256) }
  for artefact in artefacts {
    for sidecar in artefact.sidecars {
      try output.add(sidecar.bytes, named: sidecar.name)
      sums.append((sidecar.name, hexadecimal(try digest(.sha256, of: sidecar.bytes))))
    }
  }
  sums.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  let text = Array(sums.map { "\($0.digest)  \($0.name)\n" }.joined().utf8)
  try output.add(text, named: "SHA256SUMS")
  if let signer {
    let packet = try signer.signature(over: text)
    try output.add(Armor(.signature, packet).serialized(), named: "SHA256SUMS.asc")
  }
}
