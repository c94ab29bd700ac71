import Testing

/// Values that mean nothing.
struct ValueDiagnosticTests {
  /// Lines after ``base``, which therefore start in line 5.
  static let remarks = [
    Remark(
      "vendor: \"a\\tb\"\n",
      "r.yaml:5:9: error: 'vendor' holds a control character [recipe.invalid-text]"
    ),
    Remark(
      "vendor: |\n  a\n  b\n",
      "r.yaml:5:9: error: 'vendor' spans several lines [recipe.invalid-text]"
    ),
    Remark(
      "vendor: ${NOPE}\n",
      """
      r.yaml:5:9: error: the variable 'NOPE' is not set [recipe.unset-variable]
      r.yaml:5:9: hint: set it, write '${NOPE:-default}', or '$$' for a literal '$'
      """
    ),
    Remark(
      "vendor: a $1\n",
      """
      r.yaml:5:11: error: '$1' is no variable a recipe can name [recipe.malformed-variable]
      r.yaml:5:11: hint: write '$$' for a literal '$'
      """
    ),
    Remark(
      "mtime: yesterday\n",
      """
      r.yaml:5:8: error: 'yesterday' is no moment between 1970 and 2106 [recipe.invalid-time]
      r.yaml:5:8: hint: write it as '2009-11-10T23:00:00Z'
      """
    ),
    Remark(
      "umask: 27\n",
      """
      r.yaml:5:8: error: 'umask' is no octal mode: '27' [recipe.invalid-mode]
      r.yaml:5:8: hint: YAML reads it as a decimal number: write '027'
      """
    ),
    Remark(
      "umask: 01022\n",
      """
      r.yaml:5:8: error: 'umask' takes nothing but permissions away [recipe.invalid-mode]
      r.yaml:5:8: hint: write it as '0o022'
      """
    ),
    Remark(
      "release: a_b\n",
      "r.yaml:5:10: error: the release 'a_b' cannot hold '_' [recipe.invalid-release]"
    ),
    Remark(
      "epoch: one\n",
      "r.yaml:5:8: error: the epoch 'one' is no number below 2147483648 [recipe.invalid-epoch]"
    ),
    Remark(
      "section: utlis\n",
      """
      r.yaml:5:10: warning: Debian has no section 'utlis' [recipe.unknown-section]
      r.yaml:5:10: hint: did you mean 'utils'?
      """
    ),
    Remark(
      "priority: extra\n",
      """
      r.yaml:5:11: warning: Debian has no priority 'extra' [recipe.unknown-priority]
      r.yaml:5:11: hint: write 'optional'
      """
    ),
    Remark(
      "rpm: {prefixes: [usr]}\n",
      "r.yaml:5:18: error: the prefix 'usr' is not absolute [recipe.invalid-path]"
    ),
    Remark(
      "rpm: {compression: 'zstd:23'}\n",
      """
      r.yaml:5:20: error: 'zstd' has no level '23' [recipe.invalid-compression]
      r.yaml:5:20: hint: levels go from 1 to 22
      """
    ),
    Remark(
      "deb: {compression: bzip2}\n",
      """
      r.yaml:5:20: error: 'bzip2' is no compression [recipe.invalid-compression]
      r.yaml:5:20: hint: it can be 'gzip', 'zlib', 'zstd', 'xz', 'none'
      """
    ),
    Remark(
      "deb: {arch: x86_64}\n",
      "r.yaml:5:13: error: 'x86_64' is no architecture of deb's [recipe.unknown-architecture]"
    ),
    Remark(
      "deb: {fields: {'X:Y': a}}\n",
      "r.yaml:5:16: error: 'X:Y' is no name of a control field [recipe.invalid-field]"
    ),
    Remark(
      "deb: {fields: {depends: a}}\n",
      """
      r.yaml:5:16: error: the field 'depends' is written by pkg itself [recipe.invalid-field]
      r.yaml:5:16: hint: use the recipe's own key for it
      """
    ),
    Remark(
      "deb: {triggers: {interest: [a b]}}\n",
      "r.yaml:5:29: error: 'a b' is no name of a trigger [recipe.invalid-trigger]"
    ),
    Remark(
      "rpm: {signature: {key_file: k, key_id: xyz}}\n",
      "r.yaml:5:40: error: the key id 'xyz' is not hexadecimal [recipe.invalid-key-id]"
    ),
  ]

  @Test(arguments: remarks)
  func saysWhatIsWrongAndWhere(_ remark: Remark) {
    #expect(said(base + remark.yaml).text == remark.expected)
  }
}
