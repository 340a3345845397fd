/// A part of a snapshot or of a backup is not what its sender wrote, or does not follow the one
/// before.
package struct DamagedSnapshot: Error, Equatable {
    package init() {}
}
