internal import Audit
internal import Bytes
internal import Cryptography
public import Diagnostics
internal import OpenPGP
internal import Stages
internal import Trust
internal import Workspace

/// What `pkg sign` is asked.
public struct SignRequest: Sendable {
  public var files: [String]
  public var key: String
  public var access: KeyAccess
  /// What to make.
  public var form = SignatureForm()
  /// What is special to packages.
  public var packages: PackageSigning
  /// What must hold before anything is signed.
  public var terms: SigningTerms
  /// How many files are worked on at once; never shows in the output.
  public var jobs: Int
  /// For `SOURCE_DATE_EPOCH`.
  public var environment: [String: String]

  public init(
    files: [String], key: String, access: KeyAccess,
    packages: PackageSigning = PackageSigning(), terms: SigningTerms = SigningTerms(),
    jobs: Int = 1, environment: [String: String]
  ) {
    self.files = files
    self.key = key
    self.access = access
    self.packages = packages
    self.terms = terms
    self.jobs = jobs
    self.environment = environment
  }
}

extension SignRequest {
  /// Every file that is named in it: nothing that is made may take its place.
  var inputs: [String] {
    get throws(Diagnostic) {
      try files + access.inputs(for: key) + terms.inputs + packages.keptKeyrings
        + [form.certificate].compactMap(\.self)
    }
  }
}

/// Signs finished artefacts; returns warnings about the key, and notes.
///
/// Each is parsed and verified before it is signed, and its signature proven
/// before the file is replaced. The signature's time is `SOURCE_DATE_EPOCH`, or
/// the package's own; no clock is read for it. A file that cannot be signed keeps no other from
/// it: all problems are thrown together, in the order of the files.
public func sign(_ request: SignRequest) async throws -> [Diagnostic] {
  if let warnings = try await signWithBareKey(request) { return warnings }
  try request.terms.requireLogApart(from: request.files)
  let key = try loadKey(request.key, access: request.access)
  let targets = try SigningTargets(request.terms)
  let governor = try SigningGovernor(request.terms)
  let others = try loadKeyrings(request.packages.keptKeyrings)
  var request = request
  request.packages.others = others.certificates
  // The entries of a log stand in the order of the files.
  let jobs = request.terms.log == nil ? request.jobs : 1
  let warnings = key.warnings + others.warnings
  return try await signAll(request.files, jobs: jobs, warnings) { [request] path, queue in
    try sign(path, key: key, for: targets, request, governor, queue)
  }
}

/// What became of one file: notes, and under what number it waits to be put in place.
struct SignedFile {
  var notes: [Diagnostic] = []
  var publication: Int?
}

/// Signs one file, by what is asked for or its first bytes say it is.
private func sign(
  _ path: String, key: LoadedKey, for targets: SigningTargets, _ request: SignRequest,
  _ governor: SigningGovernor, _ queue: PublishQueue
) throws -> SignedFile {
  let file = try InputFile(path)
  let kind = try kind(of: file)
  if kind != .rpm, request.packages.detached != nil { throw notAnRPM(path) }
  let warnings = try targets.requireTaken(kind, by: key.key)
  let form = request.form.kind(of: path, kind)
  switch (form, kind) {
  case (.package, .rpm):
    var signed = try signRPM(file, key: key, for: targets, request, governor, queue)
    signed.notes = warnings + signed.notes
    return signed
  case (.package, .deb):
    var signed = try signDebian(file, key: key, request, governor, queue)
    signed.notes = warnings + signed.notes
    return signed
  default: break
  }
  try requireSound(file, kind, request.form)
  var permit: SigningGovernor.Permit?
  let outputs = try signFile(file, as: form, key: key, request) { created in
    permit = try governor.permit(file, kind, by: key, created: created)
  }
  if form != .module { try requireReplaceable(outputs, beside: file.path, request) }
  try request.terms.requireLogSpared(
    by: outputs.map { "\(directoryName(file.path))/\($0.name)" })
  for output in outputs {
    try governor.record(permit, sha256: try digest(.sha256, of: output.bytes), as: output.name)
  }
  try publish(outputs, beside: file.path)
  return SignedFile(notes: warnings)
}

/// Does `work` for every file, several at a time, and puts together what is to be said.
///
/// Lists of digests come last, when what they list is in place.
func signAll(
  _ files: [String], jobs: Int, _ warnings: [Diagnostic],
  _ work: @escaping @Sendable (String, PublishQueue) throws -> SignedFile
) async throws -> [Diagnostic] {
  let queue = PublishQueue()
  // A file named twice is signed once: the second time it would be looked at half way.
  var seen: Set<String> = []
  let named = files.filter { seen.insert($0).inserted }
  var results: [String: Result<SignedFile, any Error>] = [:]
  for isList in [false, true] {
    let part = named.filter { isChecksumList($0) == isList }
    let made = try await concurrentMap(part, width: jobs) { path in
      (path, Result { try work(path, queue) })
    }
    results.merge(made) { first, _ in first }
    _ = queue.finish()
  }
  let problems = queue.finish()
  var all = warnings
  for result in named.compactMap({ results[$0] }) {
    let said: [Diagnostic]
    switch result {
    case .success(let signed):
      said = signed.notes + [signed.publication.flatMap { problems[$0] }].compactMap(\.self)
    case .failure(let error): said = report(error)
    }
    all += said.filter { !all.contains($0) }
  }
  if all.hasErrors { throw Diagnostics(all) }
  return all
}

/// The time a signature states: asked for, or the package's own, never the clock's.
func signatureTime(
  _ request: SignRequest, own: Int64?, _ path: String
) throws(Diagnostic) -> Int64 {
  let time: Int64
  if let text = request.environment["SOURCE_DATE_EPOCH"], !text.isEmpty {
    time = try sourceDateEpoch(text)
  } else if let own {
    time = own
  } else {
    throw Diagnostic(
      "sign.no-date", "nothing says when '\(path)' was made", hint: "set SOURCE_DATE_EPOCH",
      exit: .usage)
  }
  try requireNotToCome(time, "a signature of '\(path)'")
  return time
}
