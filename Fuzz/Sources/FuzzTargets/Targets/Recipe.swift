import Kconfig
import Platform
import Recipe

/// What a release engineer writes.
///
/// Aliases may stand for 8 MiB of text and 100,000 values, and each architecture has its copy.
let recipeTargets: [FuzzTarget] = [
  FuzzTarget(
    "Recipe", samples: ["recipe"],
    allowance: Allowance(memory: 512 << 20, milliseconds: 10_000, microsecondsPerByte: 100)
  ) { input in
    let document = try PackageRecipe.parse(
      yaml: input.bytes, file: "pkg.yaml", environment: ["SET": "value", "VERSION": "1.2.3"])
    for recipe in document.recipes { law(!recipe.name.value.isEmpty, "a recipe without a name") }
    _ = try document.recipe(for: .independent)
  },
  FuzzTarget(
    "RecipeOverride", texts: ["rpm.compression\0xz:3", "contents.0.src\0a", "deb.fields.X\0y"]
  ) { input in
    let parts = try input.parts(2).map { try $0.text }
    let yaml = """
      name: hello
      version: 1.2.3
      arch: [amd64]
      maintainer: A <a@b.c>
      description: d
      contents: [{src: a, dst: /usr/a}]
      """
    _ = try PackageRecipe.parse(
      yaml: Array(yaml.utf8), file: "pkg.yaml", overrides: [parts[0]: parts[1]])
  },
  FuzzTarget(
    "ReleaseTable",
    texts: [
      "releases:\n  a: {like: el8, gcc: 11.5, libraries: [liba.so.1], unverified: [gcc]}\n  b:\n"
        + "    libc: musl 1.2.5\n    kernel: '5.10'\n    packages: apk 2.14\n"
        + "    architectures: {amd64: v2, arm64: [v8.0]}\n    interpreters: {amd64: [/lib/l]}\n"
        + "    sources: {libc: its data sheet}\n"
    ], allowance: Allowance(memory: 128 << 20, milliseconds: 5000)
  ) { input in
    let table = try ReleaseTable.builtIn.extended(yaml: input.bytes, file: "targets.yaml")
    law(table.releases.count >= ReleaseTable.builtIn.releases.count, "a release got lost")
    law(table.releases.allSatisfy { table[$0.name] == $0 }, "a release is not found by its name")
  },
  FuzzTarget(
    "Changelog",
    texts: [
      "- semver: 1.2.3\n  date: 2024-01-02T03:04:05Z\n  packager: A <a@b.c>\n  deb:\n"
        + "    urgency: low\n    distributions: [stable]\n  changes:\n    - note: |\n        a\n"
    ], allowance: Allowance(memory: 128 << 20, milliseconds: 5000)
  ) { input in _ = try Changelog.parse(yaml: input.bytes, file: "changelog.yaml") },
  FuzzTarget(
    "TrustPolicy",
    texts: [
      "keys: {a: {fingerprint: \(String(repeating: "a1", count: 20)), not-after: 2030-01-01}}\n"
        + "rules: [{name: r, names: [a*], versions: 1.*, kinds: rpm, keys: [a], threshold: 1}]\n"
    ], allowance: Allowance(memory: 128 << 20, milliseconds: 5000)
  ) { input in
    let policy = try TrustPolicy(yaml: input.bytes, file: "policy.yaml")
    law(!policy.rules.isEmpty, "a policy without a rule")
    for rule in policy.rules {
      law((1...rule.signers.keys.count).contains(rule.signers.threshold), "no such threshold")
      for name in rule.signers.keys { law(policy[name] != nil, "a rule names no key") }
    }
    _ = policy.rule(for: .rpm, name: "a", version: "1.2-3")
  },
  FuzzTarget(
    "GlobPattern", texts: ["a/**/{b*,c?}[!d-f]\\*\0a/x/b1g*", "*\0a", "{a,{b,c}}\0b"],
    allowance: Allowance(memory: 4 << 20, memoryPerByte: 256, microsecondsPerByte: 2000)
  ) { input in
    let parts = try input.parts(2).map { try $0.text }
    let pattern = try GlobPattern(parts[0])
    let path = String(decoding: parts[1].utf8.prefix(512), as: UTF8.self)
    if pattern.matches(path) { law(pattern.selects(path), "matched and not selected") }
    if let literal = pattern.literal { law(pattern.matches(literal), "it is not itself") }
    _ = pattern.root
  },
  FuzzTarget(
    "DependencyText",
    texts: [
      "foo (>= 1.2)", "a | b (>= 1)", "(a or b >= 1)", "foo:any", "(a if b else c)", "/bin/sh",
    ]
  ) { input in
    let dependency = try DependencyText(try input.text)
    for text in [dependency.rpm, dependency.debian].compactMap({ $0 }) {
      let again: DependencyText
      do { again = try DependencyText(text) } catch { return law(false, "\(error)") }
      law(
        dependency.rpm == nil || again.rpm == nil || again.rpm == dependency.rpm,
        "\(text) means something else")
    }
  },
  FuzzTarget("RecipeWords", texts: ["xz:3", "gzip:-1", "1.2.3-rc1+b", "amd64", "1:2-3"]) { input in
    let text = try input.text
    _ = Architecture.named(text)
    for format in PackageFormat.allCases {
      _ = PackageVersion(text, at: .init(file: "f", line: 1, column: 1)).problems(for: [format])
    }
    _ = try CompressionChoice(text)
  },
]
