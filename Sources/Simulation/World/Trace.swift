/// The last lines of what happened.
///
/// Off, it costs nothing: a run that fails is repeated with it on.
package struct Trace: Sendable {
    package let isOn: Bool
    private var recent: [String] = []

    /// The lines kept.
    private static var length: Int { 400 }

    init(isOn: Bool) {
        self.isOn = isOn
    }

    package var lines: [String] { recent }

    mutating func add(_ line: String) {
        recent.append(line)
        if recent.count >= 2 * Self.length { recent.removeFirst(Self.length) }
    }
}
