/// What a test waited for did not happen in time.
package struct DeadlinePassed: Error, CustomStringConvertible {
    package let awaited: String

    package var description: String { "waited in vain for \(awaited)" }
}
