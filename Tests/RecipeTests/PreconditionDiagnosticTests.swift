import Testing

/// Preconditions that ask for nothing or the impossible.
struct PreconditionDiagnosticTests {
  /// Lines after ``base``, which therefore start in line 5.
  static let remarks = [
    Remark(
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
    Remark(
      "preconditions: {kconfig: {rules: [{forbid: {A-B: y}}]}}\n",
      "r.yaml:5:45: error: 'A-B' is no kernel option [recipe.invalid-option]"
    ),
    Remark(
      "preconditions: {kconfig: {rules: [{forbid: {A: ''}, require: {B: }}]}}\n",
      """
      r.yaml:5:45: error: 'A' names no value [recipe.empty-value]
      r.yaml:5:45: hint: write 'y', 'm', 'n' or a value
      r.yaml:5:63: error: 'B' names no value [recipe.empty-value]
      r.yaml:5:63: hint: write 'y', 'm', 'n' or a value
      """
    ),
    Remark(
      "preconditions: {kconfig: {rules: [{forbid: {A: {B: y}}}]}}\n",
      "r.yaml:5:48: error: 'preconditions.kconfig.rules.forbid.A' is a single value, not a mapping [recipe.wrong-type]"
    ),
    Remark(
      "preconditions: {kconfig: {rules: [{why: x}]}}\n",
      """
      r.yaml:5:35: error: the rule asks for nothing [recipe.empty-rule]
      r.yaml:5:35: hint: write 'require', 'forbid' or 'any'
      """
    ),
    Remark(
      "preconditions: {kconfig: {rules: [{forbid: [A-B]}]}}\n",
      "r.yaml:5:45: error: 'A-B' is no kernel option [recipe.invalid-option]"
    ),
    Remark(
      "preconditions: {kconfig: {rules: [{require: {A: []}}]}}\n",
      """
      r.yaml:5:46: error: 'A' names no value [recipe.empty-value]
      r.yaml:5:46: hint: write 'y', 'm', 'n' or a value
      """
    ),
    Remark(
      "preconditions: {kconfig: {rules: [{forbid: [A], when: {arch: amd46}}]}}\n",
      """
      r.yaml:5:62: error: unknown architecture 'amd46' [recipe.unknown-architecture]
      r.yaml:5:62: hint: did you mean 'amd64'?
      """
    ),
  ]

  @Test(arguments: remarks)
  func saysWhatIsWrongAndWhere(_ remark: Remark) {
    #expect(said(base + remark.yaml).text == remark.expected)
  }
}
