import Testing

/// Keys that do not exist, and values of the wrong shape.
struct KeyDiagnosticTests {
  /// Lines after ``base``, which therefore start in line 5.
  static let remarks = [
    Remark(
      "descripton: x\n",
      """
      r.yaml:5:1: error: the recipe knows no key 'descripton' [recipe.unknown-key]
      r.yaml:5:1: hint: did you mean 'description'?
      """
    ),
    Remark(
      "services: [{unit: x}]\n",
      """
      r.yaml:5:1: error: 'services' is not supported yet [recipe.unsupported-key]
      r.yaml:5:1: hint: ship the unit under 'contents' and enable it in 'scripts'
      """
    ),
    Remark(
      "depends: bash\n",
      """
      r.yaml:5:10: error: 'depends' is a list, not a single value [recipe.wrong-type]
      r.yaml:5:10: hint: write '- ' before the value, on a line of its own
      """
    ),
    Remark(
      "license: [MIT]\n",
      "r.yaml:5:10: error: 'license' is a single value, not a list [recipe.wrong-type]"
    ),
    Remark(
      "rpm: x\n",
      "r.yaml:5:6: error: 'rpm' is a mapping, not a single value [recipe.wrong-type]"
    ),
    Remark(
      "disable_globbing: maybe\n",
      "r.yaml:5:19: error: 'disable_globbing' is true or false, not 'maybe' [recipe.wrong-type]"
    ),
    Remark(
      "version_schema: semvar\n",
      """
      r.yaml:5:17: error: 'version_schema' cannot be 'semvar' [recipe.unknown-value]
      r.yaml:5:17: hint: did you mean 'semver'?
      """
    ),
    Remark(
      "formats: [rpm, apk]\n",
      """
      r.yaml:5:16: error: 'formats' cannot be 'apk' [recipe.unknown-value]
      r.yaml:5:16: hint: it can be 'rpm', 'deb'
      """
    ),
    Remark(
      "depends: [bash, '']\n",
      """
      r.yaml:5:17: error: 'depends' has an empty entry [recipe.empty-value]
      r.yaml:5:17: hint: remove it
      """
    ),
  ]

  @Test(arguments: remarks)
  func saysWhatIsWrongAndWhere(_ remark: Remark) {
    #expect(said(base + remark.yaml).text == remark.expected)
  }
}
