/// The version of this program, as members and clients are told.
package enum HeadwaterVersion {
    package static let text = "0.1.0"
}
