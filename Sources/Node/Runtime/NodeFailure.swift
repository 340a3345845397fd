/// Why a node could not start, in words that name the value and the remedy.
package struct NodeFailure: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}
