import Diagnostics
import Testing

@testable import Recipe

/// Every diagnostic of the recipe, its place and its words.
struct DiagnosticTests {
  /// Lines after ``base``, which therefore start in line 5, and all that is said about them.
  static let cases: [(yaml: String, expected: String)] = [
    (
      "descripton: x\n",
      """
      r.yaml:5:1: error: the recipe knows no key 'descripton' [recipe.unknown-key]
      r.yaml:5:1: hint: did you mean 'description'?
      """
    ),
    (
      "contents:\n  - dest: /x\n    src: a\n",
      """
      r.yaml:6:5: error: the entry knows no key 'dest' [recipe.unknown-key]
      r.yaml:6:5: hint: did you mean 'dst'?
      """
    ),
    (
      "services: [{unit: x}]\n",
      """
      r.yaml:5:1: error: 'services' is not supported yet [recipe.unsupported-key]
      r.yaml:5:1: hint: ship the unit under 'contents' and enable it in 'scripts'
      """
    ),
    (
      "depends: bash\n",
      """
      r.yaml:5:10: error: 'depends' is a list, not a single value [recipe.wrong-type]
      r.yaml:5:10: hint: write '- ' before the value, on a line of its own
      """
    ),
    (
      "license: [MIT]\n",
      "r.yaml:5:10: error: 'license' is a single value, not a list [recipe.wrong-type]"
    ),
    (
      "rpm: x\n",
      "r.yaml:5:6: error: 'rpm' is a mapping, not a single value [recipe.wrong-type]"
    ),
    (
      "disable_globbing: maybe\n",
      "r.yaml:5:19: error: 'disable_globbing' is true or false, not 'maybe' [recipe.wrong-type]"
    ),
    (
      "version_schema: semvar\n",
      """
      r.yaml:5:17: error: 'version_schema' cannot be 'semvar' [recipe.unknown-value]
      r.yaml:5:17: hint: did you mean 'semver'?
      """
    ),
    (
      "formats: [rpm, apk]\n",
      """
      r.yaml:5:16: error: 'formats' cannot be 'apk' [recipe.unknown-value]
      r.yaml:5:16: hint: it can be 'rpm', 'deb'
      """
    ),
    (
      "depends: [bash, '']\n",
      """
      r.yaml:5:17: error: 'depends' has an empty entry [recipe.empty-value]
      r.yaml:5:17: hint: remove it
      """
    ),
    (
      "contents: [{src: a, dst: ''}]\n",
      "r.yaml:5:21: error: 'contents.dst' is empty [recipe.empty-value]"
    ),
    (
      "deb: {signature: {signer: x}}\n",
      """
      r.yaml:5:19: warning: 'deb.signature.signer' has no effect: only dpkg-sig's signatures name a signer [recipe.no-effect]
      r.yaml:5:19: hint: remove it
      """
    ),
    (
      "deb: {scripts: {rules: debian/rules}}\n",
      """
      r.yaml:5:17: warning: 'deb.scripts.rules' has no effect: it is a source package's, and dpkg does not read it [recipe.no-effect]
      r.yaml:5:17: hint: remove it
      """
    ),
    (
      "preconditions: {vendor: {lock: x, forbid-cgo: true, forbid-binaries: true}}\n",
      """
      r.yaml:5:26: error: 'preconditions.vendor.lock' is not supported yet [recipe.unsupported-key]
      r.yaml:5:26: hint: run 'sha256sum --check' in the build step
      r.yaml:5:35: error: 'preconditions.vendor.forbid-cgo' is not supported yet [recipe.unsupported-key]
      r.yaml:5:35: hint: write 'expect: {cgo: false}' under 'binaries'
      r.yaml:5:53: error: 'preconditions.vendor.forbid-binaries' is not supported yet [recipe.unsupported-key]
      r.yaml:5:53: hint: look for objects and archives in the build step
      """
    ),
    (
      "preconditions: {kconfig: {rules: [{forbid: {A-B: y}}]}}\n",
      "r.yaml:5:45: error: 'A-B' is no kernel option [recipe.invalid-option]"
    ),
    (
      "preconditions: {kconfig: {rules: [{forbid: {A: ''}, require: {B: }}]}}\n",
      """
      r.yaml:5:45: error: 'A' names no value [recipe.empty-value]
      r.yaml:5:45: hint: write 'y', 'm', 'n' or a value
      r.yaml:5:63: error: 'B' names no value [recipe.empty-value]
      r.yaml:5:63: hint: write 'y', 'm', 'n' or a value
      """
    ),
    (
      "preconditions: {kconfig: {rules: [{forbid: {A: {B: y}}}]}}\n",
      "r.yaml:5:48: error: 'preconditions.kconfig.rules.forbid.A' is a single value, not a mapping [recipe.wrong-type]"
    ),
    (
      "deb: {signature: {method: dpkg-sig}}\n",
      """
      r.yaml:5:27: warning: 'dpkg-sig' has no effect: signatures are written as debsign does [recipe.no-effect]
      r.yaml:5:27: hint: write 'debsign'
      """
    ),
    (
      "apk: {arch: x}\noverrides: {archlinux: {}}\n",
      "r.yaml:5:1: note: settings for other formats are skipped: 'apk', 'overrides.archlinux' [recipe.skipped-section]"
    ),
    (
      "vendor: \"a\\tb\"\n",
      "r.yaml:5:9: error: 'vendor' holds a control character [recipe.invalid-text]"
    ),
    (
      "vendor: |\n  a\n  b\n",
      "r.yaml:5:9: error: 'vendor' spans several lines [recipe.invalid-text]"
    ),
    (
      "vendor: ${NOPE}\n",
      """
      r.yaml:5:9: error: the variable 'NOPE' is not set [recipe.unset-variable]
      r.yaml:5:9: hint: set it, write '${NOPE:-default}', or '$$' for a literal '$'
      """
    ),
    (
      "vendor: a $1\n",
      """
      r.yaml:5:11: error: '$1' is no variable a recipe can name [recipe.malformed-variable]
      r.yaml:5:11: hint: write '$$' for a literal '$'
      """
    ),
    (
      "mtime: yesterday\n",
      """
      r.yaml:5:8: error: 'yesterday' is no moment between 1970 and 2106 [recipe.invalid-time]
      r.yaml:5:8: hint: write it as '2009-11-10T23:00:00Z'
      """
    ),
    (
      "umask: 27\n",
      """
      r.yaml:5:8: error: 'umask' is no octal mode: '27' [recipe.invalid-mode]
      r.yaml:5:8: hint: YAML reads it as a decimal number: write '027'
      """
    ),
    (
      "contents: [{src: a, dst: /a, file_info: {mode: rwx}}]\n",
      """
      r.yaml:5:48: error: 'contents.file_info.mode' is no octal mode: 'rwx' [recipe.invalid-mode]
      r.yaml:5:48: hint: write it as '0644'
      """
    ),
    (
      "umask: 01022\n",
      """
      r.yaml:5:8: error: 'umask' takes nothing but permissions away [recipe.invalid-mode]
      r.yaml:5:8: hint: write it as '0o022'
      """
    ),
    (
      "release: a_b\n",
      "r.yaml:5:10: error: the release 'a_b' cannot hold '_' [recipe.invalid-release]"
    ),
    (
      "epoch: one\n",
      "r.yaml:5:8: error: the epoch 'one' is no number below 2147483648 [recipe.invalid-epoch]"
    ),
    (
      "section: utlis\n",
      """
      r.yaml:5:10: warning: Debian has no section 'utlis' [recipe.unknown-section]
      r.yaml:5:10: hint: did you mean 'utils'?
      """
    ),
    (
      "priority: extra\n",
      """
      r.yaml:5:11: warning: Debian has no priority 'extra' [recipe.unknown-priority]
      r.yaml:5:11: hint: write 'optional'
      """
    ),
    (
      "depends: ['foo (>= )']\n",
      "r.yaml:5:11: error: 'foo (>= )' is no dependency: a version is missing after '>=' [recipe.malformed-dependency]"
    ),
    (
      "depends: ['pkgconfig(zlib)']\n",
      """
      r.yaml:5:11: error: 'pkgconfig(zlib)' cannot be said in a deb [recipe.untranslatable-dependency]
      r.yaml:5:11: hint: say it under 'overrides.rpm' only
      """
    ),
    (
      "provides: [a | b]\n",
      """
      r.yaml:5:12: error: 'provides' of a rpm takes no alternatives [recipe.invalid-relation]
      r.yaml:5:12: hint: write each as an entry of its own
      r.yaml:5:12: error: 'provides' of a deb takes no alternatives [recipe.invalid-relation]
      r.yaml:5:12: hint: write each as an entry of its own
      """
    ),
    (
      "provides: [a >= 1]\n",
      """
      r.yaml:5:12: error: 'provides' takes no '>=' [recipe.invalid-relation]
      r.yaml:5:12: hint: write '='
      """
    ),
    (
      "formats: rpm\ndepends: [(a unless b)]\nconflicts: [(a if b)]\n",
      """
      r.yaml:6:11: error: 'depends' takes no 'unless' [recipe.invalid-relation]
      r.yaml:6:11: hint: write 'or'
      r.yaml:7:13: error: 'conflicts' takes no 'if' [recipe.invalid-relation]
      r.yaml:7:13: hint: write 'and'
      """
    ),
    (
      "depends: [a (> 1)]\n",
      """
      r.yaml:5:11: warning: 'a (> 1)' compares strictly here, which dpkg would not [recipe.ambiguous-comparison]
      r.yaml:5:11: hint: write '<<', '<=', '>=' or '>>'
      """
    ),
    (
      "contents: [{src: 'a[', dst: /a}]\n",
      """
      r.yaml:5:18: error: 'a[' is no pattern: a '[' is not closed [recipe.invalid-glob]
      r.yaml:5:18: hint: write '\\' before a character that is meant literally
      """
    ),
    (
      "contents: [{src: a, dst: /a/../b}]\n",
      """
      r.yaml:5:26: error: the destination '/a/../b' holds '..' [recipe.invalid-path]
      r.yaml:5:26: hint: write the path it means
      """
    ),
    (
      "contents: [{dst: /a, type: symlink}]\n",
      "r.yaml:5:12: error: the entry has no 'src', which type 'symlink' needs [recipe.missing-key]"
    ),
    (
      "contents: [{src: a, dst: /a, packager: dep}]\n",
      """
      r.yaml:5:40: error: 'packager' cannot be 'dep' [recipe.unknown-value]
      r.yaml:5:40: hint: did you mean 'deb'?
      """
    ),
    (
      "contents: [{src: a, dst: /a, disown_subtree: [/a]}]\n",
      """
      r.yaml:5:47: warning: 'disown_subtree' has no effect: the entry is no tree [recipe.no-effect]
      r.yaml:5:47: hint: write 'type: tree'
      """
    ),
    (
      "rpm: {prefixes: [usr]}\n",
      "r.yaml:5:18: error: the prefix 'usr' is not absolute [recipe.invalid-path]"
    ),
    (
      "rpm: {compression: 'zstd:23'}\n",
      """
      r.yaml:5:20: error: 'zstd' has no level '23' [recipe.invalid-compression]
      r.yaml:5:20: hint: levels go from 1 to 22
      """
    ),
    (
      "deb: {compression: bzip2}\n",
      """
      r.yaml:5:20: error: 'bzip2' is no compression [recipe.invalid-compression]
      r.yaml:5:20: hint: it can be 'gzip', 'zlib', 'zstd', 'xz', 'none'
      """
    ),
    (
      "deb: {arch: x86_64}\n",
      "r.yaml:5:13: error: 'x86_64' is no architecture of deb's [recipe.unknown-architecture]"
    ),
    (
      "deb: {fields: {'X:Y': a}}\n",
      "r.yaml:5:16: error: 'X:Y' is no name of a control field [recipe.invalid-field]"
    ),
    (
      "deb: {fields: {depends: a}}\n",
      """
      r.yaml:5:16: error: the field 'depends' is written by pkg itself [recipe.invalid-field]
      r.yaml:5:16: hint: use the recipe's own key for it
      """
    ),
    (
      "deb: {triggers: {interest: [a b]}}\n",
      "r.yaml:5:29: error: 'a b' is no name of a trigger [recipe.invalid-trigger]"
    ),
    (
      "rpm: {signature: {key_file: k, key_id: xyz}}\n",
      "r.yaml:5:40: error: the key id 'xyz' is not hexadecimal [recipe.invalid-key-id]"
    ),
    (
      "preconditions: {kconfig: {rules: [{why: x}]}}\n",
      """
      r.yaml:5:35: error: the rule asks for nothing [recipe.empty-rule]
      r.yaml:5:35: hint: write 'require', 'forbid' or 'any'
      """
    ),
    (
      "preconditions: {kconfig: {rules: [{forbid: [A-B]}]}}\n",
      "r.yaml:5:45: error: 'A-B' is no kernel option [recipe.invalid-option]"
    ),
    (
      "preconditions: {kconfig: {rules: [{require: {A: []}}]}}\n",
      """
      r.yaml:5:46: error: 'A' names no value [recipe.empty-value]
      r.yaml:5:46: hint: write 'y', 'm', 'n' or a value
      """
    ),
    (
      "preconditions: {kconfig: {rules: [{forbid: [A], when: {arch: amd46}}]}}\n",
      """
      r.yaml:5:62: error: unknown architecture 'amd46' [recipe.unknown-architecture]
      r.yaml:5:62: hint: did you mean 'amd64'?
      """
    ),
  ]

  @Test(arguments: cases.indices)
  func saysWhatIsWrongAndWhere(_ index: Int) {
    let (yaml, expected) = Self.cases[index]
    #expect(said(base + yaml).texts.joined(separator: "\n") == expected)
  }

  /// Recipes of their own.
  static let whole: [(yaml: String, expected: String)] = [
    ("[a]\n", "r.yaml:1:1: error: the recipe is a mapping, not a list [recipe.wrong-type]"),
    ("---\n", "r.yaml:2:1: error: the recipe is empty [recipe.empty]"),
    (
      "name: Hello_World\nversion: 1\narch: amd64\nmaintainer: A <a@b.c>\n",
      """
      r.yaml:1:7: error: 'Hello_World' is no package name: Debian takes a-z, 0-9, '+', '-' and '.', two at least [recipe.invalid-name]
      r.yaml:1:7: hint: did you mean 'hello-world'?
      """
    ),
    (
      "name: a b\nversion: 1\narch: amd64\nmaintainer: A <a@b.c>\nformats: rpm\n",
      """
      r.yaml:1:7: error: 'a b' is no package name: RPM takes letters, digits, '+', '-', '.' and '_' [recipe.invalid-name]
      r.yaml:1:7: hint: did you mean 'a-b'?
      """
    ),
    (
      "name: hello\nversion: 1:2\narch: amd64\nmaintainer: A <a@b.c>\n",
      """
      r.yaml:2:10: error: the version '1:2' cannot hold ':' [recipe.invalid-version]
      r.yaml:2:10: hint: write the epoch under 'epoch'
      """
    ),
    (
      "name: hello\nversion: vx\narch: amd64\nmaintainer: A <a@b.c>\n",
      """
      r.yaml:2:10: error: the version 'vx' does not start with a digit [recipe.invalid-version]
      r.yaml:2:10: hint: write it without the 'v'
      """
    ),
    (
      "name: hello\nversion: 1\narch: arm\nmaintainer: A <a@b.c>\n",
      """
      r.yaml:3:7: error: unknown architecture 'arm' [recipe.unknown-architecture]
      r.yaml:3:7: hint: say 'arm5', 'arm6' or 'arm7'
      """
    ),
    (
      "name: hello\nversion: 1\narch: [amd64, x86_64]\nmaintainer: A <a@b.c>\n",
      """
      r.yaml:3:15: error: 'x86_64' names an architecture again [recipe.duplicate-architecture]
      r.yaml:3:15: hint: remove it
      """
    ),
    (
      "name: hello\nversion: 1\narch: []\nmaintainer: A <a@b.c>\n",
      "r.yaml:3:7: error: 'arch' names no architecture [recipe.empty-value]"
    ),
    (
      "name: hello\nversion: 1\narch: amd64\nformats: []\nmaintainer: A <a@b.c>\n",
      "r.yaml:4:10: error: 'formats' names no format [recipe.empty-value]"
    ),
    (
      "name: hello\nversion: 1\narch: amd64\n",
      """
      r.yaml:1:1: warning: the recipe names no maintainer [recipe.missing-maintainer]
      r.yaml:1:1: hint: write 'maintainer: Name <address>'
      """
    ),
    (
      "name: hello\nversion: 1\narch: amd64\nmaintainer: a@example.com\n",
      """
      r.yaml:4:13: warning: the maintainer 'a@example.com' is not 'Name <address>' [recipe.maintainer-without-address]
      r.yaml:4:13: hint: write the address in angle brackets after the name
      """
    ),
    (
      "{}\n",
      """
      r.yaml:1:1: error: the recipe has no 'name' [recipe.missing-key]
      r.yaml:1:1: error: the recipe has no 'arch' [recipe.missing-key]
      r.yaml:1:1: error: the recipe has no 'version' [recipe.missing-key]
      r.yaml:1:1: warning: the recipe names no maintainer [recipe.missing-maintainer]
      r.yaml:1:1: hint: write 'maintainer: Name <address>'
      """
    ),
  ]

  @Test(arguments: whole.indices)
  func saysWhatIsWrongWithTheWhole(_ index: Int) {
    let (yaml, expected) = Self.whole[index]
    #expect(said(yaml).texts.joined(separator: "\n") == expected)
  }

  @Test func badOverridesAreUsageErrors() {
    let nowhere = said(base, set: ["name.x": "1"])
    #expect(
      nowhere.texts == [
        "--set name.x:1:1: error: 'name.x' leads through a value that has no keys"
          + " [recipe.invalid-override]"
      ])
    #expect(nowhere.first?.exit == .usage)
    #expect(
      said(base, set: ["rpm..x": "1"]).texts == [
        """
        --set rpm..x:1:1: error: 'rpm..x' is no key [recipe.invalid-override]
        --set rpm..x:1:1: hint: write it as 'rpm.compression'
        """
      ])
    #expect(
      said(base, set: ["relaese": "2"]).texts == [
        """
        --set relaese:1:1: error: the recipe knows no key 'relaese' [recipe.unknown-key]
        --set relaese:1:1: hint: did you mean 'release'?
        """
      ])
  }

  @Test func allProblemsComeAtOnceInReadingOrder() {
    let yaml = """
      name: Bad Name
      arch: [amd46, arm64]
      version: "1/2"
      bogus: 1
      depends: ['a (', "${UNSET}"]
      contents:
        - {src: x, dst: /x, type: fiel}
        - {src: '{', dst: /y}
      rpm: {compression: 'gzip:0'}
      sbom: {formats: [spdx]}
      """
    #expect(
      said(yaml).map { "\($0.location?.line ?? 0):\($0.location?.column ?? 0) \($0.code)" } == [
        "1:1 recipe.missing-maintainer", "1:7 recipe.invalid-name",
        "2:8 recipe.unknown-architecture", "3:10 recipe.invalid-version",
        "4:1 recipe.unknown-key", "5:11 recipe.malformed-dependency",
        "5:19 recipe.unset-variable", "7:29 recipe.unknown-value", "8:11 recipe.invalid-glob",
        "9:20 recipe.invalid-compression", "10:18 recipe.unknown-value",
      ])
  }

  @Test func problemsOfSeveralTargetsAreToldOnce() {
    let yaml = base.replacing("arch: amd64", with: "arch: [amd64, arm64, arm7]")
    #expect(said(yaml + "bogus: 1\n").count == 1)
    #expect(said(yaml + "section: nope\n").count == 1)
  }

  @Test func hostileRecipesNeverTrap() {
    let long = String(repeating: "a", count: 5000)
    for text in ["'\(long)'", "\"\(String(repeating: "{", count: 4000))\"", "'*\(long)'"] {
      for key in ["name", "version", "release", "vendor", "section", "mtime", "umask", "epoch"] {
        _ = said(base.replacing("version: 1.2.3\n", with: "") + "\(key): \(text)\n")
      }
      _ = said(base + "contents: [{src: \(text), dst: \(text)}]\ndepends: [\(text)]\n")
    }
  }
}
