/// An element of a document that was read: its name, its text and the elements in it.
///
/// Attributes and prefixes of names are not kept: nothing in S3's documents is told by them.
package struct XMLElement: Equatable, Sendable {
    /// Without the prefix of a namespace.
    package let name: String
    /// The character data directly in it, references resolved, line ends as LF; with the white
    /// space between elements, where it has elements.
    package let text: String
    /// In the order of the document.
    package let children: [XMLElement]

    /// The first element of that name directly in it.
    package func first(_ name: String) -> XMLElement? {
        children.first { $0.name == name }
    }

    /// The elements of that name directly in it, in the order of the document.
    package func all(_ name: String) -> [XMLElement] {
        children.filter { $0.name == name }
    }

    /// The text of the first element of that name directly in it.
    package func text(of name: String) -> String? {
        first(name)?.text
    }
}
