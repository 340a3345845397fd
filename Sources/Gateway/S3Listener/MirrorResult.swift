/// How a request was answered, for the first word of `x-headwater`.
package enum MirrorResult: Int, Sendable, CaseIterable {
    /// From the store.
    case hit
    /// By a fill that this request began, or for want of an origin's object.
    case miss
    /// By a fill that was under way.
    case follow
    /// Neither a read of an object nor anything a mapping speaks of.
    case bypass

    var text: StaticString {
        switch self {
        case .hit: "hit"
        case .miss: "miss"
        case .follow: "follow"
        case .bypass: "bypass"
        }
    }
}
